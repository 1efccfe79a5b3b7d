package dev.widgetorigin.origin.observe.logs;

import dev.widgetorigin.origin.web.text.Redaction;
import dev.widgetorigin.origin.web.text.SiteHost;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Writes access log entries as text into a growing array of bytes: a JSON object a line, or words.
 *
 * <pre>{@code
 * {"time":"2026-11-21T10:00:00.123Z","id":"0-17","listener":"delivery","peer":"192.0.2.1",
 *  "method":"GET","path":"/w/v1/w.js","status":200,"bytes":3120,"micros":41,
 *  "version":"1.4.2","encoding":"br","site":"shop.example"}
 * }</pre>
 *
 * <p>{@code client} follows {@code peer} where a trusted proxy names another address; the words
 * have the client's alone. {@code version} is the one that answered, whatever the URL says; {@code
 * encoding} is that of the content, {@code site} the host of {@code Origin} or {@code Referer}.
 * Each is left out where there is none.
 *
 * <p>Whatever a client sent is escaped: a quote, a backslash, and everything that is not printable
 * ASCII become {@code \\u00XX} in both forms, so that no request can forge a line. Secrets are
 * hidden, see {@link Redaction}.
 *
 * <p>Confined to the thread that writes the log.
 */
final class AccessLine {
  private static final byte[] TIME = ascii("{\"time\":\"");
  private static final byte[] ID = ascii("\",\"id\":\"");
  private static final byte[] LISTENER = ascii("\",\"listener\":\"");
  private static final byte[] PEER = ascii("\",\"peer\":\"");
  private static final byte[] CLIENT = ascii("\",\"client\":\"");
  private static final byte[] METHOD = ascii("\",\"method\":\"");
  private static final byte[] PATH = ascii("\",\"path\":\"");
  private static final byte[] STATUS = ascii("\",\"status\":");
  private static final byte[] BYTES = ascii(",\"bytes\":");
  private static final byte[] MICROS = ascii(",\"micros\":");
  private static final byte[] VERSION = ascii(",\"version\":\"");
  private static final byte[] ENCODING = ascii(",\"encoding\":\"");
  private static final byte[] SITE = ascii(",\"site\":\"");
  private static final byte[] QUOTE = ascii("\"");
  private static final byte[] END = ascii("}\n");
  private static final byte[] NOTHING = ascii("-");

  private static final DateTimeFormatter WITH_MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final boolean json;

  /** Of our own: listeners, methods, versions, encodings; and addresses, which are numeric. */
  private final LineTexts words = new LineTexts(UnaryOperator.identity());

  private final LineTexts targets = new LineTexts(AccessLine::withoutSecrets);
  private final LineTexts ids = new LineTexts(Redaction::hide);
  private final LineTexts sites = new LineTexts(text -> Redaction.hide(SiteHost.of(text)));
  private byte[] bytes = new byte[64 * 1024];
  private int length;
  private long millis = Long.MIN_VALUE;
  private byte[] time = NOTHING;

  AccessLine(boolean json) {
    this.json = json;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
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

  /** Forgets what was appended behind that length. */
  void cut(int to) {
    length = to;
  }

  void append(AccessRing.Entry entry, int ring) {
    if (json) {
      json(entry, ring);
    } else {
      words(entry);
    }
  }

  private void json(AccessRing.Entry entry, int ring) {
    raw(TIME);
    time(entry.timeMillis);
    raw(ID);
    id(entry, ring);
    raw(LISTENER);
    raw(words.of(entry.listener));
    raw(PEER);
    text(words.of(entry.peer));
    if (forwarded(entry)) {
      raw(CLIENT);
      raw(words.of(entry.client));
    }
    raw(METHOD);
    raw(words.of(entry.method));
    raw(PATH);
    target(entry);
    raw(STATUS);
    number(entry.status);
    raw(BYTES);
    number(entry.bytes);
    raw(MICROS);
    number(entry.nanos / 1000);
    member(VERSION, version(entry));
    member(ENCODING, words.of(entry.encoding));
    member(SITE, sites.of(entry.site));
    raw(END);
  }

  private void member(byte[] begin, byte[] value) {
    if (value != null) {
      raw(begin);
      raw(value);
      raw(QUOTE);
    }
  }

  private void words(AccessRing.Entry entry) {
    time(entry.timeMillis);
    put(' ');
    text(words.of(forwarded(entry) ? entry.client : entry.peer));
    put(' ');
    raw(words.of(entry.method));
    put(' ');
    target(entry);
    put(' ');
    number(entry.status);
    put(' ');
    number(entry.bytes);
    put(' ');
    number(entry.nanos / 1000);
    put('u');
    put('s');
    word("version", version(entry));
    word("encoding", words.of(entry.encoding));
    word("site", sites.of(entry.site));
    put('\n');
  }

  private void word(String name, byte[] value) {
    if (value != null) {
      put(' ');
      raw(words.of(name));
      put('=');
      raw(value);
    }
  }

  private byte[] version(AccessRing.Entry entry) {
    return entry.version == null ? null : words.of(entry.version.toString());
  }

  private static boolean forwarded(AccessRing.Entry entry) {
    return entry.client != null && !entry.client.equals(entry.peer);
  }

  private void id(AccessRing.Entry entry, int ring) {
    if (entry.requestId != null) {
      raw(ids.of(entry.requestId));
    } else {
      number(ring);
      put('-');
      number(entry.id);
    }
  }

  private void target(AccessRing.Entry entry) {
    text(targets.of(entry.path));
    if (entry.query != null) {
      put('?');
      raw(targets.of(entry.query));
    }
  }

  private static String withoutSecrets(String text) {
    if (!AccessRing.Entry.isCut(text)) {
      return Redaction.hideInTarget(text);
    }
    String kept = text.substring(0, text.length() - AccessRing.Entry.MORE.length());
    return Redaction.hideInCutTarget(kept) + AccessRing.Entry.MORE;
  }

  private void time(long at) {
    if (at != millis) {
      millis = at;
      time = ascii(WITH_MILLIS.format(Instant.ofEpochMilli(at)));
    }
    raw(time);
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
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void text(byte[] orNull) {
    raw(orNull == null ? NOTHING : orNull);
  }

  private void raw(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  private void put(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
