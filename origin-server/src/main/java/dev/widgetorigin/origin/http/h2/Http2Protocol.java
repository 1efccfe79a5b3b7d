package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.HttpProtocol;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * HTTP/2 (RFC 9113), agreed on in TLS or known beforehand: then a client begins with the preface,
 * which looks like a request. {@code Upgrade: h2c} is not done (RFC 9113 §3.1): a proxy that passes
 * it on would no longer see the requests that come after it.
 */
public final class Http2Protocol implements HttpProtocol {
  /** The preface up to its first empty line. */
  private static final byte[] PREFACE_HEAD =
      "PRI * HTTP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String alpn() {
    return ApplicationProtocolNames.HTTP_2;
  }

  @Override
  public boolean beginsWith(byte[] octets, int length) {
    return Arrays.equals(octets, 0, length, PREFACE_HEAD, 0, PREFACE_HEAD.length);
  }

  @Override
  public SocketConnection connect(ListenerContext listener, Channel channel, LoopState loop) {
    return new Http2Connection(listener, channel, loop);
  }
}
