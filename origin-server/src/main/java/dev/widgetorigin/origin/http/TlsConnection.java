package dev.widgetorigin.origin.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AsyncMapping;

/**
 * A connection until its TLS handshake is done; then the protocol that was agreed on takes over.
 * Plain HTTP on this port is told so in plain HTTP.
 */
final class TlsConnection extends SocketConnection {
  /** Larger than any browser's, post-quantum key shares included. */
  private static final int MOST_CLIENT_HELLO = 16 * 1024;

  private static final byte HANDSHAKE_RECORD = 22;

  private boolean sniffed;
  private boolean settled;

  TlsConnection(ListenerContext listener, Channel channel, LoopState loop) {
    super(listener, channel, loop);
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
          (name, promise) -> promise.setSuccess(listener.tls.context());
      ctx.pipeline()
          .addBefore(
              ctx.name(),
              null,
              new SniHandler(
                  current, MOST_CLIENT_HELLO, listener.limits.headerTimeout().toMillis()));
      // From the head, so that the handler just added sees it.
      ctx.pipeline().fireChannelRead(message);
    } else {
      Http1Connection plain = new Http1Connection(listener, channel, loop);
      plain.refuseFirst(Refusal.PLAIN_ON_TLS);
      become(ctx, plain);
      ctx.pipeline().fireChannelRead(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent sslHandshakeCompletionEvent && !settled) {
      if (sslHandshakeCompletionEvent.isSuccess()) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
          become(ctx, new Http2Connection(listener, channel, loop));
        } else {
          become(ctx, new Http1Connection(listener, channel, loop));
        }
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
  void timedOut() {
    cut(ConnectionEvents.Cut.HANDSHAKE);
    abortNow();
  }

  @Override
  public void drain() {
    abort();
  }
}
