package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import io.netty.buffer.ByteBuf;

/** What the client has set for one connection (RFC 9113 §6.5). Confined to its event loop. */
final class Http2Settings {
  /** Octets of a name and a value. */
  static final int SETTING = 6;

  private static final int HEADER_TABLE_SIZE = 1;
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;

  private static final int LARGEST_FRAME = 0xffffff;

  private final Http2StreamTable table;
  private final Http2Frames frames;
  private final Http2Writer writer;
  private int initialWindow = Http2Writer.INITIAL_WINDOW;

  Http2Settings(Http2StreamTable table, Http2Frames frames, Http2Writer writer) {
    this.table = table;
    this.frames = frames;
    this.writer = writer;
  }

  /** Octets of content that the client takes on a new stream before it says more. */
  int initialWindow() {
    return initialWindow;
  }

  /** Takes over settings from a frame or an upgrade's field; null, or the connection error. */
  Http2Error apply(ByteBuf in, int length) {
    Http2Error error = null;
    for (int i = 0; i < length / SETTING && error == null; i++) {
      error = apply(in.readUnsignedShort(), in.readUnsignedInt());
    }
    return error;
  }

  private Http2Error apply(int name, long value) {
    switch (name) {
      case HEADER_TABLE_SIZE -> {
        if (value < HpackDecoder.TABLE_SIZE) {
          frames.tableShrank();
        }
      }
      case ENABLE_PUSH -> {
        if (value > 1) {
          return Http2Error.PROTOCOL_ERROR;
        }
      }
      case INITIAL_WINDOW_SIZE -> {
        return initialWindow(value);
      }
      case MAX_FRAME_SIZE -> {
        if (value < Http2Frames.LARGEST || value > LARGEST_FRAME) {
          return Http2Error.PROTOCOL_ERROR;
        }
        writer.largestFrame((int) value);
      }
      default -> {
        // RFC 9113 §6.5.2: what is not known is not minded.
      }
    }
    return null;
  }

  /** RFC 9113 §6.9.2: open streams get, or owe, the difference. */
  private Http2Error initialWindow(long value) {
    if (value > Integer.MAX_VALUE) {
      return Http2Error.FLOW_CONTROL_ERROR;
    }
    int change = (int) value - initialWindow;
    initialWindow = (int) value;
    for (Http2Stream stream : table.open()) {
      if (!writer.grow(stream, change)) {
        return Http2Error.FLOW_CONTROL_ERROR;
      }
    }
    return null;
  }
}
