package dev.widgetorigin.origin.http.message;

/** Checks {@code host [":" port]} as it stands in Host and in absolute targets (RFC 9110 §7.2). */
public final class Authority {
  private Authority() {}

  /** Whether the octets are a registered name, an IPv4 address or an IP literal, and a port. */
  public static boolean valid(byte[] octets, int from, int to) {
    int hostEnd =
        from < to && octets[from] == '[' ? literal(octets, from, to) : name(octets, from, to);
    if (hostEnd <= from) {
      return false;
    }
    return hostEnd == to || (octets[hostEnd] == ':' && port(octets, hostEnd + 1, to));
  }

  private static int name(byte[] octets, int from, int to) {
    int at = from;
    while (at < to && octets[at] != ':') {
      if (Syntax.host(octets[at])) {
        at++;
      } else if (octets[at] == '%' && escape(octets, at, to)) {
        at += 3;
      } else {
        return -1;
      }
    }
    return at;
  }

  private static boolean escape(byte[] octets, int at, int to) {
    return at + 2 < to && Syntax.hex(octets[at + 1]) >= 0 && Syntax.hex(octets[at + 2]) >= 0;
  }

  /** An IPv6 address in brackets; the end of it, or -1. */
  private static int literal(byte[] octets, int from, int to) {
    int at = from + 1;
    int colons = 0;
    while (at < to && octets[at] != ']') {
      if (octets[at] == ':') {
        colons++;
      } else if (Syntax.hex(octets[at]) < 0 && octets[at] != '.') {
        return -1;
      }
      at++;
    }
    return at < to && colons >= 2 && colons <= 7 ? at + 1 : -1;
  }

  /** An empty port is allowed (RFC 3986 §3.2.3). */
  private static boolean port(byte[] octets, int from, int to) {
    if (to - from > 5) {
      return false;
    }
    int port = 0;
    for (int i = from; i < to; i++) {
      if (!Syntax.digit(octets[i])) {
        return false;
      }
      port = 10 * port + octets[i] - '0';
    }
    return from == to || (port >= 1 && port <= 65535);
  }
}
