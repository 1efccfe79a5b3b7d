package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.message.Syntax;
import io.netty.buffer.ByteBuf;

/**
 * Finds the content in chunked framing, one octet of framing at a time (RFC 9112 §7.1).
 *
 * <pre>
 * 5;name=value CRLF hello CRLF 0 CRLF *( trailer: value CRLF ) CRLF
 * </pre>
 */
final class ChunkDecoder {
  static final int NEED_MORE = 0;
  static final int DONE = -1;
  static final int REFUSED = -2;

  private static final int MOST_EXTENSION_OCTETS = 4096;
  private static final int MOST_DIGITS = 15;

  private enum State {
    SIZE,
    BLANK,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    LINE,
    NAME,
    VALUE,
    LINE_LF,
    END_LF,
    ENDED
  }

  private final int trailerLimit;
  private State state = State.SIZE;
  private long left;
  private int digits;
  private int extensionOctets;
  private int trailerOctets;
  private RequestRefusal refusal;

  ChunkDecoder(int trailerLimit) {
    this.trailerLimit = trailerLimit;
  }

  RequestRefusal refusal() {
    return refusal;
  }

  /**
   * Skips framing. A positive answer is a number of content octets at the reader index, which the
   * caller takes before it calls again; otherwise one of the constants.
   */
  int next(ByteBuf in) {
    while (in.isReadable()) {
      if (state == State.DATA) {
        int taken = (int) Math.min(left, in.readableBytes());
        left -= taken;
        if (left == 0) {
          state = State.DATA_CR;
        }
        return taken;
      }
      if (state == State.ENDED) {
        return DONE;
      }
      refusal = step(in.readByte());
      if (refusal != null) {
        return REFUSED;
      }
    }
    return state == State.ENDED ? DONE : NEED_MORE;
  }

  private RequestRefusal step(byte octet) {
    return switch (state) {
      case SIZE -> size(octet);
      case BLANK -> blank(octet);
      case EXTENSION -> extension(octet);
      case SIZE_LF -> lineFeed(octet, left > 0 ? State.DATA : State.LINE);
      case DATA_CR -> octet == '\r' ? to(State.DATA_LF) : RequestRefusal.CHUNK;
      case DATA_LF -> {
        digits = 0;
        yield lineFeed(octet, State.SIZE);
      }
      case LINE, NAME, VALUE, LINE_LF, END_LF -> trailer(octet);
      case DATA, ENDED -> throw new IllegalStateException();
    };
  }

  private RequestRefusal size(byte octet) {
    int digit = Syntax.hex(octet);
    if (digit >= 0) {
      left = (left << 4) | digit;
      return ++digits > MOST_DIGITS ? RequestRefusal.CHUNK : null;
    }
    return digits == 0 ? RequestRefusal.CHUNK : afterSize(octet);
  }

  private RequestRefusal afterSize(byte octet) {
    if (octet == '\r') {
      return to(State.SIZE_LF);
    }
    if (octet == ';') {
      return to(State.EXTENSION);
    }
    return octet == ' ' || octet == '\t' ? to(State.BLANK) : RequestRefusal.CHUNK;
  }

  /** Bad whitespace before an extension is to be borne (RFC 9112 §7.1.1), nowhere else. */
  private RequestRefusal blank(byte octet) {
    if (octet == ';') {
      return to(State.EXTENSION);
    }
    return octet == ' ' || octet == '\t' ? countExtension() : RequestRefusal.CHUNK;
  }

  private RequestRefusal extension(byte octet) {
    if (octet == '\r') {
      return to(State.SIZE_LF);
    }
    return Syntax.fieldValue(octet) ? countExtension() : RequestRefusal.CHUNK;
  }

  private RequestRefusal countExtension() {
    return ++extensionOctets > MOST_EXTENSION_OCTETS ? RequestRefusal.CHUNK_OVERHEAD : null;
  }

  private RequestRefusal trailer(byte octet) {
    if (++trailerOctets > trailerLimit) {
      return RequestRefusal.TRAILERS;
    }
    return switch (state) {
      case LINE -> {
        if (octet == '\r') {
          yield to(State.END_LF);
        }
        yield Syntax.tokenLower(octet) != 0 ? to(State.NAME) : RequestRefusal.FIELD_NAME;
      }
      case NAME -> {
        if (octet == ':') {
          yield to(State.VALUE);
        }
        yield Syntax.tokenLower(octet) != 0 ? null : RequestRefusal.FIELD_NAME;
      }
      case VALUE -> {
        if (octet == '\r') {
          yield to(State.LINE_LF);
        }
        yield Syntax.fieldValue(octet) ? null : RequestRefusal.FIELD_VALUE;
      }
      case LINE_LF -> lineFeed(octet, State.LINE);
      default -> lineFeed(octet, State.ENDED);
    };
  }

  private RequestRefusal lineFeed(byte octet, State then) {
    return octet == '\n' ? to(then) : RequestRefusal.CHUNK;
  }

  private RequestRefusal to(State next) {
    state = next;
    return null;
  }
}
