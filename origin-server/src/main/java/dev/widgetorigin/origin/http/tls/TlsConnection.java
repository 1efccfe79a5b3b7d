package dev.widgetorigin.origin.http.tls;

import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AsyncMapping;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection until its TLS handshake is done; then the protocol that was agreed on takes over.
 * Plain HTTP on this port is told so in plain HTTP.
 */
public final class TlsConnection extends SocketConnection {
  /** Larger than any browser's, post-quantum key shares included. */
  private static final int MOST_CLIENT_HELLO = 16 * 1024;

  private static final byte HANDSHAKE_RECORD = 22;

  private final Tls tls;
  private final Function<String, SocketConnection> agreed;
  private final Supplier<SocketConnection> plain;
  private boolean sniffed;
  private boolean settled;

  /**
   * A connection that is to be encrypted.
   *
   * @param agreed makes what goes on after the handshake, of the protocol's name in ALPN; null
   *     where the client knows no ALPN
   * @param plain makes what answers a client that speaks plain HTTP here
   */
  public TlsConnection(
      ListenerContext listener,
      Channel channel,
      LoopState loop,
      Tls tls,
      Function<String, SocketConnection> agreed,
      Supplier<SocketConnection> plain) {
    super(listener, channel, loop);
    this.tls = tls;
    this.agreed = agreed;
    this.plain = plain;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    arm(listener.headerTicks);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (sniffed || !in.isReadable()) {
      ctx.fireChannelRead(message);
      return;
    }
    sniffed = true;
    byte first = in.getByte(in.readerIndex());
    if (first == HANDSHAKE_RECORD) {
      AsyncMapping<String, SslContext> current =
          (name, promise) -> promise.setSuccess(tls.context());
      ctx.pipeline()
          .addBefore(
              ctx.name(),
              null,
              new SniHandler(
                  current, MOST_CLIENT_HELLO, listener.limits.headerTimeout().toMillis()));
      // From the head, so that the handler just added sees it.
      ctx.pipeline().fireChannelRead(message);
    } else {
      become(ctx, plain.get());
      ctx.pipeline().fireChannelRead(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent sslHandshakeCompletionEvent && !settled) {
      if (sslHandshakeCompletionEvent.isSuccess()) {
        String protocol = ctx.pipeline().get(SslHandler.class).applicationProtocol();
        become(ctx, agreed.apply(protocol));
      } else {
        timedOut();
      }
      return;
    }
    ctx.fireUserEventTriggered(event);
  }

  private void become(ChannelHandlerContext ctx, SocketConnection next) {
    settled = true;
    disarm();
    listener.replaced(this, next);
    ctx.pipeline().replace(this, null, next);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    disarm();
    if (!settled) {
      listener.closed(this);
    }
    ctx.fireChannelInactive();
  }

  @Override
  protected void resumed() {
    // There are no requests yet.
  }

  @Override
  protected void timedOut() {
    cut(ConnectionEvents.Cut.HANDSHAKE);
    abortNow();
  }

  @Override
  public void drain() {
    abort();
  }
}
