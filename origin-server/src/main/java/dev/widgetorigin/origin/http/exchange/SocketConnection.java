package dev.widgetorigin.origin.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What connections have in common whichever protocol they speak: octets that are read and not taken
 * yet, one deadline, and an end that does not destroy the last answer. Confined to its event loop
 * but for the methods of {@link Connection}.
 */
public abstract class SocketConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

  private static final long LINGER_TICKS = 20;

  public final ListenerContext listener;
  public final Channel channel;
  public final LoopState loop;

  /** See {@link #inHandlers()}. */
  int inHandlers;

  /** Read and not taken yet; null where there is nothing. */
  protected ByteBuf unread;

  private final TimerWheel.Deadline deadline =
      new TimerWheel.Deadline() {
        @Override
        void expired() {
          if (lingering) {
            abortNow();
          } else {
            guarded(SocketConnection.this::timedOut);
          }
        }
      };

  private boolean lingering;
  private long discardable;
  private String peerAddress;

  protected SocketConnection(ListenerContext listener, Channel channel, LoopState loop) {
    this.listener = listener;
    this.channel = channel;
    this.loop = loop;
    this.discardable = listener.lingerOctets;
  }

  // --- reading ----------------------------------------------------------------------------------

  /** Puts new octets behind those that are not taken yet. */
  protected final void collect(ByteBuf in) {
    unread =
        unread == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), unread, in);
  }

  /** Throws away what a client sends behind the last answer. */
  protected final void discard(ByteBuf in) {
    discardable -= in.readableBytes();
    in.release();
    if (discardable < 0) {
      abortNow();
    }
  }

  /** Makes the connection's end less patient: a flood is not worth reading to see it out. */
  protected final void discardAtMost(long octets) {
    discardable = octets;
  }

  protected final void dropUnread() {
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }

  /** What is not read stays in the socket, and so slows the sender down. */
  protected final void keepReading(boolean wanted) {
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  /** Goes on after something has happened elsewhere: an answer came, a file was read. */
  protected abstract void resumed();

  /** Handlers that were called and have not answered, those whose request was reset included. */
  public final int inHandlers() {
    return inHandlers;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (isOfTheClient(cause)) {
      LOG.debug("connection closed", cause);
    } else {
      LOG.error("a connection failed and is closed", cause);
    }
    abortNow();
  }

  /** What a client can cause by what it sends, or by going away. All else is a mistake of ours. */
  static boolean isOfTheClient(Throwable cause) {
    return cause instanceof IOException
        || cause instanceof DecoderException
        // Of a socket that was reset a moment before it was to be read again, or no more.
        || (cause instanceof UncheckedIOException && cause.getCause() instanceof NativeIoException);
  }

  // --- time -------------------------------------------------------------------------------------

  /** The deadline has passed. */
  protected abstract void timedOut();

  protected final void arm(long ticks) {
    loop.timers.arm(deadline, ticks);
  }

  protected final void disarm() {
    loop.timers.cancel(deadline);
  }

  public final void cut(ConnectionEvents.Cut reason) {
    listener.events.cut(reason);
  }

  // --- another protocol -------------------------------------------------------------------------

  /**
   * Another connection takes this one's place in the channel.
   *
   * @param begun what it is to read first, before what is unread here; taken over
   */
  protected final void handOver(SocketConnection next, ByteBuf begun) {
    disarm();
    if (unread != null) {
      begun.writeBytes(unread);
      dropUnread();
    }
    listener.replaced(this, next);
    channel.pipeline().replace(this, null, next);
    channel.pipeline().fireChannelRead(begun);
  }

  // --- the end ----------------------------------------------------------------------------------

  /** Ends the output, and waits a little for the client to end its. */
  protected final void linger() {
    if (lingering) {
      return;
    }
    lingering = true;
    if (!(channel instanceof DuplexChannel duplexChannel)) {
      abortNow();
      return;
    }
    keepReading(true);
    arm(LINGER_TICKS);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      Futures.ignore(duplexChannel.shutdownOutput());
    } else {
      tls.closeOutbound().addListener(told -> Futures.ignore(duplexChannel.shutdownOutput()));
    }
  }

  protected final void abortNow() {
    Futures.ignore(channel.close());
  }

  @Override
  public void abort() {
    run(this::abortNow);
  }

  /** Runs the task on the event loop; not at all where that has ended. */
  protected final void run(Runnable task) {
    if (loop.loop.inEventLoop()) {
      guarded(task);
      return;
    }
    try {
      loop.loop.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("the event loop has ended already", e);
    }
  }

  /**
   * Closes the connection where the task throws. Netty does so for what it calls itself; a task of
   * the event loop would only be logged, and the client wait for ever.
   */
  protected final void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOG.error("a connection failed and is closed", e);
      abortNow();
    }
  }

  /** An executor for what other threads hand to this connection, guarded. */
  public final Executor tasks() {
    return task -> loop.loop.execute(() -> guarded(task));
  }

  // --- about the client -------------------------------------------------------------------------

  public final boolean secure() {
    return listener.secure;
  }

  public final String peerAddress() {
    if (peerAddress == null) {
      SocketAddress address = channel.remoteAddress();
      peerAddress =
          address instanceof InetSocketAddress inetSocketAddress
              ? inetSocketAddress.getAddress().getHostAddress()
              : "local";
    }
    return peerAddress;
  }
}
