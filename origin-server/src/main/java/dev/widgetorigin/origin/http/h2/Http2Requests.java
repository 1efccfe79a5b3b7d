package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.http.upload.UploadSpool;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.RequestBody;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one HTTP/2 connection, from their complete head over their content to the handler
 * and back. Confined to the connection's event loop.
 */
final class Http2Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Requests.class);
  private static final byte[] CONTINUE = new HpackEncoder().status(100).octets();

  private final ListenerContext listener;
  private final LoopState loop;
  private final Http2Loop shared;
  private final Http2Connection connection;
  private final Http2Frames frames;
  private final Http2Writer writer;
  private int inHandlers;
  private long received;

  Http2Requests(Http2Connection connection, Http2Frames frames, Http2Writer writer) {
    this.listener = connection.listener;
    this.loop = connection.loop;
    this.shared = connection.shared;
    this.connection = connection;
    this.frames = frames;
    this.writer = writer;
  }

  /** Handlers that were called and have not answered, those of streams that were reset included. */
  int inHandlers() {
    return inHandlers;
  }

  /** Octets of content received so far. */
  long received() {
    return received;
  }

  // --- content ----------------------------------------------------------------------------------

  /** Takes a request whose content is yet to come. */
  void beginContent(Http2Stream stream) {
    stream.withContent = true;
    Reply early = listener.uploads.gate().apply(stream);
    if (early != null) {
      answer(stream, early);
      return;
    }
    UploadPolicy uploads = listener.uploads.of(stream);
    if (uploads.unread()) {
      dispatch(stream);
      return;
    }
    if (stream.declaredLength > uploads.maxBytes()) {
      refuse(stream, RequestRefusal.CONTENT_TOO_LARGE);
      return;
    }
    Runnable goOn =
        () -> {
          acknowledge(stream);
          connection.resumed();
        };
    UploadSpool upload = new UploadSpool(uploads, listener.files, connection.tasks(), goOn);
    if (!upload.admits(stream.declaredLength)) {
      refuse(stream, RequestRefusal.UPLOADS_BUSY);
      return;
    }
    stream.upload = upload;
    stream.contentSeen = 0;
    stream.contentDue =
        loop.timers.now() + (uploads.inMemory() ? listener.smallBodyTicks : listener.bodyTicks);
    if (stream.expectContinue) {
      frames.informational(stream.id, CONTINUE);
    }
  }

  /** Takes content; null, or the stream error that it is. */
  Http2Error content(Http2Stream stream, ByteBuf in, int length, boolean ends) {
    if (stream.upload == null) {
      // Refused already; the reply is on its way and the rest is thrown away.
      stream.remoteClosed |= ends;
      return null;
    }
    received += length;
    RequestRefusal refusal = length == 0 ? null : stream.upload.add(in, length);
    if (refusal != null) {
      stream.upload.discard();
      stream.upload = null;
      stream.remoteClosed |= ends;
      refuse(stream, refusal);
      return null;
    }
    if (ends) {
      return contentEnds(stream);
    }
    if (!stream.upload.saturated()) {
      acknowledge(stream);
    }
    return null;
  }

  /** Refuses the stream's content where too little of it has come since the last look. */
  void checkContent(Http2Stream stream, long now) {
    long taken = stream.upload.length();
    boolean ours = stream.upload.saturated();
    if (stream.upload.inMemory() || (!ours && taken - stream.contentSeen < listener.leastContent)) {
      connection.cut(ConnectionEvents.Cut.BODY_TIMEOUT);
      stream.upload.discard();
      stream.upload = null;
      refuse(stream, RequestRefusal.BODY_TIMEOUT);
      connection.resumed();
      return;
    }
    stream.contentSeen = taken;
    stream.contentDue = now + listener.bodyTicks;
  }

  /** Gives the stream's window back. */
  private void acknowledge(Http2Stream stream) {
    if (stream.unacknowledged > 0 && !stream.closed && !stream.remoteClosed) {
      frames.windowUpdate(stream.id, stream.unacknowledged);
      stream.unacknowledged = 0;
    }
  }

  /** The last of the content has come; null, or the stream error that it is. */
  Http2Error contentEnds(Http2Stream stream) {
    stream.remoteClosed = true;
    if (stream.upload == null) {
      return null;
    }
    if (stream.declaredLength >= 0 && stream.declaredLength != stream.upload.length()) {
      return Http2Error.PROTOCOL_ERROR;
    }
    stream.upload.finish(body -> contentComplete(stream, body));
    return null;
  }

  private void contentComplete(Http2Stream stream, RequestBody body) {
    stream.upload = null;
    if (stream.closed) {
      UploadSpool.release(body);
    } else if (body == null) {
      refuse(stream, RequestRefusal.UPLOAD_FAILED);
    } else {
      stream.body(body);
      dispatch(stream);
    }
    connection.resumed();
  }

  // --- answering --------------------------------------------------------------------------------

  void dispatch(Http2Stream stream) {
    inHandlers++;
    try {
      listener.handler.handle(stream, stream);
    } catch (RuntimeException | Error e) {
      LOG.error("handler failed", e);
      if (!stream.answered) {
        reply(stream, problem(RequestRefusal.failure(e)));
      }
    }
    if (stream.closed && stream.answered && !stream.queued && !stream.withContent) {
      shared.release(stream);
    }
  }

  private Reply problem(Problem problem) {
    return listener.problems.apply(problem);
  }

  /** Answers what is wrong with the request. */
  void refuse(Http2Stream stream, RequestRefusal refusal) {
    listener.events.refused(refusal.status());
    answer(stream, problem(refusal.problem()));
  }

  /** Takes the handler's reply. */
  void reply(Http2Stream stream, Reply reply) {
    if (stream.answered) {
      LOG.error("a second reply to one request was thrown away");
      reply.body().release();
      return;
    }
    inHandlers--;
    if (stream.closed) {
      stream.answered = true;
      reply.body().release();
      stream.releaseBody();
      return;
    }
    answer(stream, reply);
  }

  private void answer(Http2Stream stream, Reply reply) {
    stream.answered = true;
    stream.reply = reply;
    try {
      writer.reply(stream, reply);
    } catch (IllegalArgumentException e) {
      LOG.error("a reply could not be sent", e);
      reply.body().release();
      stream.reply = problem(RequestRefusal.failure(e));
      writer.reply(stream, stream.reply);
    }
  }
}
