package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.Connection;
import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.exchange.Futures;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.http.exchange.StallCheck;
import dev.widgetorigin.origin.web.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection (RFC 9113): the preface, the cutting of octets into frames, and the
 * connection's end. What frames mean to streams is {@link Http2Streams}' matter. Confined to its
 * event loop but for the methods of {@link Connection}.
 */
final class Http2Connection extends SocketConnection implements PenaltyQueue.Client {
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * After so many frames in one go the other connections of the event loop have their turn: a
   * client that sends thousands at once keeps nobody waiting for all of them.
   */
  static final int FRAMES_A_TURN = 32;

  /** A turn of a client that makes trouble is over after so many times fewer. */
  static final int TROUBLE_FRAMES = 4;

  /** Who is cut for a flood comes back at once: told late, it is back late. */
  static final long FLOOD_MILLIS = 50;

  /** So much of a flood is read after its end, lest its client never hears of it. */
  private static final long FLOOD_OCTETS = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);
  private static final int LARGEST_STREAM = Integer.MAX_VALUE;
  private static final long CHECK_TICKS = 5;

  /** With TLS, frames of content are copied, that a record holds a head and its content. */
  private static final int TLS_BUFFER = 4 * Http2Frames.LARGEST;

  final Http2Loop shared;
  private final Output output;
  private final Http2Frames frames;
  private final Http2Writer writer;
  private final Http2Streams streams;
  private final FloodGuard guard = new FloodGuard();
  private final StallCheck progress;

  private int prefaceAt;
  private boolean processing;
  private boolean yielded;
  private boolean draining;
  private boolean finishing;

  /** Between the end of a flood and the word of it. */
  private boolean held;

  private boolean closed;
  private boolean lastWordSaid;
  private long partialSince = -1;
  private long idleSince;
  private long progressTick;

  Http2Connection(ListenerContext listener, Channel channel, LoopState loop) {
    super(listener, channel, loop);
    this.shared = Http2Loop.of(loop);
    this.output = new Output(channel, listener.secure ? TLS_BUFFER : 0);
    this.progress = new StallCheck(listener.leastAnswer);
    this.frames = new Http2Frames(output);
    this.writer = new Http2Writer(this, output, frames);
    this.streams = new Http2Streams(this, frames, writer);
  }

  FloodGuard guard() {
    return guard;
  }

  // --- channel events ---------------------------------------------------------------------------

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    loop.date.refresh();
    frames.settings(Http2Streams.MOST_STREAMS, listener.limits.headers());
    frames.windowUpdate(0, Http2Streams.CONNECTION_WINDOW - Http2Writer.INITIAL_WINDOW);
    idleSince = loop.timers.now();
    partialSince = idleSince;
    arm(CHECK_TICKS);
    writer.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (finishing) {
      discard(in);
      return;
    }
    collect(in);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    writer.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      process();
      writer.flush();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      // A client that has ended its half can open no window: what is not sent yet stays unsent.
      abortNow();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!closed) {
      closed = true;
      finishing = true;
      disarm();
      shared.penalties.remove(this);
      dropUnread();
      streams.closeAll();
      writer.discard();
      listener.closed(this);
    }
  }

  // --- frames -----------------------------------------------------------------------------------

  private void process() {
    if (processing || yielded) {
      return;
    }
    processing = true;
    int left = FRAMES_A_TURN;
    while (left > 0 && !finishing && unread != null && channel.isWritable() && next()) {
      if (!streams.awaitsContinuation()) {
        partialSince = -1;
      }
      left -= guard.calm() ? 1 : TROUBLE_FRAMES;
    }
    processing = false;
    if (left <= 0 && !finishing && unread != null && unread.isReadable()) {
      yielded = true;
      if (guard.calm()) {
        // Tasks are run until there is none; what is scheduled waits until the sockets were looked
        // at.
        Futures.ignore(loop.loop.schedule(() -> guarded(this::nextTurn), 0, TimeUnit.MILLISECONDS));
      } else {
        shared.penalties.add(this);
      }
    }
    if (unread != null && (finishing || !unread.isReadable())) {
      dropUnread();
    }
    boolean partial = unread != null || streams.awaitsContinuation() || prefaceAt < PREFACE.length;
    if (!partial) {
      partialSince = -1;
    } else if (partialSince < 0) {
      partialSince = loop.timers.now();
    }
    keepReading(!held && (finishing || unread == null || (channel.isWritable() && !yielded)));
  }

  @Override
  public void nextTurn() {
    yielded = false;
    resumed();
  }

  /** Takes the preface or one frame; false where more octets are needed. */
  private boolean next() {
    if (prefaceAt < PREFACE.length) {
      return preface();
    }
    int readable = unread.readableBytes();
    if (readable < Http2Frames.HEAD) {
      return false;
    }
    int at = unread.readerIndex();
    int length = unread.getUnsignedMedium(at);
    if (length > Http2Frames.LARGEST) {
      fail(Http2Error.FRAME_SIZE_ERROR);
      return false;
    }
    if (readable < Http2Frames.HEAD + length) {
      return false;
    }
    int type = unread.getUnsignedByte(at + 3);
    int flags = unread.getUnsignedByte(at + 4);
    int stream = unread.getInt(at + 5) & Integer.MAX_VALUE;
    unread.skipBytes(Http2Frames.HEAD);
    int end = unread.readerIndex() + length;
    Http2Error error = streams.frame(type, flags, stream, unread, length);
    if (error != null) {
      fail(error);
      return false;
    }
    if (unread != null) {
      unread.readerIndex(end);
    }
    return true;
  }

  private boolean preface() {
    while (unread.isReadable() && prefaceAt < PREFACE.length) {
      if (unread.readByte() != PREFACE[prefaceAt]) {
        fail(Http2Error.PROTOCOL_ERROR);
        return false;
      }
      prefaceAt++;
    }
    return unread.isReadable();
  }

  // --- ends -------------------------------------------------------------------------------------

  /** A connection error (RFC 9113 §5.4.1): says so and closes. */
  private void fail(Http2Error error) {
    boolean flood = error == Http2Error.ENHANCE_YOUR_CALM;
    cut(flood ? ConnectionEvents.Cut.FLOOD : ConnectionEvents.Cut.PROTOCOL);
    finish(error);
  }

  private void finish(Http2Error error) {
    if (finishing) {
      return;
    }
    finishing = true;
    streams.closeAll();
    if (error == Http2Error.ENHANCE_YOUR_CALM) {
      held = true;
      discardAtMost(FLOOD_OCTETS);
      Futures.ignore(
          loop.loop.schedule(
              () -> guarded(() -> goAway(error)), FLOOD_MILLIS, TimeUnit.MILLISECONDS));
    } else {
      goAway(error);
    }
  }

  private void goAway(Http2Error error) {
    held = false;
    if (closed) {
      return;
    }
    frames.goAway(streams.last(), error);
    progress.reset();
    progressTick = loop.timers.now();
    writer.finish().addListener(done -> linger());
  }

  /** Called when a stream has ended. */
  void streamEnded() {
    idleSince = loop.timers.now();
    if (draining && streams.isEmpty()) {
      finish(Http2Error.NO_ERROR);
    }
  }

  void fileFailed(Http2Stream stream, Throwable cause) {
    LOG.error("a reply's file could not be read", cause);
    streams.reset(stream, Http2Error.INTERNAL_ERROR);
    writer.flush();
  }

  void sent(Http2Stream stream) {
    streams.sent(stream);
  }

  void send(Http2Stream stream, Reply reply) {
    if (loop.loop.inEventLoop()) {
      reply(stream, reply);
      return;
    }
    try {
      loop.loop.execute(() -> guarded(() -> reply(stream, reply)));
    } catch (RejectedExecutionException e) {
      reply.body().release();
    }
  }

  private void reply(Http2Stream stream, Reply reply) {
    streams.requests().reply(stream, reply);
    if (!processing) {
      writer.flush();
    }
  }

  /** Goes on after something outside the frames has happened. */
  void resumed() {
    if (!processing) {
      process();
      writer.flush();
    }
  }

  @Override
  public void drain() {
    run(
        () -> {
          draining = true;
          if (streams.isEmpty()) {
            finish(Http2Error.NO_ERROR);
          } else if (!lastWordSaid) {
            // RFC 9113 §6.8: streams that the client has begun meanwhile are still answered.
            lastWordSaid = true;
            frames.goAway(LARGEST_STREAM, Http2Error.NO_ERROR);
            writer.flush();
          }
        });
  }

  // --- time -------------------------------------------------------------------------------------

  /** Looks every half second whether the client keeps the connection waiting. */
  @Override
  protected void timedOut() {
    long now = loop.timers.now();
    arm(CHECK_TICKS);
    if (!finishing) {
      streams.checkContents(now);
    }
    if (!finishing && partialSince >= 0 && now - partialSince > listener.headerTicks) {
      cut(ConnectionEvents.Cut.HEADER_TIMEOUT);
      finish(Http2Error.NO_ERROR);
    } else if (!finishing && streams.isEmpty() && output.pending() == 0) {
      if (now - idleSince > listener.idleTicks) {
        cut(ConnectionEvents.Cut.IDLE_TIMEOUT);
        finish(Http2Error.NO_ERROR);
      }
    } else if (streams.waitsForClient() || output.pending() > 0) {
      checkProgress(now);
    } else {
      progressTick = now;
    }
  }

  private void checkProgress(long now) {
    if (progress.moved(output.flushed() + streams.received())) {
      progressTick = now;
    } else if (now - progressTick > Math.min(listener.idleTicks, listener.bodyTicks)) {
      cut(ConnectionEvents.Cut.WRITE_TIMEOUT);
      abortNow();
    }
  }
}
