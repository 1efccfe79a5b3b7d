package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.OctetScan;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.message.Syntax;
import dev.widgetorigin.origin.web.Method;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One request's line and header fields: the octets as they came, and where each part begins and
 * ends in them. Filled from the socket by {@link #fill}, then read by {@link RequestHeadParser}.
 * Reused for many requests.
 */
final class RequestHead {
  /** How far filling has come. */
  enum Progress {
    INCOMPLETE,
    COMPLETE,
    REFUSED
  }

  /** Where a part or a length is not there. */
  static final int NONE = -1;

  private static final int INITIAL_OCTETS = 2048;

  /** An array that has grown past this is not kept for later requests. */
  private static final int KEPT_OCTETS = 8192;

  byte[] octets = new byte[INITIAL_OCTETS];

  /** How many octets are valid; the end of the head once it is complete. */
  int length;

  /** Where the request line begins: behind an empty line that a client may send before it. */
  int start;

  private int scanned;
  private int lineStart;

  /** Where the first field line begins; 0 until the request line is complete. */
  int fieldsStart;

  RequestRefusal refusal;

  Method method = Method.OTHER;
  boolean http11 = true;
  int pathStart;
  int pathEnd;
  int queryStart;
  int queryEnd;
  int hostStart;
  int hostEnd;
  int acceptEncodingField;
  long contentLength;
  boolean chunked;
  boolean keepAlive;

  /** Whether the client said so itself, as HTTP/1.1 does not need it to. */
  boolean keepAliveNamed;

  boolean expectContinue;

  /** Name start, name end, value start, value end of each field. */
  int[] fields = new int[4 * 24];

  int fieldCount;

  /** A bit for each name that is there, and for names like it; see {@link #nameBit}. */
  private long names;

  /** Forgets the request, so that the next can be read. */
  void clear() {
    if (octets.length > KEPT_OCTETS) {
      octets = new byte[INITIAL_OCTETS];
    }
    length = 0;
    start = 0;
    scanned = 0;
    lineStart = 0;
    fieldsStart = 0;
    forgetFields();
    refusal = null;
    method = Method.OTHER;
    http11 = true;
  }

  /**
   * Takes octets up to the end of the head and no further. The outcome does not depend on how the
   * octets are split over calls.
   */
  Progress fill(ByteBuf in, int requestLineLimit, int fieldsLimit) {
    int most = 4 + requestLineLimit + 2 + fieldsLimit + 2;
    while (in.isReadable()) {
      if (length == octets.length) {
        octets = Arrays.copyOf(octets, Math.min(2 * length, Math.max(most, length + 1)));
      }
      int taken = Math.min(in.readableBytes(), octets.length - length);
      in.getBytes(in.readerIndex(), octets, length, taken);
      int before = length;
      length += taken;
      Progress progress = scan(requestLineLimit, fieldsLimit + 2);
      in.skipBytes(length - before);
      if (progress != Progress.INCOMPLETE) {
        return progress;
      }
    }
    return Progress.INCOMPLETE;
  }

  /**
   * Looks for the empty line. A limit is checked before the line's end is, so that a line that is
   * too long is told so wherever the octets were split.
   */
  private Progress scan(int requestLineLimit, int fieldsLimit) {
    if (scanned == 0 && octets[0] != '\r' && Syntax.tokenLower(octets[0]) == 0) {
      return refuse(RequestRefusal.FIRST_OCTET);
    }
    int end = length;
    byte[] line = octets;
    for (int i = OctetScan.lineFeed(line, scanned, end);
        i < end;
        i = OctetScan.lineFeed(line, i + 1, end)) {
      RequestRefusal tooLong = tooLong(i, requestLineLimit, fieldsLimit);
      if (tooLong != null) {
        return refuse(tooLong);
      }
      if (i == lineStart || line[i - 1] != '\r') {
        return refuse(RequestRefusal.BARE_LINE_FEED);
      }
      boolean empty = i - 1 == lineStart;
      lineStart = i + 1;
      if (fieldsStart != 0) {
        if (empty) {
          length = i + 1;
          return Progress.COMPLETE;
        }
      } else if (!empty) {
        fieldsStart = i + 1;
      } else if (start == 0) {
        // RFC 9112 §2.2: an empty line before the request line is skipped; one is enough.
        start = i + 1;
      } else {
        return refuse(RequestRefusal.REQUEST_LINE);
      }
    }
    scanned = end;
    RequestRefusal tooLong = tooLong(end, requestLineLimit, fieldsLimit);
    return tooLong == null ? Progress.INCOMPLETE : refuse(tooLong);
  }

  private RequestRefusal tooLong(int lineFeedAt, int requestLineLimit, int fieldsLimit) {
    if (fieldsStart == 0) {
      return lineFeedAt - start > requestLineLimit + 1
          ? RequestRefusal.REQUEST_LINE_TOO_LONG
          : null;
    }
    return lineFeedAt - fieldsStart >= fieldsLimit ? RequestRefusal.FIELDS_TOO_LARGE : null;
  }

  private Progress refuse(RequestRefusal reason) {
    refusal = reason;
    return Progress.REFUSED;
  }

  void forgetFields() {
    fieldCount = 0;
    names = 0;
  }

  void addField(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int at = 4 * fieldCount;
    if (at == fields.length) {
      fields = Arrays.copyOf(fields, 2 * at);
    }
    fields[at] = nameStart;
    fields[at + 1] = nameEnd;
    fields[at + 2] = valueStart;
    fields[at + 3] = valueEnd;
    fieldCount++;
    names |= nameBit(octets[nameStart], nameEnd - nameStart);
  }

  /** Most fields that are asked for are not there: the bit tells so without a look at any name. */
  private static long nameBit(int firstLetter, int length) {
    return 1L << (31 * length + firstLetter);
  }

  /** All values of that name joined with {@code ", "}; null where there is none. */
  String value(String lowerCaseName) {
    if ((names & nameBit(lowerCaseName.charAt(0), lowerCaseName.length())) == 0) {
      return null;
    }
    String value = null;
    for (int i = 0; i < fieldCount; i++) {
      if (named(i, lowerCaseName)) {
        String next = text(fields[4 * i + 2], fields[4 * i + 3]);
        value = value == null ? next : value + ", " + next;
      }
    }
    return value;
  }

  /**
   * Whether the sender surely takes an interim answer (RFC 9110 §15.2) for what it is. HTTP/1.0 has
   * none. nginx takes it for the answer; a proxy shows by what it adds, or by not asking to keep
   * the connection alive.
   */
  boolean takesInterimAnswers() {
    return http11
        && keepAliveNamed
        && value("via") == null
        && value("forwarded") == null
        && value("x-forwarded-for") == null
        && value("x-real-ip") == null;
  }

  private boolean named(int field, String lowerCaseName) {
    int from = fields[4 * field];
    return fields[4 * field + 1] - from == lowerCaseName.length() && has(from, lowerCaseName);
  }

  /** Whether that text is there. */
  boolean has(int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (octets[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  String text(int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
