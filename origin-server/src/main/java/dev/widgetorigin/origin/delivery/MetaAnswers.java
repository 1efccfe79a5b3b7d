package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.config.PublicUrl;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.HttpDate;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.store.Manifest;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;

/** Answers {@code ?meta}; called off the event loop, for a bundle may have many files. */
final class MetaAnswers {
  private final AssetHeaders headers;
  private final Refusals refusals;
  private final PublicUrl publicUrl;
  private final InstantSource clock;

  /** {@code publicUrl} may be null. */
  MetaAnswers(AssetHeaders headers, Refusals refusals, PublicUrl publicUrl, InstantSource clock) {
    this.publicUrl = publicUrl;
    this.headers = headers;
    this.refusals = refusals;
    this.clock = clock;
  }

  void answer(Exchange exchange, Target target, Manifest manifest, List<String> fallback) {
    Request request = exchange.request();
    byte[] json =
        new MetaDocument(target, manifest, publicUrl, request.authority()).render(fallback);
    if (json == null) {
      refusals.noSuchFile(exchange, target);
      return;
    }
    byte[] sha256 = BlobReader.sha256().digest(json);
    String etag = "\"" + HexFormat.of().formatHex(sha256, 0, 16) + "\"";
    HeaderBlock.Builder begun = headers.meta(target).add("ETag", etag);
    headers.cors(target.widget()).addOrigin(begun, request.header("origin"));
    String known = request.header("if-none-match");
    if (known != null && EntityTags.matches(known, etag, true)) {
      exchange.responder().send(new Reply(304, begun.remove("Content-Type").build(), Body.EMPTY));
      return;
    }
    Instant lastModified =
        Instant.ofEpochSecond(AssetHeaders.lastModified(manifest, clock.instant()));
    begun.add("Last-Modified", HttpDate.format(lastModified));
    begun.add("Content-Length", Integer.toString(json.length));
    begun.add("Repr-Digest", AssetHeaders.reprDigest(sha256));
    Body body = exchange.head() ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(json));
    exchange.responder().send(new Reply(200, begun.build(), body));
  }
}
