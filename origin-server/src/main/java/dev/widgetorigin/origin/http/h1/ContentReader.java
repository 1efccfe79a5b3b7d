package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.StallCheck;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.http.upload.UploadSpool;
import dev.widgetorigin.origin.web.RequestBody;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Takes one request's content off the connection, whichever way it is framed (RFC 9112 §6). */
final class ContentReader {
  private final ChunkDecoder chunks;
  private final UploadSpool spool;
  private final StallCheck progress;
  private final boolean inMemory;
  private final long ticks;
  private long left;
  private boolean complete;

  ContentReader(
      RequestHead head,
      UploadPolicy uploads,
      ListenerContext listener,
      Executor loop,
      Runnable resume) {
    this.chunks = head.chunked ? new ChunkDecoder(listener.limits.headers()) : null;
    this.left = head.contentLength;
    this.inMemory = uploads.inMemory();
    this.ticks = inMemory ? listener.smallBodyTicks : listener.bodyTicks;
    this.progress = new StallCheck(listener.leastContent);
    progress.reset(0);
    this.spool = new UploadSpool(uploads, listener.files, loop, resume);
  }

  /** Whether there is room for the content, as far as its length is known. */
  boolean admitted() {
    return chunks != null || spool.admits(left);
  }

  /** Null, or why the content is refused. */
  RequestRefusal read(ByteBuf in) {
    return chunks == null ? readCounted(in) : readChunked(in);
  }

  private RequestRefusal readCounted(ByteBuf in) {
    int count = (int) Math.min(left, in.readableBytes());
    left -= count;
    complete = left == 0;
    return spool.add(in, count);
  }

  private RequestRefusal readChunked(ByteBuf in) {
    int count = chunks.next(in);
    while (count > 0) {
      RequestRefusal refusal = spool.add(in, count);
      if (refusal != null) {
        return refusal;
      }
      count = chunks.next(in);
    }
    complete = count == ChunkDecoder.DONE;
    return count == ChunkDecoder.REFUSED ? chunks.refusal() : null;
  }

  boolean complete() {
    return complete;
  }

  /** How long the client has for all of it, or until it is looked at whether it is fast enough. */
  long ticks() {
    return ticks;
  }

  /** Whether the client was fast enough since it was last looked at, and may go on. */
  boolean movedOn() {
    if (spool.saturated()) {
      // It is our disk that is slow.
      progress.reset(taken());
      return true;
    }
    return !inMemory && progress.moved(taken());
  }

  long taken() {
    return spool.length();
  }

  boolean saturated() {
    return spool.saturated();
  }

  void finish(Consumer<RequestBody> then) {
    spool.finish(then);
  }

  void discard() {
    spool.discard();
  }
}
