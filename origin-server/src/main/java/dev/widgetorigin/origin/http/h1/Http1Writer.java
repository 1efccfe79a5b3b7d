package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.Bodies;
import dev.widgetorigin.origin.http.exchange.FilePump;
import dev.widgetorigin.origin.http.exchange.FileSource;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.message.Statuses;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Writes HTTP/1 replies: heads and small bodies are copied, large bodies in memory are not, and
 * files go by {@code sendfile} where the connection is plain. Confined to the event loop.
 */
final class Http1Writer {
  /** So many pieces of a body are queued in one go; a few hundred microseconds of work. */
  private static final int PIECES_A_TURN = 8;

  static final int LEAST_WHOLE = Output.COPIED + 1;

  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final byte[] PROCESSING = ascii("HTTP/1.1 102 Processing\r\n\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] CR_LF = ascii("\r\n");

  private final Channel channel;
  private final Output output;
  private final Http1Loop shared;
  private final ListenerContext listener;
  private final Owner owner;
  private long contentOctets;
  private ArrayDeque<Body> unsent;

  /** The numeric address of who is sent that. */
  private String client;

  private FileSource source;
  private boolean resuming;

  /** Whose replies are written. */
  interface Owner {
    /** All of a reply is queued. */
    void written();

    /** A file of a reply could not be read. */
    void fileFailed(Throwable cause);

    /** Runs on the event loop what other threads hand over. */
    Executor tasks();
  }

  /** A writer of one connection. */
  Http1Writer(
      Channel channel, Output output, Http1Loop shared, ListenerContext listener, Owner owner) {
    this.channel = channel;
    this.output = output;
    this.shared = shared;
    this.listener = listener;
    this.owner = owner;
  }

  /**
   * Queues a reply and takes over its body.
   *
   * @throws IllegalArgumentException where the reply cannot be sent; nothing is taken over then
   */
  void write(Http1Exchange exchange, Reply reply, boolean keepAlive) {
    RequestHead request = exchange.head;
    Http1Head head = Http1Head.of(reply);
    Body body = reply.body();
    boolean content = request.method != Method.HEAD && Statuses.hasContent(reply.status());
    long length = content ? body.length() : 0;
    if (content && head.contentLength >= 0 && head.contentLength != length) {
      throw new IllegalArgumentException(
          "Content-Length is " + head.contentLength + ", the body has " + length);
    }
    contentOctets = length;
    if (keepAlive
        && request.http11
        && head.contentLength == length
        && sendWhole(exchange, head, body)) {
      return;
    }
    boolean copied = body instanceof Body.Memory && length <= Output.COPIED;
    ByteBuf to = output.room(head.octets.length + 128 + (copied ? (int) length : 0));
    exchange.taken();
    to.writeBytes(head.octets);
    if (content && head.contentLength < 0) {
      to.writeCharSequence("Content-Length: " + length + "\r\n", StandardCharsets.US_ASCII);
    }
    if (!keepAlive) {
      to.writeBytes(CLOSE);
    } else if (!request.http11) {
      to.writeBytes(KEEP_ALIVE);
    }
    to.writeBytes(shared.date.now()).writeBytes(CR_LF);
    writeBody(exchange, to, body, length, copied);
  }

  /**
   * @param copied whether there is room for it behind the head
   */
  private void writeBody(
      Http1Exchange exchange, ByteBuf to, Body body, long length, boolean copied) {
    if (length == 0) {
      body.release();
      owner.written();
    } else if (copied) {
      ByteBuf bytes = ((Body.Memory) body).bytes();
      to.writeBytes(bytes, bytes.readerIndex(), (int) length);
      bytes.release();
      owner.written();
    } else {
      large(exchange, body);
    }
  }

  /** Sends a hot answer from the buffer that holds all of it; false where there is none. */
  private boolean sendWhole(Http1Exchange exchange, Http1Head head, Body body) {
    if (!(body instanceof Body.Memory memory)
        || memory.length() < LEAST_WHOLE
        || memory.length() > largestWhole()) {
      return false;
    }
    ByteBuf whole = shared.hot.find(head, memory, shared.date.now(), channel.alloc());
    if (whole == null) {
      return false;
    }
    exchange.taken();
    output.write(whole, whole.readableBytes());
    body.release();
    owner.written();
    return true;
  }

  /** Encrypted, each connection would have a copy of its own; see {@link #inPieces}. */
  private int largestWhole() {
    return listener.secure ? MemoryPieces.PIECE : HotAnswers.LARGEST;
  }

  private void large(Http1Exchange exchange, Body body) {
    if (body instanceof Body.Memory memory && !inPieces(memory)) {
      queue(memory.bytes());
      owner.written();
      return;
    }
    client = exchange.clientAddress();
    unsent = new ArrayDeque<>();
    Bodies.flatten(body, unsent);
    resume();
  }

  /**
   * TLS makes a copy of each octet, and so does a socket of what is on the heap: a slow client must
   * not keep a copy of a whole document in direct memory, nor the loop wait for that.
   */
  private boolean inPieces(Body.Memory memory) {
    return listener.secure || (!memory.bytes().isDirect() && memory.length() > MemoryPieces.PIECE);
  }

  /** Goes on with a body that is sent piece by piece, while socket and disk allow. */
  void resume() {
    if (resuming || unsent == null) {
      return;
    }
    resuming = true;
    int left = PIECES_A_TURN;
    boolean going = true;
    try {
      while (going && unsent != null) {
        going = left-- > 0 && advance();
      }
    } finally {
      resuming = false;
    }
    if (left < 0 && unsent != null) {
      // A client that takes as fast as can be sent leaves the loop to others now and then.
      owner.tasks().execute(this::resume);
    }
  }

  /** Queues one more piece; false where something has to be waited for. */
  private boolean advance() {
    if (source != null && !source.ended()) {
      return channel.isWritable() && source.request();
    }
    source = null;
    Body next = unsent.poll();
    if (next == null) {
      unsent = null;
      owner.written();
    } else if (next instanceof Body.Memory memory && inPieces(memory)) {
      source = new MemoryPieces(memory.bytes(), this::piece);
    } else if (next instanceof Body.Memory memory) {
      queue(memory.bytes());
    } else if (listener.sendsFiles) {
      source = new FileRegions((Body.File) next, listener.reads, owner.tasks(), new Regions());
    } else {
      source =
          new FilePump(
              (Body.File) next,
              listener.reads,
              owner.tasks(),
              channel.alloc(),
              listener.readBudget,
              client,
              new Pieces());
    }
    return true;
  }

  private void piece(ByteBuf piece) {
    output.write(piece, piece.readableBytes());
    output.flush();
  }

  private final class Regions implements FileRegions.Sink {
    @Override
    public void region(DefaultFileRegion region, long length, boolean later) {
      output.write(region, length);
      output.flush();
      if (later) {
        resume();
      }
    }

    @Override
    public void failed(Throwable cause) {
      owner.fileFailed(cause);
    }
  }

  private final class Pieces implements FilePump.Sink {
    @Override
    public void piece(ByteBuf bytes) {
      output.write(bytes, bytes.readableBytes());
      output.flush();
      resume();
    }

    @Override
    public void failed(Throwable cause) {
      owner.fileFailed(cause);
    }
  }

  private void queue(ByteBuf bytes) {
    // Somebody else's reader index must not move.
    output.write(bytes.duplicate(), bytes.readableBytes());
  }

  /** Says that the content is awaited (RFC 9110 §10.1.1). */
  void invite() {
    output.room(CONTINUE.length).writeBytes(CONTINUE);
  }

  /** Says that the answer will come (RFC 2518 §10.1). */
  void processing() {
    output.room(PROCESSING.length).writeBytes(PROCESSING);
  }

  /** Octets of content that the last reply has. */
  long contentOctets() {
    return contentOctets;
  }

  /** Lets go of everything that was not sent. */
  void discard() {
    output.discard();
    if (source != null) {
      source.close();
      source = null;
    }
    if (unsent != null) {
      unsent.forEach(Body::release);
      unsent = null;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
