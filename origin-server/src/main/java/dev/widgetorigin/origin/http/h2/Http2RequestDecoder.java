package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.TimerWheel;
import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import io.netty.buffer.ByteBuf;

/**
 * The frames that requests are made of: HEADERS, CONTINUATION and DATA (RFC 9113 §6.1, §6.2, §6.10
 * and §8.1). Each method acts on one frame; its answer is null, or the connection error that it is.
 * Confined to the connection's event loop.
 */
final class Http2RequestDecoder {
  static final byte[] CONTINUE = new HpackEncoder().status(100).octets();

  /** Content in smaller pieces than that makes more work than it is worth. */
  private static final int SMALL_DATA = 64;

  private final Http2Streams streams;
  private final Http2StreamTable table;
  private final Http2FrameWriter frames;
  private final FloodGuard guard;
  private final TimerWheel timers;
  private final HpackDecoder decoder = new HpackDecoder();
  private final Http2RequestReader reader;
  private final Http2HeaderBlock block;
  private long received;

  /**
   * Decodes the requests of one connection.
   *
   * @param sizeLimit the most octets of fields
   */
  Http2RequestDecoder(
      Http2Streams streams,
      Http2FrameWriter frames,
      FloodGuard guard,
      TimerWheel timers,
      int sizeLimit) {
    this.streams = streams;
    this.table = streams.table();
    this.frames = frames;
    this.guard = guard;
    this.timers = timers;
    this.reader = new Http2RequestReader(sizeLimit);
    this.block = new Http2HeaderBlock(2 * sizeLimit);
  }

  boolean awaitsContinuation() {
    return block.unfinished();
  }

  /** Octets of content received so far. */
  long received() {
    return received;
  }

  /** Lets go of what header blocks have left behind; there will be no other. */
  void discard() {
    decoder.discard();
  }

  // --- header blocks ----------------------------------------------------------------------------

  /** Takes a HEADERS frame. */
  Http2Error headers(Http2FrameReader frame, ByteBuf in) {
    return blockGrew(block.begin(frame, in));
  }

  /** Takes a CONTINUATION frame. */
  Http2Error continuation(Http2FrameReader frame, ByteBuf in) {
    return blockGrew(block.goOn(frame, in));
  }

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
      return streams.streamError(id, Http2Error.STREAM_CLOSED);
    }
    if (!block.endsStream() || reader.malformed()) {
      return streams.streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    return contentEnds(stream);
  }

  private Http2Error request(int id) {
    Http2Stream stream = streams.begin(id);
    reader.begin(stream);
    if (!block.decode(decoder, reader)) {
      return Http2Error.COMPRESSION_ERROR;
    }
    reader.end();
    Http2Error unaffordable =
        guard.pay(FloodGuard.unpacked(reader.size()) + FloodGuard.request(streams.initialWindow()));
    if (unaffordable != null) {
      return unaffordable;
    }
    if (streams.full()) {
      return streams.streamError(id, Http2Error.REFUSED_STREAM);
    }
    if (reader.malformed() || (block.endsStream() && stream.declaredLength > 0)) {
      return streams.streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    streams.open(stream, block.endsStream());
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
      stream.contentDue = timers.now() + stream.content().ticks();
      if (stream.expectContinue) {
        frames.informational(stream.id, CONTINUE);
      }
    }
  }

  /** Takes a DATA frame. */
  Http2Error data(Http2FrameReader frame, ByteBuf in) {
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
          : streams.streamError(id, Http2Error.STREAM_CLOSED);
    }
    if (stream.remoteClosed) {
      return streams.streamError(id, Http2Error.STREAM_CLOSED);
    }
    stream.unacknowledged += frame.length();
    if (stream.unacknowledged > Http2Stream.USUAL_WINDOW) {
      return streams.streamError(id, Http2Error.FLOW_CONTROL_ERROR);
    }
    return content(stream, in, length, frame.flag(Http2FrameWriter.END_STREAM));
  }

  private Http2Error content(Http2Stream stream, ByteBuf in, int length, boolean ends) {
    if (stream.collects()) {
      if (stream.declaredLength >= 0
          && stream.content().length() + length > stream.declaredLength) {
        // RFC 9113 §8.1.1: known before the end of it.
        return streams.streamError(stream.id, Http2Error.PROTOCOL_ERROR);
      }
      received += length;
      RequestRefusal refusal = stream.content().add(in, length);
      if (refusal != null) {
        stream.remoteClosed = ends;
        stream.refuse(refusal);
      } else if (!ends && !stream.content().saturated()) {
        streams.contentResumed(stream);
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
    if (stream.declaredLength >= 0 && stream.declaredLength != stream.content().length()) {
      return streams.streamError(stream.id, Http2Error.PROTOCOL_ERROR);
    }
    stream.contentEnds();
    return null;
  }
}
