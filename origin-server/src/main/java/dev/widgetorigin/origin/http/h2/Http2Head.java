package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.message.FieldRules;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Status and header fields in HPACK, without date: what is said of this answer only, and what is
 * said of many. Made once for each {@link HeaderBlock} and kept in it.
 */
final class Http2Head {
  static final int WIRE_SLOT = 1;

  /** RFC 9113 §8.2.2: what belongs to a connection has no place in HTTP/2. */
  private static final Set<String> OMITTED =
      Set.of(
          "connection", "date", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  final int status;
  final byte[] own;
  final Http2SharedFields shared;

  /** What content-length says; -1 where it is absent. */
  final long contentLength;

  private Http2Head(int status, byte[] own, Http2SharedFields shared, long contentLength) {
    this.status = status;
    this.own = own;
    this.shared = shared;
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
    List<String> shared = new ArrayList<>();
    long contentLength = -1;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      String value = headers.value(i);
      FieldRules.check(name, value);
      if (OMITTED.contains(name)) {
        continue;
      }
      if (name.equals("content-length")) {
        contentLength = Long.parseLong(value);
      }
      if (Http2SharedFields.holds(name)) {
        shared.add(name);
        shared.add(value);
      } else {
        encoder.field(name, value);
      }
    }
    Http2Head head =
        new Http2Head(
            reply.status(), encoder.octets(), Http2SharedFields.of(shared), contentLength);
    headers.wire(WIRE_SLOT, head);
    return head;
  }
}
