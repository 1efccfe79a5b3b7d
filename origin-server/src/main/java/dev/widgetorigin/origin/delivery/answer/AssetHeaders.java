package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.head.SignatureFields;
import dev.widgetorigin.origin.web.text.HttpDate;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.origin.web.text.RelativeReference;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes the header fields of widgets' files, with all their representations. Immutable. */
public final class AssetHeaders {
  /** Hexadecimal digits of a hash that are in an entity tag. */
  static final int ETAG_HEX = 32;

  /** Deltas last. */
  private static final Comparator<Representation> SMALLEST_FIRST =
      Comparator.comparing((Representation each) -> each.dictionary() != null)
          .thenComparingLong(Representation::size);

  private final WidgetHeaders heads;
  private final DictionaryFields dictionaries;

  public AssetHeaders(WidgetHeaders heads, DeliveryConfig config) {
    this.heads = heads;
    this.dictionaries = DictionaryFields.of(config);
  }

  /** Everything prebuilt about a found file. {@code now} is when the catalog said so. */
  public Asset asset(
      ResolvedTarget target,
      Manifest manifest,
      AssetEntry entry,
      String rawPath,
      Instant now,
      Downloads downloads) {
    CorsPolicy cors = heads.cors(target.widget());
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

  private HeaderBlock common(
      ResolvedTarget target,
      Manifest manifest,
      AssetEntry entry,
      String rawPath,
      CorsPolicy cors,
      Instant now,
      Asset.Varying varying) {
    CacheClass kept = target.exact() ? CacheClass.ofExact(entry.path()) : CacheClass.ALIAS;
    HeaderBlock.Builder headers = heads.begin(kept, target.widget(), cors);
    long lastModified = lastModified(manifest, now);
    String canonical = canonical(target.name(), target.version(), entry.path());
    String type = MediaTypes.of(entry.path());
    headers.add("Content-Type", type);
    headers.add("Last-Modified", HttpDate.format(Instant.ofEpochSecond(lastModified)));
    headers.add("Accept-Ranges", "bytes");
    varying.addTo(headers);
    if (varying.byDictionary()) {
      DictionaryFields.addTo(headers, target, heads.shown(""), rawPath, type);
    }
    // A mapped path has no neighbours: what lies beside it is not mapped with it.
    boolean direct = target.path().root() != null && entry.path().equals(target.path().file());
    addLocation(headers, target, direct, canonical, rawPath);
    addSourceMap(headers, manifest, entry, type, rawPath, direct, canonical);
    if (MediaTypes.isActiveDocument(type)) {
      headers.add("Content-Security-Policy", "sandbox allow-scripts");
    }
    SignatureFields.addTo(headers, entry.digest(), entry.signatures());
    WidgetHeaders.addDeprecation(headers, target, now);
    heads.addTags(headers, target);
    return headers.build();
  }

  private void addLocation(
      HeaderBlock.Builder headers,
      ResolvedTarget target,
      boolean direct,
      String canonical,
      String rawPath) {
    if (target.alias()) {
      WidgetHeaders.addResolved(headers, target);
      headers.add("Content-Location", heads.shown(canonical));
    } else {
      if (!direct) {
        headers.add("Content-Location", heads.shown(canonical));
      }
      heads.addCanonical(headers, canonical, rawPath);
    }
  }

  /** Beside the file where the URL is the file's own; where it is another's, beside the file's. */
  private static void addSourceMap(
      HeaderBlock.Builder headers,
      Manifest manifest,
      AssetEntry entry,
      String type,
      String rawPath,
      boolean direct,
      String canonical) {
    if ((MediaTypes.isScript(type) || MediaTypes.isStyle(type))
        && manifest.files().containsKey(entry.path() + ".map")) {
      String from = direct ? canonical : PercentEncoding.encodeRemaining(rawPath);
      headers.add("SourceMap", RelativeReference.between(from, canonical + ".map"));
    }
  }

  /**
   * {@code "<hash>"}, {@code "<hash>-br"}; through an alias {@code "<hash>-v1.2.3-br"}. The hash is
   * of the original; a variant that was lost and made again, perhaps of other bytes, or that was
   * made quickly and is to be followed by a better one, has a number: {@code "<hash>-r42-br"}.
   */
  static String etag(ResolvedTarget target, String hash, Variant variant, long repaired) {
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
}
