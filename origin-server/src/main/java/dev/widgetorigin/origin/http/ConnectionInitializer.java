package dev.widgetorigin.origin.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;

/** Sets up an accepted connection, or closes it where there are too many. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  private final ListenerContext listener;

  ConnectionInitializer(ListenerContext listener) {
    this.listener = listener;
  }

  @Override
  protected void initChannel(Channel channel) {
    Object client = listener.admission.enter(channel.remoteAddress());
    if (client == null) {
      listener.events.overLimit();
      Quiet.ignore(channel.close());
      return;
    }
    channel.closeFuture().addListener(closed -> listener.admission.leave(client));
    LoopState loop = listener.loop(channel.eventLoop());
    if (listener.secure) {
      // TLS ends its halves itself, with close_notify.
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
      begin(channel, new TlsConnection(listener, channel, loop));
    } else {
      begin(channel, new Http1Connection(listener, channel, loop));
    }
  }

  private void begin(Channel channel, SocketConnection connection) {
    channel.pipeline().addLast(connection);
    listener.opened(connection);
  }
}
