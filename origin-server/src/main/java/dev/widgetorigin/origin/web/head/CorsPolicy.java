package dev.widgetorigin.origin.web.head;

import dev.widgetorigin.origin.config.CorsConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which origins may read an answer (the CORS protocol of the Fetch standard).
 *
 * <p>Open mode ({@code *}) answers everyone alike, so no {@code Vary: Origin} fragments a cache.
 * Allow-list mode echoes an origin that is listed: exactly, as {@code https://app.example.com} or
 * {@code https://app.example.com:8443}, or as a subdomain, any depth, of {@code
 * https://*.example.com} (never {@code example.com} itself, never another port or scheme). Origins
 * are compared as browsers spell them: lower case, no default port. {@code null} is an origin only
 * where the list says so. Immutable.
 */
public final class CorsPolicy {
  public static final CorsPolicy OPEN = new CorsPolicy(true, Set.of(), List.of(), false);

  /** No origin at all: what the control listener answers. */
  public static final CorsPolicy CLOSED = new CorsPolicy(false, Set.of(), List.of(), false);

  /** Of the header fields that scripts cannot read by themselves, those that are of use. */
  private static final String EXPOSED =
      "Accept-Ranges, Age, CDN-Cache-Control, Content-Encoding, Content-Location, Content-Range,"
          + " Date, Deprecation, ETag, Link, Location, Repr-Digest, SourceMap, Vary, X-Fallback,"
          + " X-Resolved-Version, X-Widget-Switched-Off";

  /** Where credentials are allowed, {@code *} would be a header called asterisk. */
  private static final String REQUEST_HEADERS =
      "Accept, Accept-Encoding, Accept-Language, Cache-Control, Content-Type, If-Match,"
          + " If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Pragma, Range,"
          + " Traceparent, Tracestate, X-Requested-With";

  private record Wildcard(String scheme, String suffix) {}

  private final boolean open;
  private final Set<String> exact;
  private final List<Wildcard> wildcards;
  private final boolean credentials;

  private CorsPolicy(
      boolean open, Set<String> exact, List<Wildcard> wildcards, boolean credentials) {
    this.open = open;
    this.exact = exact;
    this.wildcards = wildcards;
    this.credentials = credentials;
  }

  public static CorsPolicy of(CorsConfig config) {
    return of(config.allowedOrigins(), config.credentials());
  }

  /** A list that holds {@code *} is the open mode, in which credentials are never allowed. */
  public static CorsPolicy of(List<String> allowedOrigins, boolean credentials) {
    if (allowedOrigins.contains("*")) {
      return OPEN;
    }
    Set<String> exact = new HashSet<>();
    Set<Wildcard> wildcards = new HashSet<>();
    for (String entry : allowedOrigins) {
      String origin = normal(entry);
      int star = origin.indexOf("://*.");
      if (star > 0) {
        wildcards.add(new Wildcard(origin.substring(0, star + 3), origin.substring(star + 4)));
      } else {
        exact.add(origin);
      }
    }
    return new CorsPolicy(false, Set.copyOf(exact), List.copyOf(wildcards), credentials);
  }

  public boolean isOpen() {
    return open;
  }

  /** True where an answer's header fields depend on the request's Origin. */
  public boolean varies() {
    return !open && !(exact.isEmpty() && wildcards.isEmpty());
  }

  /** {@code origin} is the request's Origin field, or null. */
  public boolean allows(String origin) {
    if (open) {
      return true;
    }
    if (origin == null) {
      return false;
    }
    if (exact.contains(origin)) {
      return true;
    }
    for (Wildcard wildcard : wildcards) {
      if (origin.startsWith(wildcard.scheme)
          && origin.endsWith(wildcard.suffix)
          && isHost(origin, wildcard.scheme.length(), origin.length() - wildcard.suffix.length())) {
        return true;
      }
    }
    return false;
  }

  /** Adds what is the same for every origin; {@link #addOrigin} adds the rest. */
  public void addCommon(HeaderBlock.Builder headers) {
    if (open) {
      headers.add("Access-Control-Allow-Origin", "*");
      headers.add("Access-Control-Expose-Headers", EXPOSED);
    } else if (varies()) {
      headers.vary("Origin");
    }
  }

  /** Adds what an allowed origin is told; nothing in open mode or for others. */
  public void addOrigin(HeaderBlock.Builder headers, String origin) {
    if (open || !allows(origin)) {
      return;
    }
    headers.add("Access-Control-Allow-Origin", origin);
    headers.add("Access-Control-Expose-Headers", EXPOSED);
    if (credentials) {
      headers.add("Access-Control-Allow-Credentials", "true");
    }
  }

  /** Adds the answer to a preflight; nothing for an origin that is not allowed. */
  public void addPreflight(HeaderBlock.Builder headers, String origin) {
    if (allows(origin)) {
      headers.add("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
      headers.add("Access-Control-Allow-Headers", credentials ? REQUEST_HEADERS : "*");
      headers.add("Access-Control-Max-Age", "86400");
    }
  }

  /**
   * Labels between the scheme and the suffix: letters, digits, hyphens, dots; none of them empty.
   */
  private static boolean isHost(String origin, int from, int to) {
    if (from >= to) {
      return false;
    }
    boolean labelOpen = false;
    for (int i = from; i < to; i++) {
      char c = origin.charAt(i);
      if (c == '.') {
        if (!labelOpen) {
          return false;
        }
        labelOpen = false;
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') {
        labelOpen = true;
      } else {
        return false;
      }
    }
    return labelOpen;
  }

  /** As a browser would serialise it: lower case, no trailing slash, no default port. */
  private static String normal(String entry) {
    String origin = entry.trim().toLowerCase(Locale.ROOT);
    if (origin.endsWith("/")) {
      origin = origin.substring(0, origin.length() - 1);
    }
    if (origin.startsWith("https://") && origin.endsWith(":443")) {
      return origin.substring(0, origin.length() - ":443".length());
    }
    if (origin.startsWith("http://") && origin.endsWith(":80")) {
      return origin.substring(0, origin.length() - ":80".length());
    }
    return origin;
  }
}
