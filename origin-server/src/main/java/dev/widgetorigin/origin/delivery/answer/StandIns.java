package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.signing.OwnSignature;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.HttpDate;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Makes what the URL of a file is answered with in place of the file: a redirect, or a text of the
 * origin's own, which is the stub of a module or of what is switched off. Immutable.
 */
public final class StandIns {
  /** In seconds since 1970: the Last-Modified of what no client is to take for the file. */
  private static final long OTHER_DATE = 1;

  /** A comment of scripts and of styles alike. */
  private static final String SWITCHED_OFF = "/* switched off */\n";

  private final WidgetHeaders heads;
  private final OriginKey key;

  /**
   * @param key signs stubs of modules
   */
  public StandIns(WidgetHeaders heads, OriginKey key) {
    this.heads = heads;
    this.key = key;
  }

  /** The answer of an alias in {@code stub} mode. May block, for the key that signs it. */
  public Asset stub(
      ResolvedTarget target, Manifest manifest, AssetEntry entry, byte[] text, Instant now) {
    OwnSignature signature = key.sign(text);
    CorsPolicy cors = heads.cors(target.widget());
    HeaderBlock.Builder headers =
        signature.missing()
            ? heads.beginBrief(CacheClass.ALIAS, target.widget(), cors, OriginKey.AGAIN)
            : heads.begin(CacheClass.ALIAS, target.widget(), cors);
    // By the same date a client that has it without a signature would get 304 once it has one.
    long lastModified = signature.missing() ? OTHER_DATE : AssetHeaders.lastModified(manifest, now);
    addText(headers, entry.path(), lastModified);
    WidgetHeaders.addResolved(headers, target);
    WidgetHeaders.addDeprecation(headers, target, now);
    heads.addTags(headers, target);
    signature.addTo(headers);
    String etag = AssetHeaders.etag(target, signature.tag(), null, 0);
    Representation only =
        Representation.ofText(
            headers.build(), etag, signature.sha256(), unreleasable(text), signature.missing());
    BooleanSupplier holds = signature.missing() ? key::failing : Resource.ALWAYS;
    return text(target, entry.path(), cors, only, lastModified, now, holds);
  }

  /**
   * The answer of an alias that is switched off: a script or a style that does nothing. Its entity
   * tag differs from that of any file, so that no cache takes the one for the other.
   *
   * @param file a script or a style
   */
  public Asset switchedOff(ResolvedTarget target, String file, Instant now) {
    // Not the file's date: a client that has the stub must not get 304 once the alias is on again.
    long lastModified = OTHER_DATE;
    HeaderBlock.Builder headers = heads.switchedOff(target);
    addText(headers, file, lastModified);
    byte[] text = SWITCHED_OFF.getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.sha256(text);
    String etag = "\"" + digest.toString().substring(0, AssetHeaders.ETAG_HEX) + "-off\"";
    Representation only =
        Representation.ofText(headers.build(), etag, digest, unreleasable(text), false);
    CorsPolicy cors = heads.cors(target.widget());
    return text(target, file, cors, only, lastModified, now, Resource.ALWAYS);
  }

  /** The fields that depend on the text's type and its date. */
  private static void addText(HeaderBlock.Builder headers, String file, long lastModified) {
    headers.add("Content-Type", MediaTypes.of(file));
    headers.add("Last-Modified", HttpDate.format(Instant.ofEpochSecond(lastModified)));
    headers.add("Accept-Ranges", "bytes");
    headers.vary("Accept-Encoding");
  }

  private static Body.Memory unreleasable(byte[] text) {
    return new Body.Memory(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(text)));
  }

  /** It is no download of the file that it stands for. */
  private static Asset text(
      ResolvedTarget target,
      String file,
      CorsPolicy cors,
      Representation only,
      long lastModified,
      Instant now,
      BooleanSupplier holds) {
    return new Asset(
        target,
        file,
        cors,
        new Representation[] {only},
        lastModified,
        Math.max(lastModified, now.getEpochSecond()),
        new Asset.Varying(true, false),
        Downloads.NONE,
        holds);
  }

  /**
   * Sends clients to another URL for a file.
   *
   * @param location a relative reference, encoded
   */
  public Redirect redirect(
      ResolvedTarget target, AssetEntry entry, String rawPath, String location, Instant now) {
    CorsPolicy cors = heads.cors(target.widget());
    HeaderBlock.Builder headers = heads.begin(WidgetHeaders.classOf(target), target.widget(), cors);
    headers.add("Location", location);
    headers.add("Content-Length", "0");
    if (target.alias()) {
      WidgetHeaders.addResolved(headers, target);
    } else {
      String canonical = AssetHeaders.canonical(target.name(), target.version(), entry.path());
      heads.addCanonical(headers, canonical, rawPath);
    }
    WidgetHeaders.addDeprecation(headers, target, now);
    heads.addTags(headers, target);
    int status = target.exact() ? 308 : 302;
    return new Redirect(target, cors, new Reply(status, headers.build(), Body.EMPTY));
  }
}
