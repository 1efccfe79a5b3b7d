package dev.widgetorigin.origin.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * What one connection sends, whichever protocol it speaks. Heads and small bodies gather in one
 * direct buffer until the flush; whatever is large follows it without a copy. Confined to the event
 * loop.
 */
public final class Output {
  /** Up to here a copy is cheaper than one more part in a gathering write. */
  public static final int COPIED = 4096;

  /** With less room than that a buffer is not worth going on with. */
  private static final int NEXT_HEAD = 64;

  private final Channel channel;

  /**
   * For {@link DirectSend}; null where everything goes through the channel's pipeline and queue.
   */
  private final EpollSocketChannel direct;

  private final int usual;
  private final int large;
  private ByteBuf out;

  /** The loop's buffer that was written and not flushed yet. */
  private ByteBuf lent;

  /** The first message since the last flush, while it is the only one; see {@link DirectSend}. */
  private ByteBuf held;

  /** Whether the channel was given something since the last flush. */
  private boolean unflushed;

  private long queued;

  /** The output of a connection that is not encrypted: nothing is between it and the socket. */
  public static Output ofPlain(Channel channel) {
    return new Output(channel, DirectSend.socket(channel), LoopBuffers.OCTETS, 0);
  }

  /** The output of a connection that is encrypted on its way to the socket. */
  public static Output ofEncrypted(Channel channel) {
    return new Output(channel, null, LoopBuffers.OCTETS, 0);
  }

  /**
   * @param usual octets of the loop's buffer
   * @param large octets of a buffer for what does not fit into that; 0 for just enough
   */
  Output(Channel channel, EpollSocketChannel direct, int usual, int large) {
    this.channel = channel;
    this.direct = direct;
    this.usual = usual;
    this.large = large;
  }

  /** As {@link #ofEncrypted}; its buffers are to be a TLS record each. */
  public static Output ofRecords(Channel channel) {
    return new Output(channel, null, LoopBuffers.RECORD, LoopBuffers.RECORD);
  }

  /** How much more goes into the buffer that is being filled, or into the next where none is. */
  public int left() {
    return out == null ? usual : out.maxFastWritableBytes();
  }

  /** A buffer with that much room, to write into at once. */
  public ByteBuf room(int size) {
    if (out != null && out.maxFastWritableBytes() < size) {
      pushOut();
    }
    if (out == null) {
      if (size > usual) {
        out = channel.alloc().directBuffer(Math.max(large, size));
      } else if (lent != null) {
        out = channel.alloc().directBuffer(usual);
      } else {
        lent = LoopBuffers.current().take(channel.alloc(), usual);
        out = lent.retain();
      }
    }
    return out;
  }

  /** Queues a message of that many octets behind what was gathered, and takes it over. */
  public void write(Object message, long length) {
    if (out != null) {
      pushOut();
    }
    queue(message, length);
  }

  /** Queues a message as {@link #write} does; what is left of the buffer serves the next head. */
  public void writeBetween(ByteBuf message) {
    if (out != null && out.maxFastWritableBytes() < NEXT_HEAD) {
      pushOut();
    } else if (out != null && out.isReadable()) {
      int gathered = out.readableBytes();
      queue(out.readRetainedSlice(gathered), gathered);
    }
    queue(message, message.readableBytes());
  }

  private void queue(Object message, long length) {
    queued += length;
    if (direct != null && held == null && !unflushed && message instanceof ByteBuf bytes) {
      held = bytes;
      return;
    }
    handOverHeld();
    handOver(message);
  }

  private void handOverHeld() {
    if (held != null) {
      ByteBuf first = held;
      held = null;
      handOver(first);
    }
  }

  private void handOver(Object message) {
    unflushed = true;
    Futures.ignore(channel.write(message, channel.voidPromise()));
  }

  private void pushOut() {
    ByteBuf full = out;
    out = null;
    if (full.isReadable()) {
      queue(full, full.readableBytes());
    } else {
      full.release();
    }
  }

  /** Gives the loop's buffer back: for good, or to be left to the socket that did not take it. */
  private void giveBack() {
    if (lent != null) {
      LoopBuffers.current().giveBack(lent);
      lent = null;
    }
  }

  /** Sends what is queued. */
  public void flush() {
    if (out != null) {
      pushOut();
    }
    if (held != null) {
      sendHeld();
    }
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
    giveBack();
  }

  private void sendHeld() {
    int sent = DirectSend.send(direct, held);
    if (sent == held.readableBytes()) {
      held.release();
      held = null;
    } else {
      held.skipBytes(sent);
      handOverHeld();
    }
  }

  /** Sends what is queued; the answer completes when the socket has taken all of it. */
  public ChannelFuture finish() {
    flush();
    return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  /** Octets that the socket has not taken yet. */
  public long pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    long queuedOctets = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    return held == null ? queuedOctets : queuedOctets + held.readableBytes();
  }

  /** A figure that grows with every octet the socket takes; only differences mean anything. */
  public long flushed() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? queued : queued - pending() + buffer.currentProgress();
  }

  /** Lets go of everything that was not queued. */
  public void discard() {
    if (out != null) {
      out.release();
      out = null;
    }
    if (held != null) {
      held.release();
      held = null;
    }
    giveBack();
  }
}
