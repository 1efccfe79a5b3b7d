package dev.widgetorigin.origin.web.text;

import java.util.Locale;

/** The site whose page asks, as a browser names it. Pure. */
public final class SiteHost {
  /** The longest name of a host (RFC 1035, 2.3.4). */
  private static final int LONGEST = 253;

  private SiteHost() {}

  /**
   * The host that an {@code Origin} or a {@code Referer} names, e.g. {@code shop.example} of {@code
   * https://Shop.example:8443/cart}; null where it names none.
   */
  public static String of(String address) {
    int start = address == null ? -1 : address.indexOf("://");
    if (start == -1) {
      return null;
    }
    start += 3;
    int end = start;
    while (end < address.length() && end - start < LONGEST && named(address.charAt(end))) {
      end++;
    }
    boolean fits = end > start && ends(address, afterPort(address, end));
    return fits ? address.substring(start, end).toLowerCase(Locale.ROOT) : null;
  }

  /** What follows {@code :} and is no port is the password of a name, and no host was there. */
  private static int afterPort(String address, int end) {
    int next = end;
    if (next < address.length() && address.charAt(next) == ':') {
      next++;
      while (next < address.length() && digit(address.charAt(next))) {
        next++;
      }
    }
    return next;
  }

  private static boolean ends(String address, int at) {
    return at == address.length() || "/?#".indexOf(address.charAt(at)) != -1;
  }

  /** An address of IPv6 is no customer's site. */
  private static boolean named(char c) {
    return letterOrDigit(c) || c == '.' || c == '-' || c == '_';
  }

  private static boolean letterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || digit(c);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
