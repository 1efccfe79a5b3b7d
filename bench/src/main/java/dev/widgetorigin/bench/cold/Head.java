package dev.widgetorigin.bench.cold;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an answer.
 *
 * @param length octets of content
 * @param end octets of the head
 */
record Head(int status, int length, int end) {
  private static final Pattern LENGTH = Pattern.compile("(?i)\ncontent-length: (\\d+)");
  private static final int STATUS_AT = 9;
  private static final int STATUS_END = 12;

  /** Null where the head is not all there; {@code filled} octets are. */
  static Head in(byte[] octets, int filled) {
    for (int i = 3; i < filled; i++) {
      if (octets[i] == '\n' && octets[i - 1] == '\r' && octets[i - 2] == '\n') {
        String text = new String(octets, 0, i, StandardCharsets.US_ASCII);
        Matcher length = LENGTH.matcher(text);
        return new Head(
            Integer.parseInt(text, STATUS_AT, STATUS_END, 10),
            length.find() ? Integer.parseInt(length.group(1)) : 0,
            i + 1);
      }
    }
    return null;
  }
}
