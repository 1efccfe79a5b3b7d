package dev.widgetorigin.origin.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The ways from HTTP/1.1 to HTTP/2 on a plain connection. */
final class Http2Upgrade {
  static final byte[] SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] NOTHING = {};
  private static final String PREFACE_LINE = "PRI * HTTP/2.0\r\n\r\n";

  private Http2Upgrade() {}

  /** Whether the head is how an HTTP/2 connection begins, which looks like a request. */
  static boolean isPreface(RequestHead head) {
    return head.text(0, head.length).equals(PREFACE_LINE);
  }

  /** HTTP/2 with prior knowledge (RFC 9113 §3.3). */
  static void byPreface(Http1Connection from, RequestHead head) {
    Http2Connection next = new Http2Connection(from.listener, from.channel, from.loop);
    next.prefaceBegan(head.length);
    passOn(next, from.become(next, NOTHING));
  }

  /**
   * HTTP/2 by {@code Upgrade: h2c} (RFC 7540 §3.2), which RFC 9113 no longer has; false where the
   * request cannot have it.
   */
  static boolean byField(Http1Connection from, Http1Exchange exchange) {
    ByteBuf settings = from.listener.secure ? null : settings(exchange);
    if (settings == null) {
      return false;
    }
    Http2Connection next = new Http2Connection(from.listener, from.channel, from.loop);
    if (next.streams().settings().apply(settings, settings.readableBytes()) != null) {
      return false;
    }
    Http2Stream request = request(exchange, next);
    ByteBuf rest = from.become(next, SWITCHING);
    next.streams().upgraded(request);
    next.resumed();
    passOn(next, rest);
    return true;
  }

  private static void passOn(Http2Connection next, ByteBuf rest) {
    if (rest != null) {
      next.channel.pipeline().fireChannelRead(rest);
    }
  }

  /** The payload of HTTP2-Settings; null where it cannot be one. */
  private static ByteBuf settings(Http1Exchange exchange) {
    String field = exchange.header("http2-settings");
    try {
      byte[] payload = Base64.getUrlDecoder().decode(field);
      return payload.length % 6 == 0 ? Unpooled.wrappedBuffer(payload) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The HTTP/1.1 request as stream 1. */
  private static Http2Stream request(Http1Exchange exchange, Http2Connection connection) {
    Http2Stream stream = new Http2Stream();
    stream.begin(1, connection, Http2Writer.INITIAL_WINDOW);
    RequestHead head = exchange.head;
    for (int i = 0; i < head.fieldCount; i++) {
      String name = head.text(head.fields[4 * i], head.fields[4 * i + 1]);
      String value = head.text(head.fields[4 * i + 2], head.fields[4 * i + 3]);
      stream.add(new HpackField(name, value));
    }
    stream.method = exchange.method();
    stream.path = exchange.path();
    stream.query = exchange.query();
    stream.authority = exchange.authority();
    return stream;
  }
}
