package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.upload.IncomingContent;
import io.netty.buffer.ByteBuf;

/** Finds one request's content among a connection's octets, however it is framed (RFC 9112 §6). */
final class ContentFraming {
  /** Null where the length was declared. */
  private final ChunkDecoder chunks;

  private long left;
  private boolean complete;

  /**
   * @param trailerLimit the most octets of trailer fields
   */
  ContentFraming(RequestHead head, int trailerLimit) {
    this.chunks = head.chunked ? new ChunkDecoder(trailerLimit) : null;
    this.left = head.contentLength;
  }

  /** Adds what is there to the content; null, or why that is refused. */
  RequestRefusal read(ByteBuf in, IncomingContent to) {
    return chunks == null ? readCounted(in, to) : readChunked(in, to);
  }

  private RequestRefusal readCounted(ByteBuf in, IncomingContent to) {
    int count = (int) Math.min(left, in.readableBytes());
    left -= count;
    complete = left == 0;
    return to.add(in, count);
  }

  private RequestRefusal readChunked(ByteBuf in, IncomingContent to) {
    int count = chunks.next(in);
    while (count > 0) {
      RequestRefusal refusal = to.add(in, count);
      if (refusal != null) {
        return refusal;
      }
      count = chunks.next(in);
    }
    complete = count == ChunkDecoder.DONE;
    return count == ChunkDecoder.REFUSED ? chunks.refusal() : null;
  }

  /** Whether the last octet was there. */
  boolean complete() {
    return complete;
  }
}
