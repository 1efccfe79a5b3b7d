package dev.widgetorigin.origin.http.listener;

import dev.widgetorigin.origin.http.exchange.Futures;
import dev.widgetorigin.origin.http.exchange.HttpProtocol;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.http.h1.Http1Protocol;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.tls.Tls;
import dev.widgetorigin.origin.http.tls.TlsConnection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sets up an accepted connection, or closes it where there are too many. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  private final ListenerContext listener;
  private final ConnectionLimits admission;

  /** The preferred one first, HTTP/1.1 last. */
  private final List<HttpProtocol> protocols;

  /** Null on a plain listener. */
  private final Tls tls;

  ConnectionInitializer(
      ListenerContext listener, ConnectionLimits admission, List<HttpProtocol> protocols, Tls tls) {
    this.listener = listener;
    this.admission = admission;
    this.protocols = List.copyOf(protocols);
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    Object client = admission.enter(channel.remoteAddress());
    if (client == null) {
      listener.events.overLimit();
      Futures.ignore(channel.close());
      return;
    }
    channel.closeFuture().addListener(closed -> admission.leave(client));
    LoopState loop = listener.loop(channel.eventLoop());
    if (tls == null) {
      // That finds out whether the client begins in another.
      begin(channel, protocol(ApplicationProtocolNames.HTTP_1_1).connect(listener, channel, loop));
    } else {
      // TLS ends its halves itself, with close_notify.
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
      Supplier<SocketConnection> plain =
          () -> Http1Protocol.refusing(RequestRefusal.PLAIN_ON_TLS, listener, channel, loop);
      Function<String, SocketConnection> agreed =
          name -> protocol(name).connect(listener, channel, loop);
      begin(channel, new TlsConnection(listener, channel, loop, tls, agreed, plain));
    }
  }

  /** The protocol of that name; HTTP/1.1 for a client that names none. */
  private HttpProtocol protocol(String alpn) {
    for (HttpProtocol protocol : protocols) {
      if (protocol.alpn().equals(alpn)) {
        return protocol;
      }
    }
    return protocols.get(protocols.size() - 1);
  }

  private void begin(Channel channel, SocketConnection connection) {
    channel.pipeline().addLast(connection);
    listener.opened(connection);
  }
}
