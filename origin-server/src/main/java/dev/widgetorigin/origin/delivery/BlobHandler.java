package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.body.LocalFiles;
import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.delivery.body.PeerBlobs;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.widget.Widget;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands blobs, and manifests, to peers: {@code GET /-/blobs/sha256/{hex}}. Answers only where this
 * origin has peers itself, and 404 for what only blocked versions name. The peer checks the hash;
 * so it need not be done here.
 */
final class BlobHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(BlobHandler.class);
  private static final String MANIFEST = "manifest=";

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Problem BUSY =
      Problem.of(503, "Busy", "The blob cannot be sent now; try again in a few seconds.");
  private static final Problem NONE = Problem.of(404, "Not found", "There is no such blob.");

  private final Store store;
  private final BlobStore blobs;
  private final BlockedBlobs blocked;
  private final OpenFiles openFiles;
  private final boolean enabled;
  private final StandardHeaders standard;
  private final ProblemReplies problems;
  private final Deferred reads;

  BlobHandler(
      Store store,
      OpenFiles openFiles,
      boolean enabled,
      StandardHeaders standard,
      ProblemReplies problems,
      Deferred reads) {
    this.store = store;
    this.blobs = store.blobs();
    this.blocked = new BlockedBlobs(store);
    this.openFiles = openFiles;
    this.enabled = enabled;
    this.standard = standard;
    this.problems = problems;
    this.reads = reads;
  }

  @Override
  public void handle(Request request, Responder responder) {
    if (request.method() != Method.GET && request.method() != Method.HEAD) {
      responder.send(problems.methodNotAllowed(request, "GET, HEAD"));
      return;
    }
    String path = request.path();
    String hex = path.startsWith(PeerBlobs.PREFIX) ? path.substring(PeerBlobs.PREFIX.length()) : "";
    if (!enabled || !HEX.matcher(hex).matches()) {
      responder.send(problems.reply(NONE, request));
      return;
    }
    Digest digest = Digest.parse(hex);
    boolean manifest = request.query() != null && request.query().startsWith(MANIFEST);
    reads.reply(
        request.clientAddress(),
        responder,
        failure -> problems.reply(failure.problem(), request),
        () -> manifest ? manifest(request, digest) : read(request, digest));
  }

  /**
   * The manifest of {@code ?manifest=chat@1.2.3} if that has this digest: so it is found without
   * looking through all there are.
   */
  private Reply manifest(Request request, Digest digest) {
    String target = decoded(request.query().substring(MANIFEST.length()));
    int at = target.lastIndexOf('@');
    Optional<WidgetName> name = WidgetName.tryParse(target.substring(0, Math.max(at, 0)));
    Optional<Widget> widget = name.flatMap(store.catalog().snapshot()::widget);
    Version version = Version.tryParse(target.substring(at + 1)).orElse(null);
    Release release =
        widget.isEmpty() || version == null
            ? null
            : widget.get().state().release(version).orElse(null);
    if (release == null
        || release.state() == ReleaseState.BLOCKED
        || !digest.equals(widget.get().manifests().get(version))) {
      return problems.reply(NONE, request);
    }
    try {
      byte[] bytes = store.manifestBytes(name.get(), version);
      HeaderBlock.Builder headers = standard.begin();
      CacheClass.NO_STORE.addTo(headers, null, Map.of());
      headers.add("Content-Type", "application/json");
      headers.add("Content-Length", Integer.toString(bytes.length));
      boolean head = request.method() == Method.HEAD;
      return new Reply(
          200, headers.build(), head ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(bytes)));
    } catch (StoreException e) {
      return unreadable(request, e);
    }
  }

  /**
   * 404 only where this origin does not have the bytes. Where they are out of reach for a moment
   * the peer must not take them for lost.
   */
  private Reply unreadable(Request request, StoreException reason) {
    return problems.reply(BlobReader.lost(reason) ? NONE : BUSY, request);
  }

  /** Empty where it cannot be decoded. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private Reply read(Request request, Digest digest) {
    try {
      if (blocked.contains(digest)) {
        return problems.reply(NONE, request);
      }
    } catch (StoreException e) {
      // Whether it may be handed out cannot be known now.
      return problems.reply(BUSY, request);
    }
    try {
      Content found = blobs.read(digest);
      long size = found.size();
      HeaderBlock.Builder headers = standard.begin();
      CacheClass.NO_STORE.addTo(headers, null, Map.of());
      headers.add("Content-Type", "application/octet-stream");
      headers.add("Content-Length", Long.toString(size));
      if (request.method() == Method.HEAD || size == 0) {
        return new Reply(200, headers.build(), Body.EMPTY);
      }
      OpenFile file =
          openFiles.acquire(
              digest,
              size,
              false,
              request.clientAddress(),
              () -> LocalFiles.open(digest, found, store.staging()));
      return file == null
          ? problems.reply(BUSY, request)
          : new Reply(200, headers.build(), new Body.File(file, 0, size));
    } catch (StoreException e) {
      return unreadable(request, e);
    } catch (IOException e) {
      LOG.warn("blob {} cannot be read for a peer: {}", digest, e.toString());
      return problems.reply(BUSY, request);
    }
  }
}
