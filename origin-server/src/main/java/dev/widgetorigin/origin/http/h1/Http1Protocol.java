package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.HttpProtocol;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.util.List;

/** HTTP/1.1, and HTTP/1.0 with it (RFC 9112). */
public final class Http1Protocol implements HttpProtocol {
  private final List<HttpProtocol> others;

  /**
   * HTTP/1.1 on a listener.
   *
   * @param others that a client may begin with where no TLS handshake has settled it
   */
  public Http1Protocol(List<HttpProtocol> others) {
    this.others = List.copyOf(others);
  }

  @Override
  public String alpn() {
    return ApplicationProtocolNames.HTTP_1_1;
  }

  @Override
  public boolean beginsWith(byte[] octets, int length) {
    return false;
  }

  @Override
  public SocketConnection connect(ListenerContext listener, Channel channel, LoopState loop) {
    return new Http1Connection(listener, channel, loop, others);
  }

  /** A connection that answers whatever comes first with that, and ends. */
  public static SocketConnection refusing(
      RequestRefusal refusal, ListenerContext listener, Channel channel, LoopState loop) {
    Http1Connection connection = new Http1Connection(listener, channel, loop, List.of());
    connection.refuseFirst(refusal);
    return connection;
  }
}
