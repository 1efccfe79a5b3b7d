package dev.widgetorigin.origin.http.hpack;

import dev.widgetorigin.origin.http.message.Syntax;

/**
 * A header field as HTTP/2 sends it, looked at once when it enters a table rather than once a
 * request.
 */
public final class HpackField {
  /** What a request's reader does with the field. */
  public enum Kind {
    METHOD,
    SCHEME,
    AUTHORITY,
    PATH,
    OTHER_PSEUDO,
    HOST,
    CONTENT_LENGTH,
    COOKIE,
    TE,
    EXPECT,
    CONNECTION_SPECIFIC,
    REGULAR
  }

  private static final int OVERHEAD = 32;

  public final String name;
  public final String value;
  public final Kind kind;

  /** Whether name and value are made of the right characters (RFC 9113 §8.2.1). */
  public final boolean sound;

  public HpackField(String name, String value) {
    this.name = name;
    this.value = value;
    this.kind = kind(name);
    this.sound = soundName(name) && soundValue(value);
  }

  /** As RFC 7541 §4.1 counts. */
  public int size() {
    return name.length() + value.length() + OVERHEAD;
  }

  private static Kind kind(String name) {
    return switch (name) {
      case ":method" -> Kind.METHOD;
      case ":scheme" -> Kind.SCHEME;
      case ":authority" -> Kind.AUTHORITY;
      case ":path" -> Kind.PATH;
      case "host" -> Kind.HOST;
      case "content-length" -> Kind.CONTENT_LENGTH;
      case "cookie" -> Kind.COOKIE;
      case "te" -> Kind.TE;
      case "expect" -> Kind.EXPECT;
      case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
          Kind.CONNECTION_SPECIFIC;
      default -> name.startsWith(":") ? Kind.OTHER_PSEUDO : Kind.REGULAR;
    };
  }

  private static boolean soundName(String name) {
    int from = name.startsWith(":") ? 1 : 0;
    for (int i = from; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != Syntax.tokenLower((byte) c)) {
        return false;
      }
    }
    return name.length() > from;
  }

  private static boolean soundValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!Syntax.fieldValue((byte) value.charAt(i))) {
        return false;
      }
    }
    return value.isEmpty() || !(blank(value.charAt(0)) || blank(value.charAt(value.length() - 1)));
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }
}
