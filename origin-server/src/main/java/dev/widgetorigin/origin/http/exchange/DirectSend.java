package dev.widgetorigin.origin.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * Sends one buffer to a plain socket at once, past Netty's queue. Most answers are one buffer, and
 * the socket takes all of it: then there is nothing to queue, to promise or to flush. What the
 * socket does not take goes the ordinary way. Confined to the event loop.
 */
final class DirectSend {
  private DirectSend() {}

  /** The same channel where it is a socket of epoll's; else null, nothing can be sent past it. */
  static EpollSocketChannel socket(Channel channel) {
    return channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket
        ? epoll
        : null;
  }

  /**
   * How many octets the socket took; the buffer's indices do not move. 0 where something is queued
   * before it, and where sending failed: the ordinary way meets the same error, and closes the
   * channel as it does for any other.
   */
  static int send(EpollSocketChannel channel, ByteBuf bytes) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    if (queue == null || queue.totalPendingWriteBytes() > 0 || !bytes.hasMemoryAddress()) {
      return 0;
    }
    try {
      return Math.max(
          0,
          ((Socket) channel.fd())
              .sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex()));
    } catch (IOException e) {
      return 0;
    }
  }
}
