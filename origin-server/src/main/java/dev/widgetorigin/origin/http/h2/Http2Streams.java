package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import io.netty.buffer.ByteBuf;

/**
 * The streams of one HTTP/2 connection: what each frame means to them (RFC 9113 §5 and §6). What
 * their requests come to is {@link Http2Requests}' matter. Confined to the connection's event loop.
 */
final class Http2Streams {
  static final int MOST_STREAMS = 128;
  static final int CONNECTION_WINDOW = 1 << 20;

  private static final int PRIORITY = 2;
  private static final int PUSH_PROMISE = 5;
  private static final int PADDED = 8;

  /** Content in smaller pieces than that makes more work than it is worth. */
  private static final int SMALL_DATA = 64;

  private final ListenerContext listener;
  private final LoopState loop;
  private final Http2Loop shared;
  private final Http2Connection connection;
  private final Http2Frames frames;
  private final Http2Writer writer;
  private final Http2Settings settings;
  private final HpackDecoder decoder = new HpackDecoder();
  private final Http2RequestReader reader;
  private final Http2HeaderBlock block;
  private final Http2Requests requests;
  private final Http2StreamTable table = new Http2StreamTable();
  private boolean settingsSeen;

  Http2Streams(Http2Connection connection, Http2Frames frames, Http2Writer writer) {
    this.listener = connection.listener;
    this.loop = connection.loop;
    this.shared = connection.shared;
    this.connection = connection;
    this.frames = frames;
    this.writer = writer;
    this.reader = new Http2RequestReader(listener.limits.headers());
    this.block = new Http2HeaderBlock(2 * listener.limits.headers());
    this.settings = new Http2Settings(table, frames, writer);
    this.requests = new Http2Requests(connection, frames, writer);
  }

  Http2Requests requests() {
    return requests;
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
    return requests.received();
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
      if (stream.upload != null && !stream.remoteClosed && now > stream.contentDue) {
        requests.checkContent(stream, now);
      }
    }
  }

  // --- frames -----------------------------------------------------------------------------------

  /** Acts on one frame; null, or the connection error that it is. */
  Http2Error frame(int type, int flags, int id, ByteBuf in, int length) {
    if (!settingsSeen && type != Http2Frames.SETTINGS) {
      return Http2Error.PROTOCOL_ERROR;
    }
    if (block.unfinished() && type != Http2Frames.CONTINUATION) {
      return Http2Error.PROTOCOL_ERROR;
    }
    return switch (type) {
      case Http2Frames.DATA -> data(flags, id, in, length);
      case Http2Frames.HEADERS -> blockGrew(block.begin(flags, id, in, length));
      case PRIORITY -> priority(id, in, length);
      case Http2Frames.RST_STREAM -> rstStream(id, length);
      case Http2Frames.SETTINGS -> settings(flags, id, in, length);
      case PUSH_PROMISE -> Http2Error.PROTOCOL_ERROR;
      case Http2Frames.PING -> ping(flags, id, in, length);
      case Http2Frames.GOAWAY -> goAway(id, length);
      case Http2Frames.WINDOW_UPDATE -> windowUpdate(id, in, length);
      case Http2Frames.CONTINUATION -> blockGrew(block.goOn(flags, id, in, length));
      default -> pay(FloodGuard.SMALL);
    };
  }

  private Http2Error pay(int price) {
    return connection.guard().pay(price, loop.timers.now()) ? null : Http2Error.ENHANCE_YOUR_CALM;
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
    return pay(FloodGuard.RESET);
  }

  private Http2Error priority(int id, ByteBuf in, int length) {
    if (id == 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    if (length != 5) {
      return table.idle(id)
          ? Http2Error.FRAME_SIZE_ERROR
          : streamError(id, Http2Error.FRAME_SIZE_ERROR);
    }
    if ((in.readInt() & Integer.MAX_VALUE) == id) {
      return table.idle(id)
          ? Http2Error.PROTOCOL_ERROR
          : streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    return pay(FloodGuard.SMALL);
  }

  private Http2Error rstStream(int id, int length) {
    if (length != 4) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    if (id == 0 || table.idle(id)) {
      return Http2Error.PROTOCOL_ERROR;
    }
    Http2Stream stream = table.get(id);
    if (stream != null) {
      close(stream);
    }
    return pay(FloodGuard.RESET);
  }

  private Http2Error ping(int flags, int id, ByteBuf in, int length) {
    if (id != 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    if (length != 8) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    if ((flags & Http2Frames.ACK) == 0) {
      frames.pong(in.readLong());
    }
    return pay(FloodGuard.SMALL);
  }

  private Http2Error goAway(int id, int length) {
    if (id != 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    return length < 8 ? Http2Error.FRAME_SIZE_ERROR : pay(FloodGuard.SMALL);
  }

  private Http2Error windowUpdate(int id, ByteBuf in, int length) {
    if (length != 4) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    int increment = in.readInt() & Integer.MAX_VALUE;
    if (id == 0) {
      if (increment == 0) {
        return Http2Error.PROTOCOL_ERROR;
      }
      return writer.grow(increment) ? pay(FloodGuard.SMALL) : Http2Error.FLOW_CONTROL_ERROR;
    }
    if (table.idle(id)) {
      return Http2Error.PROTOCOL_ERROR;
    }
    Http2Stream stream = table.get(id);
    if (stream == null) {
      return pay(FloodGuard.SMALL);
    }
    if (increment == 0) {
      return streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    return writer.grow(stream, increment)
        ? pay(FloodGuard.SMALL)
        : streamError(id, Http2Error.FLOW_CONTROL_ERROR);
  }

  private Http2Error settings(int flags, int id, ByteBuf in, int length) {
    if (id != 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    boolean ack = (flags & Http2Frames.ACK) != 0;
    if (ack ? length != 0 : length % Http2Settings.SETTING != 0) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    if (ack) {
      return settingsSeen ? pay(FloodGuard.SMALL) : Http2Error.PROTOCOL_ERROR;
    }
    settingsSeen = true;
    Http2Error error = settings.apply(in, length);
    if (error == null) {
      frames.settingsAck();
      error = pay(FloodGuard.SMALL + length / Http2Settings.SETTING);
    }
    return error;
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
    Http2Error unaffordable = pay(FloodGuard.unpacked(reader.size()));
    if (unaffordable != null) {
      return unaffordable;
    }
    Http2Stream stream = table.get(id);
    if (stream == null) {
      return table.wasReset(id) ? pay(FloodGuard.SMALL) : Http2Error.STREAM_CLOSED;
    }
    if (stream.remoteClosed) {
      return streamError(id, Http2Error.STREAM_CLOSED);
    }
    if (!block.endsStream() || reader.malformed()) {
      return streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    Http2Error error = requests.contentEnds(stream);
    return error == null ? null : streamError(id, error);
  }

  private Http2Error request(int id) {
    table.begin(id);
    Http2Stream stream = shared.acquire();
    stream.begin(id, connection, settings.initialWindow());
    reader.begin(stream);
    if (!block.decode(decoder, reader)) {
      return Http2Error.COMPRESSION_ERROR;
    }
    reader.end();
    Http2Error unaffordable =
        pay(FloodGuard.unpacked(reader.size()) + FloodGuard.request(settings.initialWindow()));
    if (unaffordable != null) {
      return unaffordable;
    }
    if (table.size() >= MOST_STREAMS || requests.inHandlers() >= 2 * MOST_STREAMS) {
      return streamError(id, Http2Error.REFUSED_STREAM);
    }
    if (reader.malformed()) {
      return streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    table.add(stream);
    stream.remoteClosed = block.endsStream();
    stream.nanos = listener.nanos.getAsLong();
    if (block.endsStream() && stream.declaredLength > 0) {
      return streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    RequestRefusal refusal = reader.refusal();
    if (refusal != null) {
      requests.refuse(stream, refusal);
      return null;
    }
    if (block.endsStream()) {
      requests.dispatch(stream);
    } else {
      requests.beginContent(stream);
    }
    return null;
  }

  // --- content ----------------------------------------------------------------------------------

  private Http2Error data(int flags, int id, ByteBuf in, int frameLength) {
    if (id == 0 || table.idle(id)) {
      return Http2Error.PROTOCOL_ERROR;
    }
    int length = frameLength;
    if ((flags & PADDED) != 0) {
      int padding = length < 1 ? 0 : in.readUnsignedByte() + 1;
      if (padding > length || length < 1) {
        return Http2Error.PROTOCOL_ERROR;
      }
      length -= padding;
    }
    if (frameLength > 0) {
      // Content is taken off at once, so the connection's window is always whole again.
      frames.windowUpdate(0, frameLength);
    }
    Http2Stream stream = table.get(id);
    if (stream == null) {
      return table.wasReset(id) ? pay(FloodGuard.SMALL) : streamError(id, Http2Error.STREAM_CLOSED);
    }
    if (stream.remoteClosed) {
      return streamError(id, Http2Error.STREAM_CLOSED);
    }
    boolean ends = (flags & Http2Frames.END_STREAM) != 0;
    stream.unacknowledged += frameLength;
    if (stream.unacknowledged > Http2Writer.INITIAL_WINDOW) {
      return streamError(id, Http2Error.FLOW_CONTROL_ERROR);
    }
    Http2Error error = requests.content(stream, in, length, ends);
    if (error != null) {
      return streamError(id, error);
    }
    return ends || length >= SMALL_DATA
        ? null
        : pay(length == 0 ? FloodGuard.RESET : FloodGuard.SMALL);
  }

  // --- ends -------------------------------------------------------------------------------------

  /** The reply's last frame is queued. */
  void sent(Http2Stream stream) {
    if (!stream.remoteClosed) {
      // RFC 9113 §8.1: the rest of the request is not needed.
      table.rememberReset(stream.id);
      frames.reset(stream.id, Http2Error.NO_ERROR);
    }
    close(stream);
  }

  /** Ends the stream with that error. */
  void reset(Http2Stream stream, Http2Error error) {
    if (!stream.closed) {
      table.rememberReset(stream.id);
      frames.reset(stream.id, error);
      close(stream);
    }
  }

  private void close(Http2Stream stream) {
    if (stream.closed) {
      return;
    }
    stream.closed = true;
    table.remove(stream);
    writer.forget(stream);
    stream.release();
    if (stream.answered) {
      boolean nameless = stream.path == null;
      listener.observed(
          nameless ? null : stream,
          stream.reply,
          stream.sent,
          nameless ? 0 : listener.nanos.getAsLong() - stream.nanos);
      stream.releaseBody();
    }
    connection.streamEnded();
  }

  /** The connection ends: it may wait for its client for a while, and shall hold little then. */
  void closeAll() {
    for (Http2Stream stream : table.snapshot()) {
      close(stream);
    }
    decoder.discard();
  }
}
