package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Reply;
import java.util.Locale;
import java.util.Set;

/**
 * Status and header fields as an HPACK block, without date. Made once for each {@link HeaderBlock}
 * and kept in it.
 */
final class Http2Head {
  static final int WIRE_SLOT = 1;

  /** RFC 9113 §8.2.2: what belongs to a connection has no place in HTTP/2. */
  private static final Set<String> OMITTED =
      Set.of(
          "connection", "date", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  final int status;
  final byte[] block;

  /** What content-length says; -1 where it is absent. */
  final long contentLength;

  private Http2Head(int status, byte[] block, long contentLength) {
    this.status = status;
    this.block = block;
    this.contentLength = contentLength;
  }

  /**
   * The encoded head of the reply.
   *
   * @throws IllegalArgumentException where a field cannot be sent
   */
  static Http2Head of(Reply reply) {
    HeaderBlock headers = reply.headers();
    Object kept = headers.wire(WIRE_SLOT);
    if (kept instanceof Http2Head http2Head && http2Head.status == reply.status()) {
      return http2Head;
    }
    HpackEncoder encoder = new HpackEncoder().status(reply.status());
    long contentLength = -1;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      String value = headers.value(i);
      Http1Head.checkField(name, value);
      if (OMITTED.contains(name)) {
        continue;
      }
      if (name.equals("content-length")) {
        contentLength = Long.parseLong(value);
      }
      encoder.field(name, value);
    }
    Http2Head head = new Http2Head(reply.status(), encoder.octets(), contentLength);
    headers.wire(WIRE_SLOT, head);
    return head;
  }
}
