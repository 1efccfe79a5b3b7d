package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.web.Reply;

/**
 * The streams of one HTTP/2 connection, from their beginning until they are closed or reset (RFC
 * 9113 §5). What frames mean to them is told by {@link Http2RequestDecoder} and {@link
 * Http2Control}. Confined to the connection's event loop.
 */
final class Http2Streams implements Http2Stream.Events {
  static final int MOST_STREAMS = 128;
  static final int CONNECTION_WINDOW = 1 << 20;

  private final SocketConnection connection;
  private final ListenerContext listener;
  private final LoopState loop;
  private final Http2Loop shared;
  private final Http2FrameWriter frames;
  private final FloodGuard guard;
  private final Http2Sender sender;
  private final Http2StreamTable table = new Http2StreamTable();
  private int initialWindow = Http2Stream.USUAL_WINDOW;
  private long lastEnd;

  Http2Streams(
      SocketConnection connection,
      Http2Loop shared,
      Output output,
      Http2FrameWriter frames,
      FloodGuard guard) {
    this.connection = connection;
    this.listener = connection.listener;
    this.loop = connection.loop;
    this.shared = shared;
    this.frames = frames;
    this.guard = guard;
    this.sender = new Http2Sender(connection, shared.date, output, frames, guard, this);
  }

  /** Sends what windows and socket allow now. */
  Http2Sender sender() {
    return sender;
  }

  /** The streams by their numbers. */
  Http2StreamTable table() {
    return table;
  }

  boolean isEmpty() {
    return table.size() == 0;
  }

  /** When a stream last ended, in ticks. */
  long lastEnd() {
    return lastEnd;
  }

  /** Whether it is the client that some stream waits for. */
  boolean waitsForClient() {
    for (Http2Stream stream : table.open()) {
      if (!stream.remoteClosed || stream.unsent()) {
        return true;
      }
    }
    return false;
  }

  /** Refuses content that comes too slowly, stream by stream: one that is fast covers no other. */
  void checkContents(long now) {
    for (Http2Stream stream : table.snapshot()) {
      if (!stream.remoteClosed && stream.collects() && now > stream.contentDue) {
        if (stream.checkContent()) {
          stream.contentDue = now + listener.pace.ticks();
        }
        stream.goOn();
      }
    }
  }

  // --- begin and go on --------------------------------------------------------------------------

  /** The client begins that stream; {@link #open} follows unless its request is refused. */
  Http2Stream begin(int id) {
    table.begin(id);
    Http2Stream stream = shared.acquire();
    stream.begin(id, connection, this, initialWindow);
    return stream;
  }

  /** Whether there are as many as there may be, those that were reset while at work included. */
  boolean full() {
    return table.size() >= MOST_STREAMS || connection.inHandlers() >= 2 * MOST_STREAMS;
  }

  void open(Http2Stream stream, boolean remoteClosed) {
    table.add(stream);
    stream.remoteClosed = remoteClosed;
    stream.read();
  }

  /** How much may be sent on a new stream. */
  int initialWindow() {
    return initialWindow;
  }

  /** RFC 9113 §6.9.2: the window of new streams; open ones get, or owe, the difference. */
  Http2Error initialWindow(int octets) {
    int change = octets - initialWindow;
    initialWindow = octets;
    for (Http2Stream stream : table.open()) {
      if (!sender.grow(stream, change)) {
        return Http2Error.FLOW_CONTROL_ERROR;
      }
    }
    return null;
  }

  /** Gives the stream's window back. */
  @Override
  public void contentResumed(Http2Stream stream) {
    if (stream.unacknowledged > 0 && !stream.ended() && !stream.remoteClosed) {
      frames.windowUpdate(stream.id, stream.unacknowledged);
      stream.unacknowledged = 0;
    }
  }

  // --- answers and ends -------------------------------------------------------------------------

  @Override
  public void write(Http2Stream stream, Reply reply) {
    sender.reply(stream, reply);
  }

  @Override
  public void sent(Http2Stream stream) {
    if (!stream.remoteClosed) {
      // RFC 9113 §8.1: the rest of the request is not needed.
      table.rememberReset(stream.id);
      frames.reset(stream.id, Http2Error.NO_ERROR);
    }
    close(stream);
  }

  @Override
  public void failed(Http2Stream stream, Throwable cause) {
    listener.fileFailed(cause);
    reset(stream, Http2Error.INTERNAL_ERROR);
    stream.goOn();
  }

  @Override
  public void recycle(Http2Stream stream) {
    shared.release(stream);
  }

  /** A stream error (RFC 9113 §5.4.2); too many of them are a flood. */
  Http2Error streamError(int id, Http2Error error) {
    Http2Stream stream = table.get(id);
    if (stream != null) {
      reset(stream, error);
    } else {
      table.rememberReset(id);
      frames.reset(id, error);
    }
    return guard.pay(FloodGuard.RESET);
  }

  private void reset(Http2Stream stream, Http2Error error) {
    if (!stream.ended()) {
      table.rememberReset(stream.id);
      frames.reset(stream.id, error);
      close(stream);
    }
  }

  void close(Http2Stream stream) {
    if (!stream.ended()) {
      table.remove(stream);
      sender.forget(stream);
      lastEnd = loop.timers.now();
      stream.close();
    }
  }

  /** The connection ends. */
  void closeAll() {
    for (Http2Stream stream : table.snapshot()) {
      close(stream);
    }
  }
}
