package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.Connection;
import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.exchange.HttpProtocol;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.http.exchange.StallCheck;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.http.upload.UploadSpool;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1 connection: reads a request, has it answered, then reads the next, so replies are in
 * order and a client that sends many requests at once waits in its own socket. All replies to what
 * one read brought go out in one flush. Confined to its event loop but for the methods of {@link
 * Connection} and {@link #send}.
 *
 * <pre>
 * HEAD -> [CONTENT] -> HANDLER -> [WRITING] -> HEAD …
 *   any of them -> FINISHING (flush, then shut down the output) -> LINGER (discard input) -> CLOSED
 * </pre>
 */
final class Http1Connection extends SocketConnection {
  private enum State {
    HEAD,
    CONTENT,
    HANDLER,
    WRITING,
    FINISHING,
    LINGER,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Http1Loop shared;
  private final List<HttpProtocol> others;
  private final Output output;
  private final Http1Writer writer;
  private final StallCheck progress;
  private State state = State.HEAD;
  private Http1Exchange exchange;
  private ContentReader content;
  private boolean first = true;
  private boolean headTimed;
  private boolean processing;
  private boolean inHandler;
  private boolean keepAlive;
  private boolean inputEnded;
  private RequestRefusal firstRefusal;
  private Reply answer;
  private long requestNanos;

  /**
   * @param others protocols that the client may go on in
   */
  Http1Connection(
      ListenerContext listener, Channel channel, LoopState loop, List<HttpProtocol> others) {
    super(listener, channel, loop);
    this.others = others;
    this.shared = Http1Loop.of(loop);
    this.output = new Output(channel, 0);
    this.progress = new StallCheck(listener.leastAnswer);
    this.writer =
        new Http1Writer(
            channel, output, shared.date, listener, tasks(), this::written, this::writeFailed);
  }

  // --- channel events ---------------------------------------------------------------------------

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    loop.date.refresh();
    arm(listener.headerTicks);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (state.compareTo(State.FINISHING) >= 0) {
      discard(in);
      return;
    }
    collect(in);
    process();
  }

  /** Makes this connection answer whatever comes with that. */
  void refuseFirst(RequestRefusal refusal) {
    firstRefusal = refusal;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    output.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      writer.resume();
      process();
      output.flush();
      if (state == State.HEAD && exchange == null) {
        arm(listener.idleTicks);
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      switch (state) {
        // A client may close its half after its last request and still wait for the answer.
        case HEAD -> {
          if (unread == null) {
            finish();
          }
        }
        case CONTENT -> finish();
        case LINGER -> abortNow();
        default -> {}
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed();
  }

  private void closed() {
    if (state == State.CLOSED) {
      return;
    }
    boolean answerAwaited = state == State.HANDLER;
    if (state == State.WRITING) {
      observe(exchange);
    }
    state = State.CLOSED;
    disarm();
    writer.discard();
    dropUnread();
    dropContent();
    if (exchange != null && !answerAwaited) {
      exchange.end();
      exchange = null;
    }
    listener.closed(this);
  }

  // --- reading ----------------------------------------------------------------------------------

  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    boolean going = true;
    while (going && unread != null && unread.isReadable() && channel.isWritable()) {
      going =
          switch (state) {
            case HEAD -> readHead();
            case CONTENT -> readContent();
            default -> false;
          };
    }
    processing = false;
    if (unread != null && (!unread.isReadable() || state.compareTo(State.FINISHING) >= 0)) {
      dropUnread();
    }
    if (inputEnded && state == State.HEAD && unread == null) {
      finish();
    }
    keepReading(unread == null);
  }

  private boolean readHead() {
    if (exchange == null) {
      exchange = shared.acquire(this);
    }
    if (firstRefusal != null) {
      refuse(firstRefusal);
      return false;
    }
    RequestHead head = exchange.head;
    switch (head.fill(unread, listener.limits.requestLine(), listener.limits.headers())) {
      case INCOMPLETE -> {
        if (!headTimed) {
          headTimed = true;
          if (!first) {
            arm(listener.headerTicks);
          }
        }
      }
      case REFUSED -> refuse(head.refusal);
      case COMPLETE -> {
        headTimed = false;
        RequestRefusal refusal = shared.parser.parse(head);
        if (refusal == null) {
          begin(head);
        } else if (!first || refusal != RequestRefusal.VERSION || !goesOnOtherwise(head)) {
          refuse(refusal);
        }
      }
    }
    return state.compareTo(State.FINISHING) < 0;
  }

  private void begin(RequestHead head) {
    first = false;
    keepAlive = head.keepAlive;
    exchange.parsed(shared.strings);
    requestNanos = listener.nanos.getAsLong();
    if (head.contentLength <= 0 && !head.chunked) {
      dispatch();
    } else {
      beginContent(head);
    }
  }

  /** Hands over to another protocol, where the head is how that begins. */
  private boolean goesOnOtherwise(RequestHead head) {
    for (HttpProtocol protocol : others) {
      if (protocol.beginsWith(head.octets, head.length)) {
        ByteBuf begun = channel.alloc().buffer().writeBytes(head.octets, 0, head.length);
        become(protocol.connect(listener, channel, loop), begun);
        return true;
      }
    }
    return false;
  }

  private void become(SocketConnection next, ByteBuf begun) {
    output.flush();
    disarm();
    shared.release(exchange);
    exchange = null;
    state = State.CLOSED;
    if (unread != null) {
      begun.writeBytes(unread);
      dropUnread();
    }
    listener.replaced(this, next);
    channel.pipeline().replace(this, null, next);
    channel.pipeline().fireChannelRead(begun);
  }

  private void beginContent(RequestHead head) {
    Reply early = listener.uploads.gate().apply(exchange);
    if (early != null) {
      keepAlive = false;
      state = State.HANDLER;
      reply(exchange, early);
      return;
    }
    UploadPolicy uploads = listener.uploads.of(exchange);
    if (uploads.unread()) {
      answerFromHead(head);
      return;
    }
    if (head.contentLength > uploads.maxBytes()) {
      refuse(RequestRefusal.CONTENT_TOO_LARGE);
      return;
    }
    ContentReader reader =
        new ContentReader(head, uploads, listener, tasks(), this::contentResumed);
    if (!reader.admitted()) {
      refuse(RequestRefusal.UPLOADS_BUSY);
      return;
    }
    content = reader;
    state = State.CONTENT;
    arm(content.ticks());
    if (head.expectContinue && !unread.isReadable()) {
      writer.raw(CONTINUE);
      output.flush();
    }
  }

  /** Nobody reads the content: what is here already is skipped, the rest is not waited for. */
  private void answerFromHead(RequestHead head) {
    if (!head.chunked && head.contentLength <= unread.readableBytes()) {
      unread.skipBytes((int) head.contentLength);
    } else {
      keepAlive = false;
    }
    dispatch();
  }

  /** Whether reading goes on. */
  private boolean readContent() {
    RequestRefusal refusal = content.read(unread);
    if (refusal != null) {
      refuse(refusal);
      return false;
    }
    if (content.complete()) {
      ContentReader complete = content;
      state = State.HANDLER;
      complete.finish(this::contentComplete);
      return true;
    }
    return !content.saturated();
  }

  private void contentResumed() {
    if (state == State.CONTENT) {
      process();
      output.flush();
    }
  }

  private void contentComplete(RequestBody body) {
    if (state == State.CLOSED) {
      UploadSpool.release(body);
      return;
    }
    content = null;
    if (body == null) {
      refuse(RequestRefusal.UPLOAD_FAILED);
    } else {
      exchange.body(body);
      dispatch();
    }
    if (!processing) {
      process();
      output.flush();
    }
  }

  // --- answering --------------------------------------------------------------------------------

  private void dispatch() {
    state = State.HANDLER;
    Http1Exchange current = exchange;
    inHandler = true;
    try {
      listener.handler.handle(current, current);
    } catch (RuntimeException | Error e) {
      LOG.error("handler failed", e);
      if (exchange == current && state == State.HANDLER) {
        fail(current, e);
      }
    }
    inHandler = false;
    if (exchange != current) {
      shared.release(current);
    }
  }

  /** Takes a reply from any thread. */
  void send(Http1Exchange to, Reply reply) {
    if (loop.loop.inEventLoop()) {
      reply(to, reply);
      return;
    }
    try {
      loop.loop.execute(() -> guarded(() -> reply(to, reply)));
    } catch (RejectedExecutionException e) {
      tooLate(reply);
    }
  }

  private void reply(Http1Exchange to, Reply reply) {
    if (to != exchange || state != State.HANDLER) {
      if (state != State.CLOSED) {
        LOG.error("a second reply to one request was thrown away");
      }
      tooLate(reply);
      if (state == State.CLOSED && to == exchange) {
        exchange.end();
        exchange = null;
      }
      return;
    }
    try {
      boolean persistent = keepAlive && !listener.draining() && !inputEndedForGood();
      keepAlive = persistent;
      write(to, reply);
    } catch (IllegalArgumentException | OutOfMemoryError e) {
      if (writer.taken()) {
        throw e;
      }
      LOG.error("a reply could not be sent", e);
      tooLate(reply);
      fail(to, e);
    }
  }

  private boolean inputEndedForGood() {
    return inputEnded && (unread == null || !unread.isReadable());
  }

  /** The last octet of a reply is queued. */
  private void written() {
    Http1Exchange done = exchange;
    observe(done);
    exchange = null;
    if (!inHandler) {
      // Somebody may still look at it, work that was given up for one: never use it again.
      done.endContent();
    }
    if (!keepAlive) {
      finish();
      return;
    }
    state = State.HEAD;
    progress.reset();
    arm(listener.idleTicks);
    if (!processing) {
      process();
      output.flush();
    }
  }

  private void observe(Http1Exchange done) {
    Reply reply = answer;
    answer = null;
    long bytes = writer.contentOctets();
    if (done.path() == null) {
      listener.observed(null, reply, bytes, 0);
    } else {
      listener.observed(done, reply, bytes, listener.nanos.getAsLong() - requestNanos);
    }
  }

  private void writeFailed(Throwable cause) {
    LOG.error("a reply's file could not be read", cause);
    abortNow();
  }

  private void write(Http1Exchange to, Reply reply) {
    state = State.WRITING;
    answer = reply;
    writer.write(to.head, reply, keepAlive);
  }

  private void fail(Http1Exchange to, Throwable thrown) {
    keepAlive = false;
    write(to, problem(RequestRefusal.failure(thrown)));
  }

  private Reply problem(Problem problem) {
    return listener.problems.apply(problem);
  }

  /** Answers what is wrong with the request and closes. */
  private void refuse(RequestRefusal refusal) {
    listener.events.refused(refusal.status());
    dropContent();
    keepAlive = false;
    write(exchange, problem(refusal.problem()));
  }

  static void tooLate(Reply reply) {
    reply.body().release();
  }

  // --- closing ----------------------------------------------------------------------------------

  /** Sends what is queued, then ends the output and waits a little for the client to end its. */
  private void finish() {
    if (state.compareTo(State.FINISHING) >= 0) {
      return;
    }
    state = State.FINISHING;
    if (exchange != null) {
      exchange.end();
      exchange = null;
    }
    dropContent();
    progress.reset();
    arm(listener.idleTicks);
    output.finish().addListener(done -> flushed());
  }

  private void flushed() {
    if (state != State.FINISHING) {
      return;
    }
    state = State.LINGER;
    if (inputEnded) {
      abortNow();
    } else {
      linger();
    }
  }

  @Override
  public void drain() {
    run(
        () -> {
          if (state == State.HEAD && exchange == null && unread == null) {
            finish();
          }
        });
  }

  private void dropContent() {
    if (content != null) {
      content.discard();
      content = null;
    }
  }

  // --- time -------------------------------------------------------------------------------------

  @Override
  protected void timedOut() {
    switch (state) {
      case HEAD -> {
        if (output.pending() > 0) {
          checkWriting();
        } else if (exchange == null) {
          cut(first ? ConnectionEvents.Cut.HEADER_TIMEOUT : ConnectionEvents.Cut.IDLE_TIMEOUT);
          finish();
        } else {
          cut(ConnectionEvents.Cut.HEADER_TIMEOUT);
          refuse(RequestRefusal.HEADER_TIMEOUT);
          output.flush();
        }
      }
      case CONTENT -> {
        if (content.movedOn()) {
          arm(content.ticks());
        } else {
          cut(ConnectionEvents.Cut.BODY_TIMEOUT);
          refuse(RequestRefusal.BODY_TIMEOUT);
          output.flush();
        }
      }
      case HANDLER -> arm(listener.idleTicks);
      case WRITING, FINISHING -> checkWriting();
      case LINGER, CLOSED -> abortNow();
    }
  }

  /** Cuts a client that does not read what it asked for. */
  private void checkWriting() {
    // Where nothing waits for the socket, it is not the client that keeps the answer.
    if (output.pending() > 0 && !progress.moved(output.flushed())) {
      cut(ConnectionEvents.Cut.WRITE_TIMEOUT);
      abortNow();
      return;
    }
    arm(listener.idleTicks);
  }
}
