package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.signing.OwnSignature;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.head.PurgeTags;
import dev.widgetorigin.origin.web.head.SignatureFields;
import dev.widgetorigin.origin.web.text.HttpDate;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.widget.Widget;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Makes the header fields of answers about widgets' files. Immutable. */
public final class AssetHeaders {
  private static final int ETAG_HEX = 32;

  /** In seconds since 1970: the Last-Modified of what only stands in for something. */
  private static final long OTHER_DATE = 1;

  /** A comment of scripts and of styles alike. */
  private static final String SWITCHED_OFF = "/* switched off */\n";

  /** Deltas last. */
  private static final Comparator<Representation> SMALLEST_FIRST =
      Comparator.comparing((Representation each) -> each.dictionary() != null)
          .thenComparingLong(Representation::size);

  private final StandardHeaders standard;
  private final CacheConfig cache;
  private final List<String> tagHeaders;
  private final OriginKey key;
  private final DictionaryFields dictionaries;

  /**
   * @param key signs alias stubs
   */
  public AssetHeaders(StandardHeaders standard, OriginConfig config, OriginKey key) {
    this.key = key;
    this.standard = standard;
    this.cache = config.cache();
    this.tagHeaders = config.assets().tagHeaders();
    this.dictionaries = DictionaryFields.of(config.assets());
  }

  /** A widget's own policy, or the origin's; {@code widget} may be null. */
  public CorsPolicy cors(Widget widget) {
    return widget == null || widget.settings().cors() == null
        ? standard.cors()
        : CorsPolicy.of(
            widget.settings().cors().allowedOrigins(), widget.settings().cors().credentials());
  }

  /** Everything prebuilt about a found file. {@code now} is when the catalog said so. */
  public Asset asset(
      ResolvedTarget target,
      Manifest manifest,
      AssetEntry entry,
      String rawPath,
      Instant now,
      Downloads downloads) {
    CorsPolicy cors = cors(target.widget());
    long lastModified = lastModified(manifest, now);
    Asset.Varying varying = dictionaries.varying(target, entry);
    HeaderBlock common = common(target, manifest, entry, rawPath, cors, now, varying);
    List<Representation> all = new ArrayList<>();
    String hash = entry.digest().toString().substring(0, ETAG_HEX);
    all.add(Representation.ofFile(common, etag(target, hash, null, 0), entry));
    for (Variant variant : entry.variants()) {
      if (!variant.isDelta() || varying.byDictionary()) {
        String etag = etag(target, hash, variant, manifest.repaired());
        all.add(Representation.ofVariant(common, etag, variant));
      }
    }
    all.sort(SMALLEST_FIRST);
    return new Asset(
        target,
        entry.path(),
        cors,
        all.toArray(new Representation[0]),
        lastModified,
        target.exact() ? lastModified : Math.max(lastModified, now.getEpochSecond()),
        varying,
        downloads,
        Resource.ALWAYS);
  }

  /**
   * When the version was published, in seconds since 1970; never later than {@code Date} (RFC 9110
   * §8.8.2.1), which a version that was published under a wrong clock would be. A second is kept
   * clear, for {@code Date} may have been rendered a moment ago.
   */
  public static long lastModified(Manifest manifest, Instant now) {
    long published = manifest.publishedAt().getEpochSecond();
    return published <= now.getEpochSecond() ? published : now.getEpochSecond() - 1;
  }

  /**
   * The answer of an alias in {@code stub} mode: a text of the origin's own. May block, for the key
   * that signs it.
   */
  public Asset stub(
      ResolvedTarget target, Manifest manifest, AssetEntry entry, byte[] text, Instant now) {
    HeaderBlock.Builder headers = standard.begin(cors(target.widget()));
    OwnSignature signature = key.sign(text);
    // By the same date a client that has it without a signature would get 304 once it has one.
    long lastModified = signature.missing() ? OTHER_DATE : lastModified(manifest, now);
    Map<String, String> own = target.widget().settings().cacheControl();
    if (signature.missing()) {
      CacheClass.ALIAS.addBriefTo(headers, cache, own, OriginKey.AGAIN.toSeconds());
    } else {
      CacheClass.ALIAS.addTo(headers, cache, own);
    }
    addOwnText(headers, entry.path(), lastModified);
    addResolved(headers, target);
    addDeprecation(headers, target, now);
    addTags(headers, target.name(), target.version(), target);
    signature.addTo(headers);
    String etag = etag(target, signature.tag(), null, 0);
    Representation only =
        Representation.ofText(
            headers.build(), etag, signature.sha256(), unreleasable(text), signature.missing());
    BooleanSupplier holds = signature.missing() ? key::failing : Resource.ALWAYS;
    return ownText(target, entry.path(), only, lastModified, now, holds);
  }

  /** The fields of a text of the origin's own that depend on its type and its date. */
  private static void addOwnText(HeaderBlock.Builder headers, String file, long lastModified) {
    headers.add("Content-Type", MediaTypes.of(file));
    headers.add("Last-Modified", HttpDate.format(Instant.ofEpochSecond(lastModified)));
    headers.add("Accept-Ranges", "bytes");
    headers.vary("Accept-Encoding");
  }

  private static Body.Memory unreleasable(byte[] text) {
    return new Body.Memory(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(text)));
  }

  /** A text of the origin's own in place of a file. It is no download of that file. */
  private Asset ownText(
      ResolvedTarget target,
      String file,
      Representation only,
      long lastModified,
      Instant now,
      BooleanSupplier holds) {
    return new Asset(
        target,
        file,
        cors(target.widget()),
        new Representation[] {only},
        lastModified,
        Math.max(lastModified, now.getEpochSecond()),
        new Asset.Varying(true, false),
        Downloads.NONE,
        holds);
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
    HeaderBlock.Builder headers = switchedOff(target);
    addOwnText(headers, file, lastModified);
    byte[] text = SWITCHED_OFF.getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.sha256(text);
    String etag = "\"" + digest.toString().substring(0, ETAG_HEX) + "-off\"";
    Representation only =
        Representation.ofText(headers.build(), etag, digest, unreleasable(text), false);
    return ownText(target, file, only, lastModified, now, Resource.ALWAYS);
  }

  /** Begins any answer of an alias that is switched off. */
  HeaderBlock.Builder switchedOff(ResolvedTarget target) {
    HeaderBlock.Builder headers = standard.begin(cors(target.widget()));
    CacheClass.ALIAS.addTo(headers, cache, target.widget().settings().cacheControl());
    headers.add(StandardHeaders.SWITCHED_OFF, "true");
    addTags(headers, target.name(), null, target);
    return headers;
  }

  private HeaderBlock common(
      ResolvedTarget target,
      Manifest manifest,
      AssetEntry entry,
      String rawPath,
      CorsPolicy cors,
      Instant now,
      Asset.Varying varying) {
    HeaderBlock.Builder headers = standard.begin(cors);
    long lastModified = lastModified(manifest, now);
    String canonical = canonical(target.name(), target.version(), entry.path());
    CacheClass cacheClass = target.exact() ? CacheClass.ofExact(entry.path()) : CacheClass.ALIAS;
    cacheClass.addTo(headers, cache, target.widget().settings().cacheControl());
    String type = MediaTypes.of(entry.path());
    headers.add("Content-Type", type);
    headers.add("Last-Modified", HttpDate.format(Instant.ofEpochSecond(lastModified)));
    headers.add("Accept-Ranges", "bytes");
    varying.addTo(headers);
    if (varying.byDictionary()) {
      DictionaryFields.addTo(headers, target, rawPath, type);
    }
    // A mapped path has no neighbours: what lies beside it is not mapped with it.
    boolean direct = target.path().root() != null && entry.path().equals(target.path().file());
    addLocation(headers, target, direct, canonical, rawPath);
    addSourceMap(headers, manifest, entry, type, direct, canonical);
    if (MediaTypes.isActiveDocument(type)) {
      headers.add("Content-Security-Policy", "sandbox allow-scripts");
    }
    SignatureFields.addTo(headers, entry.digest(), entry.signatures());
    addDeprecation(headers, target, now);
    addTags(headers, target.name(), target.version(), target.alias() ? target : null);
    return headers.build();
  }

  private static void addLocation(
      HeaderBlock.Builder headers,
      ResolvedTarget target,
      boolean direct,
      String canonical,
      String rawPath) {
    if (target.alias()) {
      addResolved(headers, target);
      headers.add("Content-Location", canonical);
    } else {
      if (!direct) {
        headers.add("Content-Location", canonical);
      }
      addCanonical(headers, canonical, rawPath);
    }
  }

  private static void addCanonical(HeaderBlock.Builder headers, String canonical, String rawPath) {
    if (!rawPath.equals(canonical)) {
      headers.add("Link", "<" + canonical + ">; rel=\"canonical\"");
    }
  }

  private static void addResolved(HeaderBlock.Builder headers, ResolvedTarget target) {
    headers.add("X-Resolved-Version", target.version().toString());
    if (target.insteadOf() != null) {
      headers.add("X-Fallback", "version");
    }
  }

  /** Beside the file where the URL is the file's own; by its full path where it is another's. */
  private static void addSourceMap(
      HeaderBlock.Builder headers,
      Manifest manifest,
      AssetEntry entry,
      String type,
      boolean direct,
      String canonical) {
    if ((MediaTypes.isScript(type) || MediaTypes.isStyle(type))
        && manifest.files().containsKey(entry.path() + ".map")) {
      String map = canonical + ".map";
      headers.add("SourceMap", direct ? beside(map.substring(map.lastIndexOf('/') + 1)) : map);
    }
  }

  /** A colon would make the name's beginning a scheme (RFC 3986 §4.2). */
  private static String beside(String name) {
    return name.indexOf(':') < 0 ? name : "./" + name;
  }

  /** RFC 9745. A time to come would say that it is not deprecated yet. */
  private static void addDeprecation(
      HeaderBlock.Builder headers, ResolvedTarget target, Instant now) {
    if (target.release().state() == ReleaseState.DEPRECATED) {
      long since = target.release().since().getEpochSecond();
      headers.add("Deprecation", "@" + Math.min(since, now.getEpochSecond()));
    }
  }

  private void addTags(
      HeaderBlock.Builder headers, WidgetName name, Version version, ResolvedTarget alias) {
    headers.widget(name).version(version);
    List<String> tags = new ArrayList<>();
    tags.add(PurgeTags.ofWidget(name.toString()));
    if (version != null) {
      tags.add(PurgeTags.ofVersion(name.toString(), version.toString()));
    }
    if (alias != null) {
      PurgeTags.addSelector(tags, name.toString(), alias.selector());
    }
    PurgeTags.addTo(headers, tagHeaders, tags);
  }

  /**
   * {@code "<hash>"}, {@code "<hash>-br"}; through an alias {@code "<hash>-v1.2.3-br"}. The hash is
   * of the original; a variant that was lost and made again, perhaps of other bytes, or that was
   * made quickly and is to be followed by a better one, has a number: {@code "<hash>-r42-br"}.
   */
  private static String etag(ResolvedTarget target, String hash, Variant variant, long repaired) {
    StringBuilder etag = new StringBuilder("\"").append(hash);
    if (target.alias()) {
      etag.append("-v").append(target.version());
    }
    if (variant != null && repaired > 0) {
      etag.append("-r").append(repaired);
    }
    if (variant != null) {
      etag.append('-').append(variant.encoding().token());
    }
    if (variant != null && variant.isDelta()) {
      etag.append('-').append(variant.dictionary().toString(), 0, ETAG_HEX);
    }
    return etag.append('"').toString();
  }

  /** {@code /msr-webchat/v1.2.3/msr-webchat.umd.js}. */
  public static String canonical(WidgetName name, Version version, String file) {
    return "/" + name + "/v" + version + "/" + PercentEncoding.encodePath(file);
  }

  /**
   * Sends clients to another URL for a file.
   *
   * @param location a relative reference, encoded
   */
  public Moved moved(
      ResolvedTarget target, AssetEntry entry, String rawPath, String location, Instant now) {
    CorsPolicy cors = cors(target.widget());
    HeaderBlock.Builder headers = standard.begin(cors);
    CacheClass cacheClass = target.exact() ? CacheClass.EXACT : CacheClass.ALIAS;
    cacheClass.addTo(headers, cache, target.widget().settings().cacheControl());
    headers.add("Location", location);
    headers.add("Content-Length", "0");
    if (target.alias()) {
      addResolved(headers, target);
    } else {
      addCanonical(headers, canonical(target.name(), target.version(), entry.path()), rawPath);
    }
    addDeprecation(headers, target, now);
    addTags(headers, target.name(), target.version(), target.alias() ? target : null);
    int status = target.exact() ? 308 : 302;
    return new Moved(target, cors, new Reply(status, headers.build(), Body.EMPTY));
  }

  /**
   * Begins the answer to {@code ?meta}. Only browsers may keep it: a shared cache that ignores
   * query strings would hand it to everybody who asks for the file itself.
   */
  public HeaderBlock.Builder meta(ResolvedTarget target) {
    HeaderBlock.Builder headers = standard.begin(cors(target.widget()));
    CacheClass cacheClass = target.exact() ? CacheClass.EXACT : CacheClass.ALIAS;
    cacheClass.addPrivateTo(headers, cache, target.widget().settings().cacheControl());
    headers.add("Content-Type", "application/json");
    if (target.alias()) {
      addResolved(headers, target);
    }
    addTags(headers, target.name(), target.version(), target.alias() ? target : null);
    return headers;
  }

  /** Begins the answer to {@code ?meta} of a widget, see {@link #meta}. */
  public HeaderBlock.Builder versions(Widget widget) {
    HeaderBlock.Builder headers = standard.begin(cors(widget));
    CacheClass.ALIAS.addPrivateTo(headers, cache, widget.settings().cacheControl());
    headers.add("Content-Type", "application/json");
    addTags(headers, widget.state().name(), null, null);
    return headers;
  }

  /** Begins an import map; {@code shared} where edges may keep it. */
  public HeaderBlock.Builder importMap(ResolvedTarget target, boolean shared) {
    HeaderBlock.Builder headers = standard.begin(cors(target.widget()));
    CacheClass cacheClass = target.exact() ? CacheClass.EXACT : CacheClass.ALIAS;
    Map<String, String> own = target.widget().settings().cacheControl();
    if (shared) {
      cacheClass.addTo(headers, cache, own);
    } else {
      cacheClass.addPrivateTo(headers, cache, own);
    }
    headers.add("Content-Type", "application/importmap+json");
    if (target.alias()) {
      addResolved(headers, target);
    }
    addTags(headers, target.name(), target.version(), target.alias() ? target : null);
    return headers;
  }

  /** Begins an error; {@code widget}, {@code version} and {@code alias} are null where unknown. */
  HeaderBlock.Builder error(
      int status, WidgetName name, Widget widget, Version version, ResolvedTarget alias) {
    HeaderBlock.Builder headers = standard.begin(cors(widget));
    Map<String, String> own = widget == null ? null : widget.settings().cacheControl();
    CacheClass.ofStatus(status).addTo(headers, cache, own);
    if (widget != null) {
      addTags(headers, name, version, alias);
    }
    return headers;
  }
}
