package dev.widgetorigin.origin.http.exchange;

import io.netty.channel.Channel;

/**
 * A way to speak HTTP over a stream of octets. A listener has a list of them, the preferred one
 * first; what they share is in this package. Thread-safe.
 */
public interface HttpProtocol {
  /** Its name in ALPN, e.g. {@code h2} (RFC 7301 §6). */
  String alpn();

  /**
   * Whether a client that knows nothing of this listener may begin so to speak this protocol (RFC
   * 9113 §3.3). Asked of the first head of a plain connection that is no HTTP/1 request.
   */
  boolean beginsWith(byte[] octets, int length);

  /** Makes a connection that speaks it from the first octet on. */
  SocketConnection connect(ListenerContext listener, Channel channel, LoopState loop);
}
