package dev.widgetorigin.origin.web.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of paths (RFC 3986 §2.1), UTF-8 underneath, strict. */
public final class PercentEncoding {
  private static final String HEX = "0123456789ABCDEF";

  /** What a path segment may hold besides letters and digits (RFC 3986 §3.3, pchar). */
  private static final String PCHAR = "-._~!$&'()*+,;=:@";

  private PercentEncoding() {}

  /**
   * Decodes once; null where a {@code %} is not followed by two hex digits, where the bytes are not
   * UTF-8 (which overlong forms are not), or where the text is not ASCII to begin with.
   */
  public static String decode(String text) {
    int length = text.length();
    byte[] bytes = new byte[length];
    int size = 0;
    boolean ascii = true;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < length ? hexDigit(text.charAt(i + 1)) : -1;
        int low = i + 2 < length ? hexDigit(text.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes[size] = (byte) (high << 4 | low);
        ascii &= bytes[size] >= 0;
        size++;
        i += 2;
      } else if (c > 0x7e) {
        return null;
      } else {
        bytes[size++] = (byte) c;
      }
    }
    if (ascii) {
      return new String(bytes, 0, size, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Encodes a path: slashes stay, everything that may not stand in a segment does not. */
  public static String encodePath(String path) {
    StringBuilder out = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c == '/' || isUnescaped(c)) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  /**
   * Encodes what a client should have encoded in a path and did not ({@code ^}, {@code <}, …); what
   * is encoded already stays as it is.
   */
  public static String encodeRemaining(String rawPath) {
    StringBuilder out = new StringBuilder(rawPath.length() + 16);
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c == '/' || c == '%') {
        out.append(c);
      } else {
        out.append(encodePath(String.valueOf(c)));
      }
    }
    return out.toString();
  }

  private static int hexDigit(char c) {
    return c <= 0x7e ? Character.digit(c, 16) : -1;
  }

  private static boolean isUnescaped(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PCHAR.indexOf(c) >= 0;
  }
}
