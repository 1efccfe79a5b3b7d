package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.widget.Widget;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bundles of the widget chat of {@link Chat}, whose files have no bytes, and what URLs come to in
 * them.
 */
public final class AnswerBundles {
  public static final WidgetHeaders HEADERS = headers(OriginConfig.DEFAULTS);
  public static final AssetHeaders FILES =
      new AssetHeaders(HEADERS, OriginConfig.DEFAULTS.assets());
  public static final StandIns STAND_INS = new StandIns(HEADERS, OriginKey.NONE);

  public static final AssetEntry SCRIPT = file("dist/chat.js", 1000, Encoding.GZIP, Encoding.BR);

  /** An hour after everything was published. */
  public static final Instant NOW = Chat.AT.plusSeconds(3600);

  /** What the answers of an alias begin with. */
  public static final String ALIAS_FIGURES =
      """
      Cache-Control: public, max-age=300
      CDN-Cache-Control: public, max-age=300, stale-while-revalidate=60, stale-if-error=86400
      Surrogate-Control: max-age=300, stale-while-revalidate=60, stale-if-error=86400
      """;

  /** SHA-384 and SHA-512 of every file here, in Base64. */
  public static final String SHA384 = "c2hhMzg0";

  public static final String SHA512 = "c2hhNTEy";

  private AnswerBundles() {}

  public static WidgetHeaders headers(OriginConfig config) {
    return new WidgetHeaders(StandardHeaders.delivery(config), config);
  }

  public static Asset asset(ResolvedTarget target, Manifest manifest, AssetEntry entry) {
    return FILES.asset(target, manifest, entry, "/chat/v1.0.0/dist/chat.js", NOW, Downloads.NONE);
  }

  public static String etag(String path, String more) {
    return "\"" + digest(path).toString().substring(0, 32) + more + "\"";
  }

  public static Digest digest(String of) {
    return Digest.sha256(of.getBytes(StandardCharsets.UTF_8));
  }

  /** A file of so many bytes; each variant takes 90 bytes less than the one before. */
  public static AssetEntry file(String path, long size, Encoding... variants) {
    List<Variant> all = new ArrayList<>();
    for (int i = 0; i < variants.length; i++) {
      String of = path + variants[i].token();
      all.add(new Variant(variants[i], digest(of), size - 90L * (i + 1)));
    }
    return new AssetEntry(path, size, digest(path), SHA384, SHA512, all);
  }

  public static Manifest manifest(String version, String entry, AssetEntry... files) {
    return manifest(version, entry, "{}", 0, files);
  }

  public static Manifest manifest(
      String version, String entry, String packageJson, long repaired, AssetEntry... files) {
    Map<String, AssetEntry> byPath = new TreeMap<>();
    for (AssetEntry each : files) {
      byPath.put(each.path(), each);
    }
    return new Manifest(
            Chat.NAME, Version.parse(version), Chat.AT, "ana", entry, byPath, packageJson)
        .withFiles(byPath, repaired);
  }

  /** What the path comes to; {@code insteadOf} is null where no version is damaged. */
  public static ResolvedTarget target(Widget widget, AssetPath path, String insteadOf) {
    Selector selector = Selector.parse(path.selector());
    Release release = ((Resolution.Found) widget.state().resolve(selector)).release();
    return new ResolvedTarget(
        path,
        Chat.NAME,
        widget,
        selector,
        release,
        insteadOf == null ? null : Version.parse(insteadOf),
        0);
  }

  public static ResolvedTarget target(String state, String raw) {
    return target(Chat.widget(state), (AssetPath) AssetPath.parse(raw), null);
  }

  /** One field a line, but for those that every answer of the delivery listener has. */
  public static String text(HeaderBlock headers) {
    StringBuilder text = new StringBuilder();
    List<String> everywhere =
        List.of(
            "Server",
            "X-Content-Type-Options",
            "Cross-Origin-Resource-Policy",
            "Timing-Allow-Origin",
            "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers");
    for (int i = 0; i < headers.size(); i++) {
      if (!everywhere.contains(headers.name(i))) {
        text.append(headers.name(i)).append(": ").append(headers.value(i)).append('\n');
      } else if (headers.value(i).isEmpty()) {
        throw new AssertionError(headers.name(i));
      }
    }
    return text.toString();
  }
}
