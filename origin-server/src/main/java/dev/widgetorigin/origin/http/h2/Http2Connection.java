package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.Connection;
import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.exchange.Futures;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.http.exchange.StallCheck;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/2 connection (RFC 9113): turns, time-outs and the connection's end. {@link
 * Http2FrameReader} cuts its octets into frames, {@link Http2FrameDispatcher} gives them to what
 * acts on them, and {@link Http2Streams} hold what comes of that. None of them knows what is above
 * it but by {@link Http2Stream.Events}. Confined to its event loop but for the methods of {@link
 * Connection}.
 */
final class Http2Connection extends SocketConnection implements PenaltyQueue.Client {
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

  private static final int LARGEST_STREAM = Integer.MAX_VALUE;
  private static final long CHECK_TICKS = 5;

  private final Http2Loop shared;
  private final FloodGuard guard;
  private final Output output;
  private final Http2FrameReader reader = new Http2FrameReader();
  private final Http2FrameWriter frames;
  private final Http2Streams streams;
  private final Http2RequestDecoder requests;
  private final Http2FrameDispatcher dispatcher;
  private final StallCheck progress;

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
    this.guard = new FloodGuard(loop.timers);
    this.output = listener.secure ? Output.ofRecords(channel) : Output.ofPlain(channel);
    this.progress = new StallCheck(listener.leastAnswer);
    this.frames = new Http2FrameWriter(output, shared.block);
    this.streams = new Http2Streams(this, shared, output, frames, guard);
    this.requests =
        new Http2RequestDecoder(streams, frames, guard, loop.timers, listener.limits.headers());
    this.dispatcher =
        new Http2FrameDispatcher(new Http2Control(streams, frames, guard), requests, guard);
  }

  // --- channel events ---------------------------------------------------------------------------

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    loop.date.refresh();
    frames.settings(Http2Streams.MOST_STREAMS, listener.limits.headers());
    frames.windowUpdate(0, Http2Streams.CONNECTION_WINDOW - Http2Stream.USUAL_WINDOW);
    idleSince = loop.timers.now();
    partialSince = idleSince;
    arm(CHECK_TICKS);
    flush();
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
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      process();
      flush();
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
      closeStreams();
      streams.sender().discard();
      listener.closed(this);
    }
  }

  /** Sends what may be sent; of a connection that is to end, that may have been the last. */
  private void flush() {
    streams.sender().flush();
    if (draining && !finishing && streams.isEmpty()) {
      finish(Http2Error.NO_ERROR);
    }
  }

  // --- frames -----------------------------------------------------------------------------------

  private void process() {
    if (processing || yielded || closed) {
      return;
    }
    processing = true;
    loop.look();
    int left = FRAMES_A_TURN;
    while (left > 0 && !finishing && unread != null && channel.isWritable() && next()) {
      if (!requests.awaitsContinuation()) {
        partialSince = -1;
      }
      left -= guard.calm() ? 1 : TROUBLE_FRAMES;
    }
    processing = false;
    if (left <= 0 && !finishing && unread != null && unread.isReadable()) {
      yieldTurn();
    }
    if (unread != null && (finishing || !unread.isReadable())) {
      dropUnread();
    }
    boolean partial = unread != null || requests.awaitsContinuation() || reader.inPreface();
    if (!partial) {
      partialSince = -1;
    } else if (partialSince < 0) {
      partialSince = loop.timers.now();
    }
    keepReading(!held && (finishing || unread == null || (channel.isWritable() && !yielded)));
  }

  private void yieldTurn() {
    yielded = true;
    if (guard.calm()) {
      // Tasks are run until there is none; what is scheduled waits until the sockets were looked
      // at.
      Futures.ignore(loop.loop.schedule(() -> guarded(this::nextTurn), 0, TimeUnit.MILLISECONDS));
    } else {
      shared.penalties.add(this);
    }
  }

  @Override
  public void nextTurn() {
    yielded = false;
    resumed();
  }

  /** Acts on one frame; false where more octets are needed, or the connection has ended. */
  private boolean next() {
    boolean found = reader.next(unread);
    Http2Error error = found ? dispatcher.frame(reader, unread) : reader.error();
    if (error != null) {
      fail(error);
      return false;
    }
    if (found && unread != null) {
      reader.done(unread);
    }
    return found;
  }

  @Override
  protected void resumed() {
    if (!processing) {
      process();
      flush();
    }
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
    closeStreams();
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

  /** The connection may wait for its client for a while, and shall hold little then. */
  private void closeStreams() {
    streams.closeAll();
    requests.discard();
  }

  private void goAway(Http2Error error) {
    held = false;
    if (closed) {
      return;
    }
    frames.goAway(streams.table().last(), error);
    progress.reset();
    progressTick = loop.timers.now();
    streams.sender().finish().addListener(done -> linger());
  }

  @Override
  public void drain() {
    run(
        () -> {
          draining = true;
          if (!streams.isEmpty() && !lastWordSaid) {
            // RFC 9113 §6.8: streams that the client has begun meanwhile are still answered.
            lastWordSaid = true;
            frames.goAway(LARGEST_STREAM, Http2Error.NO_ERROR);
          }
          flush();
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
      if (now - Math.max(idleSince, streams.lastEnd()) > listener.idleTicks) {
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
    if (progress.moved(output.flushed() + requests.received())) {
      progressTick = now;
    } else if (now - progressTick > Math.min(listener.idleTicks, listener.pace.ticks())) {
      cut(ConnectionEvents.Cut.WRITE_TIMEOUT);
      abortNow();
    }
  }
}
