package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.web.Reply;
import io.netty.buffer.ByteBuf;

/**
 * The streams of one HTTP/2 connection: what each frame means to them (RFC 9113 §5 and §6), and
 * what becomes of them. Confined to the connection's event loop.
 */
final class Http2Streams implements Http2Stream.Events {
  static final int MOST_STREAMS = 128;
  static final int CONNECTION_WINDOW = 1 << 20;

  private static final byte[] CONTINUE = new HpackEncoder().status(100).octets();

  /** Content in smaller pieces than that makes more work than it is worth. */
  private static final int SMALL_DATA = 64;

  private final SocketConnection connection;
  private final ListenerContext listener;
  private final LoopState loop;
  private final Http2Loop shared;
  private final Http2FrameWriter frames;
  private final FloodGuard guard;
  private final Http2Sender sender;
  private final HpackDecoder decoder = new HpackDecoder();
  private final Http2RequestReader reader;
  private final Http2HeaderBlock block;
  private final Http2StreamTable table = new Http2StreamTable();
  private int initialWindow = Http2Stream.USUAL_WINDOW;
  private long received;
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
    this.reader = new Http2RequestReader(listener.limits.headers());
    this.block = new Http2HeaderBlock(2 * listener.limits.headers());
    this.sender = new Http2Sender(connection, shared.date, output, frames, guard, this);
  }

  /** Sends what windows and socket allow now. */
  Http2Sender sender() {
    return sender;
  }

  boolean isEmpty() {
    return table.size() == 0;
  }

  /** The highest stream that the client has begun. */
  int last() {
    return table.last();
  }

  boolean awaitsContinuation() {
    return block.unfinished();
  }

  /** Octets of content received so far. */
  long received() {
    return received;
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

  // --- frames -----------------------------------------------------------------------------------

  /** Acts on one frame; null, or the connection error that it is. */
  Http2Error frame(Http2FrameReader frame, ByteBuf in) {
    return switch (frame.type()) {
      case Http2FrameWriter.DATA -> data(frame, in);
      case Http2FrameWriter.HEADERS -> blockGrew(block.begin(frame, in));
      case Http2FrameWriter.PRIORITY -> priority(frame, in);
      case Http2FrameWriter.RST_STREAM -> rstStream(frame);
      case Http2FrameWriter.PUSH_PROMISE -> Http2Error.PROTOCOL_ERROR;
      case Http2FrameWriter.WINDOW_UPDATE -> windowUpdate(frame, in);
      case Http2FrameWriter.CONTINUATION -> blockGrew(block.goOn(frame, in));
      default -> guard.pay(FloodGuard.SMALL);
    };
  }

  /** A stream error (RFC 9113 §5.4.2); too many of them are a flood. */
  private Http2Error streamError(int id, Http2Error error) {
    Http2Stream stream = table.get(id);
    if (stream != null) {
      reset(stream, error);
    } else {
      table.rememberReset(id);
      frames.reset(id, error);
    }
    return guard.pay(FloodGuard.RESET);
  }

  private Http2Error priority(Http2FrameReader frame, ByteBuf in) {
    int id = frame.stream();
    if (id == 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    Http2Error error = null;
    if (frame.length() != 5) {
      error = Http2Error.FRAME_SIZE_ERROR;
    } else if ((in.readInt() & Integer.MAX_VALUE) == id) {
      error = Http2Error.PROTOCOL_ERROR;
    }
    if (error == null) {
      return guard.pay(FloodGuard.SMALL);
    }
    return table.idle(id) ? error : streamError(id, error);
  }

  private Http2Error rstStream(Http2FrameReader frame) {
    if (frame.length() != 4) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    if (frame.stream() == 0 || table.idle(frame.stream())) {
      return Http2Error.PROTOCOL_ERROR;
    }
    Http2Stream stream = table.get(frame.stream());
    if (stream != null) {
      close(stream);
    }
    return guard.pay(FloodGuard.RESET);
  }

  private Http2Error windowUpdate(Http2FrameReader frame, ByteBuf in) {
    if (frame.length() != 4) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    int id = frame.stream();
    int increment = in.readInt() & Integer.MAX_VALUE;
    if (id == 0) {
      if (increment == 0) {
        return Http2Error.PROTOCOL_ERROR;
      }
      return sender.grow(increment) ? guard.pay(FloodGuard.SMALL) : Http2Error.FLOW_CONTROL_ERROR;
    }
    if (table.idle(id)) {
      return Http2Error.PROTOCOL_ERROR;
    }
    Http2Stream stream = table.get(id);
    if (stream == null) {
      return guard.pay(FloodGuard.SMALL);
    }
    if (increment == 0) {
      return streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    return sender.grow(stream, increment)
        ? guard.pay(FloodGuard.SMALL)
        : streamError(id, Http2Error.FLOW_CONTROL_ERROR);
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

  // --- header blocks ----------------------------------------------------------------------------

  private Http2Error blockGrew(Http2Error error) {
    if (error != null || !block.complete()) {
      return error;
    }
    int id = block.stream();
    return id > table.last() ? request(id) : laterBlock(id);
  }

  /** A block on a stream that has begun: trailers, or out of place. */
  private Http2Error laterBlock(int id) {
    reader.beginTrailers();
    if (!block.decode(decoder, reader)) {
      return Http2Error.COMPRESSION_ERROR;
    }
    Http2Error unaffordable = guard.pay(FloodGuard.unpacked(reader.size()));
    if (unaffordable != null) {
      return unaffordable;
    }
    Http2Stream stream = table.get(id);
    if (stream == null) {
      return table.wasReset(id) ? guard.pay(FloodGuard.SMALL) : Http2Error.STREAM_CLOSED;
    }
    if (stream.remoteClosed) {
      return streamError(id, Http2Error.STREAM_CLOSED);
    }
    if (!block.endsStream() || reader.malformed()) {
      return streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    return contentEnds(stream);
  }

  private Http2Error request(int id) {
    table.begin(id);
    Http2Stream stream = shared.acquire();
    stream.begin(id, connection, this, initialWindow);
    reader.begin(stream);
    if (!block.decode(decoder, reader)) {
      return Http2Error.COMPRESSION_ERROR;
    }
    reader.end();
    Http2Error unaffordable =
        guard.pay(FloodGuard.unpacked(reader.size()) + FloodGuard.request(initialWindow));
    if (unaffordable != null) {
      return unaffordable;
    }
    if (table.size() >= MOST_STREAMS || connection.inHandlers() >= 2 * MOST_STREAMS) {
      return streamError(id, Http2Error.REFUSED_STREAM);
    }
    if (reader.malformed() || (block.endsStream() && stream.declaredLength > 0)) {
      return streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    table.add(stream);
    stream.remoteClosed = block.endsStream();
    stream.read();
    RequestRefusal refusal = reader.refusal();
    if (refusal != null) {
      stream.refuse(refusal);
    } else if (stream.remoteClosed) {
      stream.dispatch();
    } else {
      beginContent(stream);
    }
    return null;
  }

  // --- content ----------------------------------------------------------------------------------

  private void beginContent(Http2Stream stream) {
    stream.beginContent(stream.declaredLength);
    if (stream.collects()) {
      stream.contentDue = loop.timers.now() + stream.contentTicks();
      if (stream.expectContinue) {
        frames.informational(stream.id, CONTINUE);
      }
    }
  }

  private Http2Error data(Http2FrameReader frame, ByteBuf in) {
    int id = frame.stream();
    if (id == 0 || table.idle(id)) {
      return Http2Error.PROTOCOL_ERROR;
    }
    int length = frame.length();
    if (frame.flag(Http2FrameWriter.PADDED)) {
      int padding = length < 1 ? 0 : in.readUnsignedByte() + 1;
      if (padding > length || length < 1) {
        return Http2Error.PROTOCOL_ERROR;
      }
      length -= padding;
    }
    if (frame.length() > 0) {
      // Content is taken off at once, so the connection's window is always whole again.
      frames.windowUpdate(0, frame.length());
    }
    Http2Stream stream = table.get(id);
    if (stream == null) {
      return table.wasReset(id)
          ? guard.pay(FloodGuard.SMALL)
          : streamError(id, Http2Error.STREAM_CLOSED);
    }
    if (stream.remoteClosed) {
      return streamError(id, Http2Error.STREAM_CLOSED);
    }
    stream.unacknowledged += frame.length();
    if (stream.unacknowledged > Http2Stream.USUAL_WINDOW) {
      return streamError(id, Http2Error.FLOW_CONTROL_ERROR);
    }
    return content(stream, in, length, frame.flag(Http2FrameWriter.END_STREAM));
  }

  private Http2Error content(Http2Stream stream, ByteBuf in, int length, boolean ends) {
    if (stream.collects()) {
      received += length;
      RequestRefusal refusal = stream.take(in, length);
      if (refusal != null) {
        stream.remoteClosed = ends;
        stream.refuse(refusal);
      } else if (!ends && !stream.saturated()) {
        contentResumed(stream);
      }
    }
    // Where it is refused already, the reply is on its way and the rest is thrown away.
    if (ends) {
      return contentEnds(stream);
    }
    if (length >= SMALL_DATA) {
      return null;
    }
    return guard.pay(length == 0 ? FloodGuard.RESET : FloodGuard.SMALL);
  }

  /** The last of the content has come. */
  private Http2Error contentEnds(Http2Stream stream) {
    stream.remoteClosed = true;
    if (!stream.collects()) {
      return null;
    }
    if (stream.declaredLength >= 0 && stream.declaredLength != stream.contentLength()) {
      return streamError(stream.id, Http2Error.PROTOCOL_ERROR);
    }
    stream.contentEnds();
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

  private void reset(Http2Stream stream, Http2Error error) {
    if (!stream.ended()) {
      table.rememberReset(stream.id);
      frames.reset(stream.id, error);
      close(stream);
    }
  }

  private void close(Http2Stream stream) {
    if (!stream.ended()) {
      table.remove(stream);
      sender.forget(stream);
      lastEnd = loop.timers.now();
      stream.close();
    }
  }

  /** The connection ends: it may wait for its client for a while, and shall hold little then. */
  void closeAll() {
    for (Http2Stream stream : table.snapshot()) {
      close(stream);
    }
    decoder.discard();
  }
}
