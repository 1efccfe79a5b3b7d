package dev.widgetorigin.origin.config.value;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where people outside reach a listener, e.g. {@code https://cdn.example.com} or {@code
 * https://example.com:8443/widgets}: an absolute URL without user, query and fragment. Links that
 * an answer hands out are made of it, never of what a request says about itself.
 *
 * <p>Kept in one spelling (RFC 3986 §6.2): scheme and host in lower case, no default port, no slash
 * at the end. Immutable.
 *
 * @param scheme {@code https} or {@code http}
 * @param authority host, and port where it is not the scheme's: {@code cdn.example.com:8443}
 * @param path what stands before the origin's own paths, e.g. {@code /widgets}; empty for none
 */
public record PublicUrl(String scheme, String authority, String path) {
  /** Empty and dot segments. */
  private static final Pattern NOT_PLAIN = Pattern.compile("//|/\\.{1,2}(/|$)");

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Empty where the text is no such URL. */
  public static Optional<PublicUrl> parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean web = scheme.equals("https") || scheme.equals("http");
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (!web
        || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f)
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getPort() > 65_535
        || NOT_PLAIN.matcher(path).find()) {
      return Optional.empty();
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int standard = scheme.equals("https") ? 443 : 80;
    boolean own = uri.getPort() >= 0 && uri.getPort() != standard;
    return Optional.of(
        new PublicUrl(scheme, own ? host + ":" + uri.getPort() : host, path.replaceAll("/+$", "")));
  }

  /** Whether nobody on the way can change what is loaded: TLS, or a name of this very machine. */
  public boolean trustworthy() {
    String host = authority.replaceFirst(":\\d+$", "");
    return scheme.equals("https") || LOOPBACK.contains(host);
  }

  /** In front of a path that begins with a slash: {@code https://cdn.example.com}. */
  @Override
  public String toString() {
    return scheme + "://" + authority + path;
  }
}
