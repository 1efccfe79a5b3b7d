package dev.widgetorigin.origin.http.h2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Cuts octets into the preface and frames (RFC 9113 §3.4 and §4.1). Knows no meaning of either.
 * Confined to the event loop.
 */
final class Http2FrameReader {
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private int prefaceAt;
  private Http2Error error;

  // The frame that was found last.
  private int length;
  private int type;
  private int flags;
  private int stream;
  private int end;

  /**
   * Looks for the next frame. Where all of it is there, its head is taken off and its parts are
   * known; {@link #done} is to be called behind it.
   */
  boolean next(ByteBuf in) {
    if (prefaceAt < PREFACE.length && !preface(in)) {
      return false;
    }
    if (in.readableBytes() < Http2FrameWriter.HEAD) {
      return false;
    }
    int at = in.readerIndex();
    length = in.getUnsignedMedium(at);
    if (length > Http2FrameWriter.LARGEST) {
      error = Http2Error.FRAME_SIZE_ERROR;
      return false;
    }
    if (in.readableBytes() < Http2FrameWriter.HEAD + length) {
      return false;
    }
    type = in.getUnsignedByte(at + 3);
    flags = in.getUnsignedByte(at + 4);
    stream = in.getInt(at + 5) & Integer.MAX_VALUE;
    in.skipBytes(Http2FrameWriter.HEAD);
    end = in.readerIndex() + length;
    return true;
  }

  /** Whether all of the preface was there. */
  private boolean preface(ByteBuf in) {
    while (in.isReadable() && prefaceAt < PREFACE.length) {
      if (in.readByte() != PREFACE[prefaceAt]) {
        error = Http2Error.PROTOCOL_ERROR;
        return false;
      }
      prefaceAt++;
    }
    return prefaceAt == PREFACE.length;
  }

  /** Goes behind the frame, however much of it was read. */
  void done(ByteBuf in) {
    in.readerIndex(end);
  }

  /** Why there will be no other frame; null where more octets are awaited. */
  Http2Error error() {
    return error;
  }

  /** Whether some of the preface is still to come. */
  boolean inPreface() {
    return prefaceAt < PREFACE.length;
  }

  int type() {
    return type;
  }

  boolean flag(int flag) {
    return (flags & flag) != 0;
  }

  int stream() {
    return stream;
  }

  /** Octets of the payload. */
  int length() {
    return length;
  }
}
