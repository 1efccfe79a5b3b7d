package dev.widgetorigin.origin.web.head;

import dev.widgetorigin.origin.config.CacheConfig;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
   *     gone}), or null. An alias figure without its CDN figure, here or in the configuration,
   *     bounds the CDN's too: an edge that kept a file longer than browsers may would make every
   *     answer of it stale on arrival.
   */
  public void addTo(
      HeaderBlock.Builder headers, CacheConfig figures, Map<String, String> overrides) {
    Map<String, String> own = overrides == null ? Map.of() : overrides;
    headers.cacheClass(this);
    switch (this) {
      case EXACT -> headers.add(CACHE_CONTROL, own.getOrDefault("exact", figures.exact()));
      case EXACT_DOCUMENT ->
          headers.add(CACHE_CONTROL, own.getOrDefault("exactDocument", figures.exactDocument()));
      case ALIAS -> addTargeted(headers, Figures.ofAliases(figures, own));
      case LOADER -> addTargeted(headers, Figures.ofLoaders(figures, own));
      case NOT_FOUND ->
          headers.add(CACHE_CONTROL, own.getOrDefault("notFound", figures.notFound()));
      case GONE -> headers.add(CACHE_CONTROL, own.getOrDefault("gone", figures.gone()));
      case NO_STORE -> headers.add(CACHE_CONTROL, "no-store");
    }
  }

  /**
   * Adds Cache-Control so that nobody, browser or edge, keeps the answer for longer than that, and
   * less where the class says so: for what is soon to be another answer of the same URL. For {@link
   * #EXACT}, {@link #ALIAS} and {@link #LOADER}.
   *
   * @param most in seconds
   */
  public void addBriefTo(
      HeaderBlock.Builder headers, CacheConfig figures, Map<String, String> overrides, long most) {
    String figure = figure(figures, overrides);
    String directives =
        Stream.of(figure.split(",", -1))
            .map(String::trim)
            .filter(directive -> !directive.matches("(?i)(immutable|stale-.*|max-age=.*)?"))
            .collect(Collectors.joining(", "));
    long browser = seconds(figure, "max-age");
    long edge =
        switch (this) {
          case ALIAS -> Figures.ofAliases(figures, overrides).edgeSeconds();
          case LOADER -> Figures.ofLoaders(figures, overrides).edgeSeconds();
          default -> most;
        };
    long age = Math.min(edge, browser < 0 ? most : Math.min(browser, most));
    headers.cacheClass(this);
    headers.add(CACHE_CONTROL, directives + (directives.isEmpty() ? "" : ", ") + "max-age=" + age);
  }

  /**
   * Adds Cache-Control so that browsers keep the answer as they would keep this class, and no
   * shared cache does. For {@link #EXACT}, {@link #ALIAS} and {@link #LOADER}.
   */
  public void addPrivateTo(
      HeaderBlock.Builder headers, CacheConfig figures, Map<String, String> overrides) {
    String rest = withoutPublic(figure(figures, overrides));
    headers.cacheClass(this);
    headers.add(CACHE_CONTROL, rest.isEmpty() ? "private" : "private, " + rest);
  }

  /** For browsers. */
  private String figure(CacheConfig figures, Map<String, String> overrides) {
    Map<String, String> own = overrides == null ? Map.of() : overrides;
    return switch (this) {
      case EXACT -> own.getOrDefault("exact", figures.exact());
      case LOADER -> own.getOrDefault("loader", figures.loader());
      default -> own.getOrDefault("alias", figures.alias());
    };
  }

  /**
   * The figures of an answer that can change.
   *
   * @param browser the value of Cache-Control
   * @param cdn the value of CDN-Cache-Control
   */
  public record Figures(String browser, String cdn) {
    /**
     * @param builtIn the CDN's default that holds where the configuration has none: nobody chose it
     */
    private static Figures of(
        String browserOverride,
        String browserDefault,
        String cdnOverride,
        String cdnDefault,
        String builtIn) {
      String browser = browserOverride == null ? browserDefault : browserOverride;
      String cdn = cdnOverride;
      if (cdn == null) {
        boolean chosen = browserOverride == null && !cdnDefault.equals(builtIn);
        cdn = chosen ? cdnDefault : bounded(cdnDefault, browser);
      }
      return new Figures(browser, cdn);
    }

    /** The figures in force for a widget's aliases. {@code overrides} may be null. */
    public static Figures ofAliases(CacheConfig figures, Map<String, String> overrides) {
      Map<String, String> own = overrides == null ? Map.of() : overrides;
      return of(
          own.get("alias"),
          figures.alias(),
          own.get("aliasCdn"),
          figures.aliasCdn(),
          CacheConfig.DEFAULTS.aliasCdn());
    }

    /** The figures in force for a widget's loaders. {@code overrides} may be null. */
    public static Figures ofLoaders(CacheConfig figures, Map<String, String> overrides) {
      Map<String, String> own = overrides == null ? Map.of() : overrides;
      return of(
          own.get("loader"),
          figures.loader(),
          own.get("loaderCdn"),
          figures.loaderCdn(),
          CacheConfig.DEFAULTS.loaderCdn());
    }

    /** Seconds for which a browser may keep the answer; 0 where it says none. */
    public long browserSeconds() {
      return Math.max(0, seconds(browser, "max-age"));
    }

    /** Seconds for which an edge may keep the answer; 0 where it says none. */
    public long edgeSeconds() {
      return Math.max(0, seconds(cdn, "max-age"));
    }

    /** Seconds for which an edge may answer with it while it fetches anew; 0 where it says none. */
    public long edgeStaleSeconds() {
      return Math.max(0, seconds(cdn, "stale-while-revalidate"));
    }
  }

  private static final String CACHE_CONTROL = "Cache-Control";

  private static void addTargeted(HeaderBlock.Builder headers, Figures figures) {
    headers.add(CACHE_CONTROL, figures.browser());
    headers.add("CDN-Cache-Control", figures.cdn());
    String surrogate = withoutPublic(figures.cdn());
    if (!surrogate.isEmpty()) {
      headers.add("Surrogate-Control", surrogate);
    }
  }

  /**
   * The CDN's default, its max-age no longer than the browser's; the browser's where it has none.
   */
  private static String bounded(String cdnDefault, String browser) {
    long browserAge = seconds(browser, "max-age");
    long cdnAge = seconds(cdnDefault, "max-age");
    if (browserAge < 0 || cdnAge < 0) {
      return browser;
    }
    return cdnAge <= browserAge
        ? cdnDefault
        : cdnDefault.replaceFirst("max-age=\\d+", "max-age=" + browserAge);
  }

  /** A directive's number of seconds; -1 where there is none. */
  private static long seconds(String value, String name) {
    for (String directive : value.split(",", -1)) {
      String trimmed = directive.trim().toLowerCase(Locale.ROOT);
      if (trimmed.matches(name + "=\\d{1,10}")) {
        return Long.parseLong(trimmed.substring(name.length() + 1));
      }
    }
    return -1;
  }

  private static String withoutPublic(String value) {
    return Stream.of(value.split(",", -1))
        .map(String::trim)
        .filter(directive -> !directive.equalsIgnoreCase("public"))
        .collect(Collectors.joining(", "));
  }
}
