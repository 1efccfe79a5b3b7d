package dev.widgetorigin.origin.http;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The Date field of one event loop (RFC 9110 §6.6.1), rendered anew when the second changes.
 * Confined to its loop.
 */
final class DateHeader {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private long second = Long.MIN_VALUE;
  private byte[] line;
  private byte[] block;

  DateHeader(InstantSource clock) {
    this.clock = clock;
    refresh();
  }

  void refresh() {
    long now = Math.floorDiv(clock.millis(), 1000L);
    if (now != second) {
      second = now;
      String value = IMF_FIXDATE.format(java.time.Instant.ofEpochSecond(now));
      block = new HpackEncoder().field("date", value).octets();
      line = ("Date: " + value + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** {@code Date: …} with its CR LF, as HTTP/1.1 sends it. */
  byte[] line() {
    return line;
  }

  /** The field as a part of an HPACK block. */
  byte[] block() {
    return block;
  }
}
