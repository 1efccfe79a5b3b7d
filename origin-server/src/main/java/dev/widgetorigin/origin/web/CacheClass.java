package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.config.CacheConfig;
import java.util.Locale;
import java.util.Map;

/**
 * For how long, and by whom, an answer may be kept (RFC 9111; RFC 9213 for caches of a CDN).
 *
 * <p>An exact version never changes, so it is {@link #EXACT}; an alias can, so browsers keep it
 * briefly and edges may bridge an outage of the origin. Stale directives go only into the headers
 * for CDNs: in a browser they would stretch a rollback.
 */
public enum CacheClass {
  /** A file of an exact version. */
  EXACT,
  /** The same for {@code .html} and {@code .map}, which people fix without a new version. */
  EXACT_DOCUMENT,
  /** Whatever came through a selector that is not exact. */
  ALIAS,
  /** The generated loader and the channel map. */
  LOADER,
  /** 404: short, since the next publish may fill the hole. */
  NOT_FOUND,
  /** 410. */
  GONE,
  /** Every other error, and everything private. */
  NO_STORE;

  /** The class of an error answer. */
  public static CacheClass ofStatus(int status) {
    return switch (status) {
      case 404 -> NOT_FOUND;
      case 410 -> GONE;
      default -> NO_STORE;
    };
  }

  /** The class of a file by exact version. */
  public static CacheClass ofExact(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return lower.endsWith(".html") || lower.endsWith(".htm") || lower.endsWith(".map")
        ? EXACT_DOCUMENT
        : EXACT;
  }

  /**
   * Adds Cache-Control and, for the classes that change, the targeted fields.
   *
   * @param overrides a widget's own figures by name ({@code exact}, {@code exactDocument}, {@code
   *     alias}, {@code aliasCdn}, {@code loader}, {@code loaderCdn}, {@code notFound}, {@code
   *     gone}), or null. An alias figure without its CDN figure bounds the CDN's too: an edge that
   *     kept a file longer than browsers may would make every answer of it stale on arrival.
   */
  public void addTo(
      HeaderBlock.Builder headers, CacheConfig figures, Map<String, String> overrides) {
    Map<String, String> own = overrides == null ? Map.of() : overrides;
    headers.cacheClass(this);
    switch (this) {
      case EXACT -> headers.add(CACHE_CONTROL, own.getOrDefault("exact", figures.exact()));
      case EXACT_DOCUMENT ->
          headers.add(CACHE_CONTROL, own.getOrDefault("exactDocument", figures.exactDocument()));
      case ALIAS ->
          addTargeted(
              headers, own.get("alias"), figures.alias(), own.get("aliasCdn"), figures.aliasCdn());
      case LOADER ->
          addTargeted(
              headers,
              own.get("loader"),
              figures.loader(),
              own.get("loaderCdn"),
              figures.loaderCdn());
      case NOT_FOUND ->
          headers.add(CACHE_CONTROL, own.getOrDefault("notFound", figures.notFound()));
      case GONE -> headers.add(CACHE_CONTROL, own.getOrDefault("gone", figures.gone()));
      case NO_STORE -> headers.add(CACHE_CONTROL, "no-store");
    }
  }

  /**
   * Adds Cache-Control so that browsers keep the answer as they would keep this class, and no
   * shared cache does. For {@link #EXACT}, {@link #ALIAS} and {@link #LOADER}.
   */
  public void addPrivateTo(
      HeaderBlock.Builder headers, CacheConfig figures, Map<String, String> overrides) {
    Map<String, String> own = overrides == null ? Map.of() : overrides;
    headers.cacheClass(this);
    String figure =
        switch (this) {
          case EXACT -> own.getOrDefault("exact", figures.exact());
          case LOADER -> own.getOrDefault("loader", figures.loader());
          default -> own.getOrDefault("alias", figures.alias());
        };
    headers.add(CACHE_CONTROL, "private, " + withoutPublic(figure));
  }

  private static final String CACHE_CONTROL = "Cache-Control";

  private static void addTargeted(
      HeaderBlock.Builder headers,
      String browserOverride,
      String browserDefault,
      String cdnOverride,
      String cdnDefault) {
    String browser = browserOverride == null ? browserDefault : browserOverride;
    String cdn = cdnOverride;
    if (cdn == null) {
      cdn = browserOverride == null ? cdnDefault : bounded(cdnDefault, browserOverride);
    }
    headers.add(CACHE_CONTROL, browser);
    headers.add("CDN-Cache-Control", cdn);
    headers.add("Surrogate-Control", withoutPublic(cdn));
  }

  /**
   * The CDN's default, its max-age no longer than the browser's; the browser's where it has none.
   */
  private static String bounded(String cdnDefault, String browser) {
    long browserAge = maxAge(browser);
    long cdnAge = maxAge(cdnDefault);
    if (browserAge < 0 || cdnAge < 0) {
      return browser;
    }
    return cdnAge <= browserAge
        ? cdnDefault
        : cdnDefault.replaceFirst("max-age=\\d+", "max-age=" + browserAge);
  }

  private static long maxAge(String value) {
    for (String directive : value.split(",", -1)) {
      String trimmed = directive.trim().toLowerCase(Locale.ROOT);
      if (trimmed.matches("max-age=\\d{1,10}")) {
        return Long.parseLong(trimmed.substring("max-age=".length()));
      }
    }
    return -1;
  }

  private static String withoutPublic(String value) {
    return value.replaceFirst("(?i)^\\s*public\\s*,\\s*", "");
  }
}
