package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.HttpProtocol;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Reads the requests of one connection from its octets: a head, its content where it has one, then
 * the next head. Takes no octet behind what it is asked for. Confined to the event loop.
 */
final class Http1RequestReader {
  /** What the octets came to. */
  enum Step {
    INCOMPLETE,
    COMPLETE,
    REFUSED,
    /** The client speaks another protocol, see {@link #other()}. */
    ANOTHER_PROTOCOL
  }

  private final ListenerContext listener;
  private final RequestHeadParser parser;
  private final List<HttpProtocol> others;
  private ContentFraming framing;
  private boolean first = true;
  private RequestRefusal refusal;
  private HttpProtocol other;

  /**
   * @param others protocols that the client may begin in instead
   */
  Http1RequestReader(
      ListenerContext listener, RequestHeadParser parser, List<HttpProtocol> others) {
    this.listener = listener;
    this.parser = parser;
    this.others = others;
  }

  /** Makes the first octets be refused, whatever they are. */
  void refuseFirst(RequestRefusal reason) {
    refusal = reason;
  }

  /** Whether no request was complete yet. */
  boolean first() {
    return first;
  }

  /** Why the last step was refused. */
  RequestRefusal refusal() {
    return refusal;
  }

  HttpProtocol other() {
    return other;
  }

  Step head(RequestHead head, ByteBuf in) {
    if (refusal != null) {
      return Step.REFUSED;
    }
    return switch (head.fill(in, listener.limits.requestLine(), listener.limits.headers())) {
      case INCOMPLETE -> Step.INCOMPLETE;
      case REFUSED -> refused(head.refusal);
      case COMPLETE -> complete(head);
    };
  }

  private Step complete(RequestHead head) {
    RequestRefusal reason = parser.parse(head);
    if (reason == null) {
      first = false;
      return Step.COMPLETE;
    }
    if (first && reason == RequestRefusal.VERSION) {
      for (HttpProtocol protocol : others) {
        if (protocol.beginsWith(head.octets, head.length)) {
          other = protocol;
          return Step.ANOTHER_PROTOCOL;
        }
      }
    }
    return refused(reason);
  }

  /** The content of that head comes next. */
  void beginContent(RequestHead head) {
    framing = new ContentFraming(head, listener.limits.headers());
  }

  Step content(Http1Exchange to, ByteBuf in) {
    RequestRefusal reason = framing.read(in, to.content());
    if (reason != null) {
      return refused(reason);
    }
    if (!framing.complete()) {
      return Step.INCOMPLETE;
    }
    framing = null;
    return Step.COMPLETE;
  }

  /** Forgets the content that is not complete. */
  void endContent() {
    framing = null;
  }

  private Step refused(RequestRefusal reason) {
    refusal = reason;
    return Step.REFUSED;
  }
}
