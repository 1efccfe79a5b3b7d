package dev.widgetorigin.origin.cli.terminal;

import java.util.Locale;

/**
 * Makes what others wrote (reasons, names) fit to be shown: control characters, which could move a
 * terminal's cursor or rewrite what stands there, and marks that turn the reading direction become
 * {@code \\u001b}, as JSON would have them.
 */
final class Printable {
  private Printable() {}

  /** Line breaks stay. */
  static String lines(String text) {
    return escape(text, true);
  }

  /** One line. */
  static String line(String text) {
    return escape(text, false);
  }

  private static String escape(String text, boolean keepBreaks) {
    if (text == null || text.chars().noneMatch(c -> isUnfit((char) c))) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isUnfit(c) && !(keepBreaks && (c == '\n' || c == '\t'))) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isUnfit(char c) {
    return Character.isISOControl(c)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
