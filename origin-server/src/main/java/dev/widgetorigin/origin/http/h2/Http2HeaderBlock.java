package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The header block that is arriving: one HEADERS frame and its CONTINUATION frames, which nothing
 * may interrupt (RFC 9113 §4.3). Bounded in octets and in frames.
 */
final class Http2HeaderBlock {
  private static final int HAS_PRIORITY = 0x20;
  private static final int MOST_CONTINUATIONS = 16;
  private static final int KEPT_OCTETS = 4096;

  private final int sizeLimit;
  private byte[] octets = new byte[0];
  private int length;
  private int stream;
  private boolean endsStream;
  private boolean complete;
  private int continuations;

  Http2HeaderBlock(int sizeLimit) {
    this.sizeLimit = sizeLimit;
  }

  /** Whether a CONTINUATION frame must follow. */
  boolean unfinished() {
    return stream != 0 && !complete;
  }

  boolean complete() {
    return complete;
  }

  int stream() {
    return stream;
  }

  boolean endsStream() {
    return endsStream;
  }

  /** Decodes the complete block; false where it is not sound. */
  boolean decode(HpackDecoder decoder, HpackDecoder.Sink sink) {
    boolean sound = decoder.decode(octets, 0, length, sink);
    stream = 0;
    complete = false;
    if (octets.length > KEPT_OCTETS) {
      octets = new byte[0];
    }
    return sound;
  }

  /** Takes a HEADERS frame; null, or the connection error that it is. */
  Http2Error begin(Http2FrameReader frame, ByteBuf in) {
    int id = frame.stream();
    if ((id & 1) == 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    int rest = frame.length();
    int padding = 0;
    if (frame.flag(Http2FrameWriter.PADDED)) {
      if (rest < 1) {
        return Http2Error.FRAME_SIZE_ERROR;
      }
      padding = in.readUnsignedByte();
      rest--;
    }
    boolean ownDependency = false;
    if (frame.flag(HAS_PRIORITY)) {
      if (rest < 5) {
        return Http2Error.FRAME_SIZE_ERROR;
      }
      ownDependency = (in.readInt() & Integer.MAX_VALUE) == id;
      in.skipBytes(1);
      rest -= 5;
    }
    if (padding > rest || ownDependency) {
      return Http2Error.PROTOCOL_ERROR;
    }
    stream = id;
    endsStream = frame.flag(Http2FrameWriter.END_STREAM);
    length = 0;
    continuations = 0;
    return add(frame, in, rest - padding);
  }

  /** Takes a CONTINUATION frame. */
  Http2Error goOn(Http2FrameReader frame, ByteBuf in) {
    if (frame.stream() == 0 || stream != frame.stream()) {
      return Http2Error.PROTOCOL_ERROR;
    }
    return ++continuations > MOST_CONTINUATIONS
        ? Http2Error.ENHANCE_YOUR_CALM
        : add(frame, in, frame.length());
  }

  private Http2Error add(Http2FrameReader frame, ByteBuf in, int count) {
    int needed = length + count;
    if (needed > sizeLimit) {
      return Http2Error.ENHANCE_YOUR_CALM;
    }
    if (octets.length < needed) {
      octets = Arrays.copyOf(octets, Math.max(512, needed));
    }
    in.readBytes(octets, length, count);
    length = needed;
    complete = frame.flag(Http2FrameWriter.END_HEADERS);
    return null;
  }
}
