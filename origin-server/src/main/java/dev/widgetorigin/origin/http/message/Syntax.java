package dev.widgetorigin.origin.http.message;

/** The character classes of HTTP messages as tables over one octet (RFC 9110 §5, RFC 3986 §2). */
public final class Syntax {
  /** The lower-case form of each token character; 0 for every octet that is none. */
  private static final byte[] TOKEN_LOWER = new byte[256];

  private static final boolean[] FIELD_VALUE = new boolean[256];
  private static final boolean[] TARGET = new boolean[256];
  private static final boolean[] HOST = new boolean[256];

  static {
    for (int c = 'a'; c <= 'z'; c++) {
      TOKEN_LOWER[c] = (byte) c;
      TOKEN_LOWER[c - 32] = (byte) c;
    }
    for (int c = '0'; c <= '9'; c++) {
      TOKEN_LOWER[c] = (byte) c;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN_LOWER[c] = (byte) c;
    }
    for (int c = 0; c < 256; c++) {
      FIELD_VALUE[c] = c == '\t' || (c >= ' ' && c != 0x7f);
      TARGET[c] = c > ' ' && c < 0x7f && c != '#';
      HOST[c] = isAlphaNumeric(c) || "-._~!$&'()*+,;=".indexOf(c) >= 0;
    }
  }

  private Syntax() {}

  /** The octet in lower case where it may stand in a token, otherwise 0. */
  public static byte tokenLower(byte octet) {
    return TOKEN_LOWER[octet & 0xff];
  }

  /** Visible characters, blanks and obs-text; no control characters (RFC 9110 §5.5). */
  public static boolean fieldValue(byte octet) {
    return FIELD_VALUE[octet & 0xff];
  }

  /**
   * What may stand raw in a request target. Wider than RFC 3986 by the visible ASCII characters
   * that browsers and range selectors leave as they are ({@code ^ | < >}); a fragment is never sent
   * (RFC 9112 §3.2).
   */
  public static boolean target(byte octet) {
    return TARGET[octet & 0xff];
  }

  /** A registered name's characters but for percent-encoding (RFC 3986 §3.2.2). */
  public static boolean host(byte octet) {
    return HOST[octet & 0xff];
  }

  public static boolean digit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  /** The value of a hexadecimal digit, or -1. */
  public static int hex(byte octet) {
    if (digit(octet)) {
      return octet - '0';
    }
    int lower = octet | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static boolean isAlphaNumeric(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
