package dev.widgetorigin.origin.http.h2;

import io.netty.buffer.ByteBuf;

/**
 * The frames that carry nothing of a request: SETTINGS, PING and GOAWAY for the whole connection,
 * PRIORITY, RST_STREAM and WINDOW_UPDATE for a stream (RFC 9113 §6.3 to §6.9). Each method acts on
 * one frame; its answer is null, or the connection error that it is. Confined to the connection's
 * event loop.
 */
final class Http2Control {
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;

  /** Octets of a setting's name and value. */
  private static final int SETTING = 6;

  private static final int LARGEST_FRAME = 0xffffff;

  private final Http2Streams streams;
  private final Http2StreamTable table;
  private final Http2FrameWriter frames;
  private final FloodGuard guard;
  private boolean settingsSeen;

  Http2Control(Http2Streams streams, Http2FrameWriter frames, FloodGuard guard) {
    this.streams = streams;
    this.table = streams.table();
    this.frames = frames;
    this.guard = guard;
  }

  /** Whether the client has said its settings, as its first frame must (RFC 9113 §3.4). */
  boolean settingsSeen() {
    return settingsSeen;
  }

  // --- the connection --------------------------------------------------------------------------

  Http2Error ping(Http2FrameReader frame, ByteBuf in) {
    if (frame.stream() != 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    if (frame.length() != 8) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    if (!frame.flag(Http2FrameWriter.ACK)) {
      frames.pong(in.readLong());
    }
    return guard.pay(FloodGuard.SMALL);
  }

  Http2Error goAway(Http2FrameReader frame) {
    if (frame.stream() != 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    return frame.length() < 8 ? Http2Error.FRAME_SIZE_ERROR : guard.pay(FloodGuard.SMALL);
  }

  Http2Error settings(Http2FrameReader frame, ByteBuf in) {
    if (frame.stream() != 0) {
      return Http2Error.PROTOCOL_ERROR;
    }
    boolean ack = frame.flag(Http2FrameWriter.ACK);
    if (ack ? frame.length() != 0 : frame.length() % SETTING != 0) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    if (ack) {
      return settingsSeen ? guard.pay(FloodGuard.SMALL) : Http2Error.PROTOCOL_ERROR;
    }
    settingsSeen = true;
    int count = frame.length() / SETTING;
    for (int i = 0; i < count; i++) {
      Http2Error error = apply(in.readUnsignedShort(), in.readUnsignedInt());
      if (error != null) {
        return error;
      }
    }
    frames.settingsAck();
    return guard.pay(FloodGuard.SMALL + count);
  }

  private Http2Error apply(int name, long value) {
    switch (name) {
      case HEADER_TABLE_SIZE -> frames.tableSize(value);
      case ENABLE_PUSH -> {
        if (value > 1) {
          return Http2Error.PROTOCOL_ERROR;
        }
      }
      case INITIAL_WINDOW_SIZE -> {
        return value > Integer.MAX_VALUE
            ? Http2Error.FLOW_CONTROL_ERROR
            : streams.initialWindow((int) value);
      }
      case MAX_FRAME_SIZE -> {
        // Larger frames are not sent all the same: streams would only wait longer for one another.
        if (value < Http2FrameWriter.LARGEST || value > LARGEST_FRAME) {
          return Http2Error.PROTOCOL_ERROR;
        }
      }
      default -> {
        // RFC 9113 §6.5.2: what is not known is not minded.
      }
    }
    return null;
  }

  // --- one stream ------------------------------------------------------------------------------

  Http2Error priority(Http2FrameReader frame, ByteBuf in) {
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
    return table.idle(id) ? error : streams.streamError(id, error);
  }

  Http2Error rstStream(Http2FrameReader frame) {
    if (frame.length() != 4) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    if (frame.stream() == 0 || table.idle(frame.stream())) {
      return Http2Error.PROTOCOL_ERROR;
    }
    Http2Stream stream = table.get(frame.stream());
    if (stream != null) {
      streams.close(stream);
    }
    return guard.pay(FloodGuard.RESET);
  }

  Http2Error windowUpdate(Http2FrameReader frame, ByteBuf in) {
    if (frame.length() != 4) {
      return Http2Error.FRAME_SIZE_ERROR;
    }
    int id = frame.stream();
    int increment = in.readInt() & Integer.MAX_VALUE;
    if (id == 0) {
      if (increment == 0) {
        return Http2Error.PROTOCOL_ERROR;
      }
      return streams.sender().grow(increment)
          ? guard.pay(FloodGuard.SMALL)
          : Http2Error.FLOW_CONTROL_ERROR;
    }
    if (table.idle(id)) {
      return Http2Error.PROTOCOL_ERROR;
    }
    Http2Stream stream = table.get(id);
    if (stream == null) {
      return guard.pay(FloodGuard.SMALL);
    }
    if (increment == 0) {
      return streams.streamError(id, Http2Error.PROTOCOL_ERROR);
    }
    return streams.sender().grow(stream, increment)
        ? guard.pay(FloodGuard.SMALL)
        : streams.streamError(id, Http2Error.FLOW_CONTROL_ERROR);
  }
}
