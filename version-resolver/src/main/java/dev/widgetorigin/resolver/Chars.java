package dev.widgetorigin.resolver;

/** The character classes of the grammars here; ASCII only. */
final class Chars {
  private Chars() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetterOrHyphen(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  }

  /** A character of a prerelease or build identifier. */
  static boolean isIdentifier(char c) {
    return isDigit(c) || isLetterOrHyphen(c);
  }

  static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static boolean isWildcard(char c) {
    return c == 'x' || c == 'X' || c == '*';
  }

  /** How a message names what stands at an offset: {@code "z" at 4} or {@code the end}. */
  static String found(String text, int offset) {
    if (offset < 0 || offset >= text.length()) {
      return "the end";
    }
    char c = text.charAt(offset);
    String shown = c > ' ' && c < 127 ? "\"" + c + "\"" : String.format("U+%04X", (int) c);
    return shown + " at " + offset;
  }

  /** A text for a message: quoted, cut at 64 characters, control characters replaced. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), 64); i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c < 127 ? c : '?');
    }
    return out.append(text.length() > 64 ? "…\"" : "\"").toString();
  }
}
