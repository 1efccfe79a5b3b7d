package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.Bodies;
import dev.widgetorigin.origin.http.exchange.DateHeader;
import dev.widgetorigin.origin.http.exchange.FilePump;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopBuffers;
import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.http.hpack.HpackLine;
import dev.widgetorigin.origin.http.message.Statuses;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Writes replies: heads and small bodies at once, large bodies a frame of each stream in turn,
 * while windows and socket allow (RFC 9113 §5.2). Confined to the event loop.
 */
final class Http2Sender {
  /** The most that is read for one stream at once. */
  private static final int MOST_READ = 64 * 1024;

  /** With less content than that it is better to begin another record. */
  private static final int LEAST_IN_RECORD = 1024;

  private final ListenerContext listener;
  private final Channel channel;
  private final Executor tasks;
  private final DateHeader.Encoded<HpackLine[]> date;
  private final Output output;
  private final Http2FrameWriter frames;
  private final FloodGuard guard;
  private final Http2Stream.Events events;
  private final ArrayDeque<Http2Stream> ready = new ArrayDeque<>();
  private int window = Http2Stream.USUAL_WINDOW;

  Http2Sender(
      SocketConnection connection,
      DateHeader.Encoded<HpackLine[]> date,
      Output output,
      Http2FrameWriter frames,
      FloodGuard guard,
      Http2Stream.Events events) {
    this.listener = connection.listener;
    this.channel = connection.channel;
    this.tasks = connection.tasks();
    this.date = date;
    this.output = output;
    this.frames = frames;
    this.guard = guard;
    this.events = events;
  }

  // --- what the other end allows ----------------------------------------------------------------

  /** False where the window grew beyond its limit (RFC 9113 §6.9.1). */
  boolean grow(int increment) {
    if ((long) window + increment > Integer.MAX_VALUE) {
      return false;
    }
    window += increment;
    return true;
  }

  boolean grow(Http2Stream stream, int increment) {
    if ((long) stream.sendWindow + increment > Integer.MAX_VALUE) {
      return false;
    }
    stream.sendWindow += increment;
    enqueue(stream);
    return true;
  }

  // --- replies ----------------------------------------------------------------------------------

  /**
   * Queues a reply and takes over its body.
   *
   * @throws IllegalArgumentException where the reply cannot be sent; nothing is taken over then
   */
  void reply(Http2Stream stream, Reply reply) {
    Http2Head head = Http2Head.of(reply);
    Body body = reply.body();
    boolean content = stream.method != Method.HEAD && Statuses.hasContent(reply.status());
    long length = content ? body.length() : 0;
    if (content && head.contentLength >= 0 && head.contentLength != length) {
      throw new IllegalArgumentException(
          "Content-Length is " + head.contentLength + ", the body has " + length);
    }
    frames.headers(stream.id, head, date.now(), length == 0);
    stream.taken();
    if (length == 0) {
      body.release();
      events.sent(stream);
    } else if (body instanceof Body.Memory memory) {
      memory(stream, memory.bytes(), (int) length);
    } else {
      stream.rest = new ArrayDeque<>();
      Bodies.flatten(body, stream.rest);
      enqueue(stream);
    }
  }

  private void memory(Http2Stream stream, ByteBuf bytes, int length) {
    boolean allowed = length <= Math.min(window, stream.sendWindow) && ready.isEmpty();
    if (!allowed || length > Output.COPIED) {
      // Somebody else's reader index must not move.
      stream.current = bytes.duplicate();
      enqueue(stream);
      return;
    }
    take(stream, length);
    frames.data(stream.id, bytes, length, true);
    bytes.release();
    events.sent(stream);
  }

  private void take(Http2Stream stream, int length) {
    window -= length;
    stream.sendWindow -= length;
    stream.sent += length;
    guard.earn();
  }

  /** Lets the stream send when it is its turn. */
  private void enqueue(Http2Stream stream) {
    if (!stream.queued && stream.unsent() && stream.sendWindow > 0) {
      stream.queued = true;
      ready.addLast(stream);
    }
  }

  /** A stream that has ended waits for no turn, however long the window stays shut. */
  void forget(Http2Stream stream) {
    if (stream.queued) {
      stream.queued = false;
      ready.remove(stream);
    }
  }

  /** Sends content of the streams in turn. */
  private void turns() {
    while (!ready.isEmpty() && window > 0 && channel.isWritable()) {
      Http2Stream stream = ready.pollFirst();
      stream.queued = false;
      // SETTINGS may have made its window smaller since; it comes again when that grows.
      if (stream.sendWindow <= 0 || !prepare(stream)) {
        continue;
      }
      int most = Math.min(Math.min(window, stream.sendWindow), frame());
      data(stream, Math.min(most, stream.current.readableBytes()));
      enqueue(stream);
    }
  }

  /** The most content of the next DATA frame: with TLS so much that a record ends with it. */
  private int frame() {
    if (!listener.secure) {
      return Http2FrameWriter.LARGEST;
    }
    int left = output.left() - Http2FrameWriter.HEAD;
    return left < LEAST_IN_RECORD ? LoopBuffers.RECORD - Http2FrameWriter.HEAD : left;
  }

  /** Makes the next octets of content available; false where they are being read. */
  private boolean prepare(Http2Stream stream) {
    if (stream.current != null) {
      return true;
    }
    if (stream.pump != null && !stream.pump.ended()) {
      ask(stream);
      return false;
    }
    Body next = stream.rest.poll();
    if (next instanceof Body.Memory memory) {
      stream.current = memory.bytes().duplicate();
      return true;
    }
    stream.pump =
        new FilePump(
            (Body.File) next,
            listener.reads,
            tasks,
            channel.alloc(),
            listener.readBudget,
            stream.clientAddress(),
            new Pieces(stream));
    ask(stream);
    return false;
  }

  /**
   * Has no more read than the stream may send: a client that opens many streams and takes nothing
   * would otherwise have a piece of each kept in memory.
   */
  private void ask(Http2Stream stream) {
    stream.pump.request(Math.min(stream.sendWindow, MOST_READ));
  }

  private final class Pieces implements FilePump.Sink {
    private final Http2Stream stream;

    Pieces(Http2Stream stream) {
      this.stream = stream;
    }

    @Override
    public void piece(ByteBuf bytes) {
      stream.current = bytes;
      enqueue(stream);
      stream.goOn();
    }

    @Override
    public void failed(Throwable cause) {
      events.failed(stream, cause);
    }
  }

  /** One DATA frame; the last one ends the stream. */
  private void data(Http2Stream stream, int length) {
    ByteBuf content = stream.current;
    boolean drained = content.readableBytes() == length;
    boolean last =
        drained
            && (stream.rest == null || stream.rest.isEmpty())
            && (stream.pump == null || stream.pump.ended());
    take(stream, length);
    if (length <= Output.COPIED || listener.secure) {
      // One TLS record for head and content, and few parts in a gathering write.
      frames.data(stream.id, content, length, last);
      content.skipBytes(length);
      if (drained) {
        content.release();
      }
    } else {
      frames.dataHead(stream.id, length, last);
      output.writeBetween(drained ? content : content.readRetainedSlice(length));
    }
    if (drained) {
      stream.current = null;
    }
    if (last) {
      stream.rest = null;
      stream.pump = null;
      events.sent(stream);
    }
  }

  // --- the end ----------------------------------------------------------------------------------

  /** Sends what may be sent now. */
  void flush() {
    turns();
    output.flush();
  }

  /** Sends what may be sent; the answer completes when the socket has taken all of it. */
  ChannelFuture finish() {
    turns();
    return output.finish();
  }

  /** Lets go of everything that was not sent. */
  void discard() {
    output.discard();
    ready.clear();
  }
}
