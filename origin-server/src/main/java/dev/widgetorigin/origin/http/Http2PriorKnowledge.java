package dev.widgetorigin.origin.http;

import io.netty.buffer.ByteBuf;

/**
 * HTTP/2 on a plain connection, by prior knowledge (RFC 9113 §3.3): the client begins with the
 * preface, which looks like a request. {@code Upgrade: h2c} is not done (RFC 9113 §3.1): a proxy
 * that passes it on would no longer see the requests that come after it.
 */
final class Http2PriorKnowledge {
  private static final String PREFACE_LINE = "PRI * HTTP/2.0\r\n\r\n";

  private Http2PriorKnowledge() {}

  /** Whether the head is how an HTTP/2 connection begins. */
  static boolean isPreface(RequestHead head) {
    return head.text(0, head.length).equals(PREFACE_LINE);
  }

  /** Goes on in HTTP/2. */
  static void begin(Http1Connection from, RequestHead head) {
    Http2Connection next = new Http2Connection(from.listener, from.channel, from.loop);
    next.prefaceBegan(head.length);
    ByteBuf rest = from.become(next);
    if (rest != null) {
      next.channel.pipeline().fireChannelRead(rest);
    }
  }
}
