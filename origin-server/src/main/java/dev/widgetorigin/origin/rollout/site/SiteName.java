package dev.widgetorigin.origin.rollout.site;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a site is called by a report. Pure; null is no name. */
public final class SiteName {
  /** In characters. */
  public static final int MAX_LENGTH = 100;

  /** What is left as it is by {@code encodeURIComponent}. */
  private static final String UNRESERVED = "-_.!~*'()";

  private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private SiteName() {}

  /** The text that {@code encodeURIComponent} made the word of, if it is short and printable. */
  public static String decoded(String word) {
    byte[] bytes = new byte[word.length()];
    int length = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      int value = c;
      if (c == '%' && i + 2 < word.length()) {
        value = hex(word.charAt(i + 1)) << 4 | hex(word.charAt(i + 2));
        i += 2;
      } else if (!letterOrDigit(c) && UNRESERVED.indexOf(c) == -1) {
        value = -1;
      }
      if (value < 0) {
        return null;
      }
      bytes[length++] = (byte) value;
    }
    return printable(bytes, length);
  }

  /** Negative where it is none, and stays it when it is shifted. */
  private static int hex(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static String printable(byte[] utf8, int length) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, 0, length));
      String name = text.toString();
      return isName(name) ? name : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * Whether a site may be called so. Spaces around a name belong to it: loaders compare it as it is
   * in the tag.
   */
  public static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= MAX_LENGTH
        && name.codePoints().allMatch(SiteName::printable);
  }

  private static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** The word itself, where a channel or another alias may be called so. */
  public static String channel(String word) {
    return CHANNEL.matcher(word).matches() ? word : null;
  }

  private static boolean letterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
