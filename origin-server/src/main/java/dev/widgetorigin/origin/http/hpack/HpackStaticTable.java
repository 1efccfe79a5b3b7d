package dev.widgetorigin.origin.http.hpack;

import java.util.HashMap;
import java.util.Map;

/** The fields that every HTTP/2 end knows by number (RFC 7541 appendix A). */
final class HpackStaticTable {
  static final int SIZE = 61;

  private static final String[] ROWS = {
    ":authority",
    ":method: GET",
    ":method: POST",
    ":path: /",
    ":path: /index.html",
    ":scheme: http",
    ":scheme: https",
    ":status: 200",
    ":status: 204",
    ":status: 206",
    ":status: 304",
    ":status: 400",
    ":status: 404",
    ":status: 500",
    "accept-charset",
    "accept-encoding: gzip, deflate",
    "accept-language",
    "accept-ranges",
    "accept",
    "access-control-allow-origin",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "link",
    "location",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "range",
    "referer",
    "refresh",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "www-authenticate",
  };

  private static final HpackField[] FIELDS = new HpackField[SIZE + 1];
  private static final Map<String, Integer> NAMES = new HashMap<>();
  private static final Map<String, Integer> ROW_NUMBERS = new HashMap<>();

  static {
    for (int i = 1; i <= SIZE; i++) {
      String row = ROWS[i - 1];
      int split = row.indexOf(": ");
      String name = split < 0 ? row : row.substring(0, split);
      FIELDS[i] = new HpackField(name, split < 0 ? "" : row.substring(split + 2));
      NAMES.putIfAbsent(name, i);
      if (split >= 0) {
        ROW_NUMBERS.put(row, i);
      }
    }
  }

  private HpackStaticTable() {}

  /** By number, from 1 to {@link #SIZE}. */
  static HpackField get(int index) {
    return FIELDS[index];
  }

  /** The first number of that name; 0 where there is none. */
  public static int indexOf(String name) {
    return NAMES.getOrDefault(name, 0);
  }

  /** The number of that whole field; 0 where there is none. */
  public static int indexOf(String name, String value) {
    return ROW_NUMBERS.getOrDefault(name + ": " + value, 0);
  }
}
