package dev.widgetorigin.origin.http.h2;

import io.netty.buffer.ByteBuf;

/**
 * Gives each frame to what acts on it, where it may come at all: the client's settings come first
 * (RFC 9113 §3.4), and nothing interrupts a header block (§4.3). Confined to the connection's event
 * loop.
 */
final class Http2FrameDispatcher {
  private final Http2Control control;
  private final Http2RequestDecoder requests;
  private final FloodGuard guard;

  Http2FrameDispatcher(Http2Control control, Http2RequestDecoder requests, FloodGuard guard) {
    this.control = control;
    this.requests = requests;
    this.guard = guard;
  }

  /** Acts on one frame; null, or the connection error that it is. */
  Http2Error frame(Http2FrameReader frame, ByteBuf in) {
    int type = frame.type();
    if (!control.settingsSeen() && type != Http2FrameWriter.SETTINGS) {
      return Http2Error.PROTOCOL_ERROR;
    }
    if (requests.awaitsContinuation() && type != Http2FrameWriter.CONTINUATION) {
      return Http2Error.PROTOCOL_ERROR;
    }
    return switch (type) {
      case Http2FrameWriter.DATA -> requests.data(frame, in);
      case Http2FrameWriter.HEADERS -> requests.headers(frame, in);
      case Http2FrameWriter.PRIORITY -> control.priority(frame, in);
      case Http2FrameWriter.RST_STREAM -> control.rstStream(frame);
      case Http2FrameWriter.SETTINGS -> control.settings(frame, in);
      case Http2FrameWriter.PUSH_PROMISE -> Http2Error.PROTOCOL_ERROR;
      case Http2FrameWriter.PING -> control.ping(frame, in);
      case Http2FrameWriter.GOAWAY -> control.goAway(frame);
      case Http2FrameWriter.WINDOW_UPDATE -> control.windowUpdate(frame, in);
      case Http2FrameWriter.CONTINUATION -> requests.continuation(frame, in);
      // RFC 9113 §5.5: what is not known is not minded.
      default -> guard.pay(FloodGuard.SMALL);
    };
  }
}
