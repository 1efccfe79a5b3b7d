package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.FieldRules;
import dev.widgetorigin.origin.http.message.Statuses;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A status line and header fields as HTTP/1.1 sends them, without Date, connection fields and the
 * empty line. Made once for each {@link HeaderBlock} and kept in it.
 */
final class Http1Head {
  static final int WIRE_SLOT = 0;

  private static final Set<String> OWN_FIELDS =
      Set.of("connection", "date", "keep-alive", "transfer-encoding", "upgrade");

  private static final AtomicInteger MADE = new AtomicInteger();

  final int status;
  final byte[] octets;

  /** What Content-Length says; -1 where it is absent. */
  final long contentLength;

  /** Another for each head, until there are no more numbers; see {@link HotAnswers}. */
  final int number = MADE.getAndIncrement();

  private Http1Head(int status, byte[] octets, long contentLength) {
    this.status = status;
    this.octets = octets;
    this.contentLength = contentLength;
  }

  /**
   * The encoded head of the reply.
   *
   * @throws IllegalArgumentException where a field cannot be sent
   */
  static Http1Head of(Reply reply) {
    HeaderBlock headers = reply.headers();
    Object kept = headers.wire(WIRE_SLOT);
    if (kept instanceof Http1Head http1Head && http1Head.status == reply.status()) {
      return http1Head;
    }
    Http1Head head = encode(reply.status(), headers);
    headers.wire(WIRE_SLOT, head);
    return head;
  }

  private static Http1Head encode(int status, HeaderBlock headers) {
    StringBuilder text = new StringBuilder(512);
    text.append("HTTP/1.1 ").append(status).append(' ').append(Statuses.reason(status));
    text.append("\r\n");
    long contentLength = -1;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      String value = headers.value(i);
      FieldRules.check(name, value);
      String lower = name.toLowerCase(Locale.ROOT);
      if (OWN_FIELDS.contains(lower)) {
        continue;
      }
      if (lower.equals("content-length")) {
        contentLength = Long.parseLong(value);
      }
      text.append(name).append(": ").append(value).append("\r\n");
    }
    byte[] octets = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new Http1Head(status, octets, contentLength);
  }
}
