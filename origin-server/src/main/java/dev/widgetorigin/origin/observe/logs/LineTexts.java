package dev.widgetorigin.origin.observe.logs;

import java.util.function.UnaryOperator;

/**
 * Texts as they stand in a line of the access log: cleaned of secrets and escaped. The same paths,
 * addresses and sites come again and again, so those of late are kept: at most {@value #SLOTS} of
 * up to {@value #LONGEST} characters. Confined to one thread.
 */
final class LineTexts {
  private static final int SLOTS = 256;
  private static final int LONGEST = 256;
  private static final byte[] HEX = AccessLine.ascii("0123456789abcdef");

  private final UnaryOperator<String> cleaned;
  private final String[] texts = new String[SLOTS];
  private final byte[][] written = new byte[SLOTS][];

  /**
   * @param cleaned makes of a text what may be shown of it; null where that is nothing
   */
  LineTexts(UnaryOperator<String> cleaned) {
    this.cleaned = cleaned;
  }

  /** The text's octets in a line; null where there are none. */
  byte[] of(String text) {
    if (text == null) {
      return null;
    }
    if (text.length() > LONGEST) {
      return write(text);
    }
    int hash = text.hashCode();
    int slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
    if (!text.equals(texts[slot])) {
      texts[slot] = text;
      written[slot] = write(text);
    }
    return written[slot];
  }

  private byte[] write(String text) {
    String shown = cleaned.apply(text);
    return shown == null ? null : escaped(shown);
  }

  /**
   * Everything that could end a string or a line, or change a terminal, becomes {@code \\u00XX}.
   */
  private static byte[] escaped(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      length += plain(text.charAt(i)) ? 1 : 6;
    }
    byte[] out = new byte[length];
    int end = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (plain(c)) {
        out[end++] = (byte) c;
      } else {
        out[end++] = '\\';
        out[end++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
          out[end++] = HEX[(c >> shift) & 15];
        }
      }
    }
    return out;
  }

  private static boolean plain(char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  }
}
