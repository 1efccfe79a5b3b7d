package dev.widgetorigin.origin.observe.logs;

import dev.widgetorigin.origin.web.text.Redaction;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes access log entries as text into a growing array of bytes: a JSON object a line, or words.
 *
 * <pre>{@code
 * {"time":"2026-11-21T10:00:00.123Z","id":"0-17","listener":"delivery","peer":"192.0.2.1",
 *  "method":"GET","path":"/w/v1/w.js","status":200,"bytes":3120,"micros":41}
 * }</pre>
 *
 * <p>{@code client} follows {@code peer} where a trusted proxy names another address; the words
 * have the client's alone.
 *
 * <p>Whatever a client sent is escaped: a quote, a backslash, and everything that is not printable
 * ASCII become {@code \\u00XX} in both forms, so that no request can forge a line. Secrets are
 * hidden, see {@link Redaction}.
 */
final class AccessLine {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final boolean json;
  private byte[] bytes = new byte[64 * 1024];
  private int length;
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  AccessLine(boolean json) {
    this.json = json;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  void append(AccessRing.Entry entry, int ring) {
    if (json) {
      json(entry, ring);
    } else {
      words(entry);
    }
  }

  private void json(AccessRing.Entry entry, int ring) {
    raw("{\"time\":\"");
    time(entry.timeMillis);
    raw("\",\"id\":\"");
    id(entry, ring);
    raw("\",\"listener\":\"");
    raw(entry.listener);
    raw("\",\"peer\":\"");
    escaped(entry.peer);
    if (forwarded(entry)) {
      raw("\",\"client\":\"");
      escaped(entry.client);
    }
    raw("\",\"method\":\"");
    raw(entry.method);
    raw("\",\"path\":\"");
    target(entry);
    raw("\",\"status\":");
    number(entry.status);
    raw(",\"bytes\":");
    number(entry.bytes);
    raw(",\"micros\":");
    number(entry.nanos / 1000);
    raw("}\n");
  }

  private void words(AccessRing.Entry entry) {
    time(entry.timeMillis);
    raw(" ");
    escaped(forwarded(entry) ? entry.client : entry.peer);
    raw(" ");
    raw(entry.method);
    raw(" ");
    target(entry);
    raw(" ");
    number(entry.status);
    raw(" ");
    number(entry.bytes);
    raw(" ");
    number(entry.nanos / 1000);
    raw("us\n");
  }

  private static boolean forwarded(AccessRing.Entry entry) {
    return entry.client != null && !entry.client.equals(entry.peer);
  }

  private void id(AccessRing.Entry entry, int ring) {
    if (entry.requestId != null) {
      escaped(Redaction.hide(entry.requestId));
    } else {
      number(ring);
      raw("-");
      number(entry.id);
    }
  }

  private void target(AccessRing.Entry entry) {
    escaped(withoutSecrets(entry.path));
    if (entry.query != null) {
      raw("?");
      escaped(withoutSecrets(entry.query));
    }
  }

  private static String withoutSecrets(String text) {
    if (text == null || !AccessRing.Entry.isCut(text)) {
      return Redaction.hideInTarget(text);
    }
    String kept = text.substring(0, text.length() - AccessRing.Entry.MORE.length());
    return Redaction.hideInCutTarget(kept) + AccessRing.Entry.MORE;
  }

  private void time(long millis) {
    long seconds = Math.floorDiv(millis, 1000L);
    if (seconds != second) {
      second = seconds;
      secondText = Instant.ofEpochSecond(seconds).toString().replace("Z", "");
    }
    raw(secondText);
    int fraction = (int) Math.floorMod(millis, 1000L);
    room(5);
    bytes[length++] = '.';
    bytes[length++] = (byte) ('0' + fraction / 100);
    bytes[length++] = (byte) ('0' + fraction / 10 % 10);
    bytes[length++] = (byte) ('0' + fraction % 10);
    bytes[length++] = 'Z';
  }

  private void number(long value) {
    room(20);
    if (value < 0) {
      bytes[length++] = '-';
    }
    long rest = Math.abs(value);
    int digits = 1;
    for (long power = rest; power >= 10; power /= 10) {
      digits++;
    }
    for (int i = digits - 1; i >= 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void raw(String ascii) {
    room(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
  }

  private void escaped(String text) {
    if (text == null) {
      raw("-");
      return;
    }
    room(6 * text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x20 && c < 0x7f && c != '"' && c != '\\') {
        bytes[length++] = (byte) c;
      } else {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
          bytes[length++] = (byte) HEX[(c >> shift) & 15];
        }
      }
    }
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
