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
import dev.widgetorigin.origin.web.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.List;

/**
 * One HTTP/1 connection: reads a request, has it answered, then reads the next, so replies are in
 * order and a client that sends many requests at once waits in its own socket. All replies to what
 * one read brought go out in one flush. Confined to its event loop but for the methods of {@link
 * Connection}.
 *
 * <pre>
 * HEAD -> [CONTENT] -> HANDLER -> WRITING -> HEAD …
 *   any of them -> FINISHING (flush, then shut down the output) -> LINGER (discard input) -> CLOSED
 * </pre>
 */
final class Http1Connection extends SocketConnection implements Http1Exchange.Owner {
  private enum State {
    HEAD,
    CONTENT,
    HANDLER,
    WRITING,
    FINISHING,
    LINGER,
    CLOSED
  }

  private final Http1Loop shared;
  private final List<HttpProtocol> others;
  private final Output output;
  private final Http1Writer writer;
  private final StallCheck progress;
  private State state = State.HEAD;

  /** From the first octet of a request to the last one of its reply; null between requests. */
  private Http1Exchange exchange;

  private ContentFraming framing;
  private boolean first = true;
  private boolean headTimed;
  private boolean processing;
  private boolean keepAlive;
  private boolean inputEnded;
  private RequestRefusal firstRefusal;

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
    if (over()) {
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
    if (state == State.CLOSED) {
      return;
    }
    long sent = state == State.WRITING ? writer.contentOctets() : 0;
    state = State.CLOSED;
    disarm();
    writer.discard();
    dropUnread();
    endExchange(sent);
    listener.closed(this);
  }

  /** Whether nothing more of what comes is read. */
  private boolean over() {
    return state.compareTo(State.FINISHING) >= 0;
  }

  // --- reading ----------------------------------------------------------------------------------

  private void process() {
    if (processing || state == State.CLOSED) {
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
    if (unread != null && (!unread.isReadable() || over())) {
      dropUnread();
    }
    if (inputEnded && state == State.HEAD && unread == null) {
      finish();
    }
    keepReading(unread == null);
  }

  @Override
  protected void resumed() {
    if (!processing) {
      process();
      output.flush();
    }
  }

  /** Whether reading goes on. */
  private boolean readHead() {
    if (exchange == null) {
      exchange = shared.acquire().begun(this);
    }
    if (firstRefusal != null) {
      exchange.refuse(firstRefusal);
      return false;
    }
    RequestHead head = exchange.head;
    switch (head.fill(unread, listener.limits.requestLine(), listener.limits.headers())) {
      case INCOMPLETE -> timeHead();
      case REFUSED -> exchange.refuse(head.refusal);
      case COMPLETE -> {
        headTimed = false;
        RequestRefusal refusal = shared.parser.parse(head);
        if (refusal == null) {
          begin(head);
        } else if (!first || refusal != RequestRefusal.VERSION || !goesOnOtherwise(head)) {
          exchange.refuse(refusal);
        }
      }
    }
    return !over();
  }

  /** The rest of a head has so long to come; the first head's time began with the connection. */
  private void timeHead() {
    if (!headTimed) {
      headTimed = true;
      if (!first) {
        arm(listener.headerTicks);
      }
    }
  }

  private void begin(RequestHead head) {
    first = false;
    keepAlive = head.keepAlive;
    state = State.HANDLER;
    exchange.parsed(shared.strings);
    if (head.contentLength <= 0 && !head.chunked) {
      exchange.dispatch();
    } else {
      beginContent(head);
    }
  }

  private void beginContent(RequestHead head) {
    Http1Exchange current = exchange;
    current.beginContent(head.chunked ? -1 : head.contentLength);
    if (!current.collects()) {
      return;
    }
    framing = new ContentFraming(head, listener.limits.headers());
    state = State.CONTENT;
    arm(current.contentTicks());
    if (head.expectContinue && !unread.isReadable()) {
      writer.invite();
      output.flush();
    }
  }

  /** What is here already of the content is skipped, the rest is not waited for. */
  @Override
  public void skipContent() {
    RequestHead head = exchange.head;
    if (!head.chunked && head.contentLength <= unread.readableBytes()) {
      unread.skipBytes((int) head.contentLength);
    } else {
      keepAlive = false;
    }
  }

  /** Whether reading goes on. */
  private boolean readContent() {
    RequestRefusal refusal = framing.read(unread, exchange);
    if (refusal != null) {
      exchange.refuse(refusal);
      return false;
    }
    if (framing.complete()) {
      state = State.HANDLER;
      exchange.contentEnds();
      return true;
    }
    return !exchange.saturated();
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
    begun.writeBytes(unread);
    dropUnread();
    listener.replaced(this, next);
    channel.pipeline().replace(this, null, next);
    channel.pipeline().fireChannelRead(begun);
  }

  // --- answering --------------------------------------------------------------------------------

  @Override
  public void write(Http1Exchange to, Reply reply, boolean last) {
    state = State.WRITING;
    keepAlive = keepAlive && !last && !listener.draining() && !inputEndedForGood();
    writer.write(to, reply, keepAlive);
  }

  private boolean inputEndedForGood() {
    return inputEnded && (unread == null || !unread.isReadable());
  }

  /** The last octet of a reply is queued. */
  private void written() {
    endExchange(writer.contentOctets());
    if (!keepAlive) {
      finish();
      return;
    }
    state = State.HEAD;
    progress.reset();
    arm(listener.idleTicks);
    resumed();
  }

  private void endExchange(long contentOctets) {
    Http1Exchange done = exchange;
    exchange = null;
    framing = null;
    if (done != null) {
      done.ended(contentOctets);
    }
  }

  @Override
  public void recycle(Http1Exchange done) {
    shared.release(done);
  }

  private void writeFailed(Throwable cause) {
    listener.fileFailed(cause);
    abortNow();
  }

  // --- closing ----------------------------------------------------------------------------------

  /** Sends what is queued, then ends the output and waits a little for the client to end its. */
  private void finish() {
    if (over()) {
      return;
    }
    state = State.FINISHING;
    endExchange(0);
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

  // --- time -------------------------------------------------------------------------------------

  @Override
  protected void timedOut() {
    switch (state) {
      case HEAD -> headTimedOut();
      case CONTENT -> {
        Http1Exchange current = exchange;
        if (current.checkContent()) {
          arm(current.contentTicks());
        } else {
          output.flush();
        }
      }
      case HANDLER -> arm(listener.idleTicks);
      case WRITING, FINISHING -> checkWriting();
      case LINGER, CLOSED -> abortNow();
    }
  }

  private void headTimedOut() {
    if (output.pending() > 0) {
      checkWriting();
    } else if (exchange == null) {
      cut(first ? ConnectionEvents.Cut.HEADER_TIMEOUT : ConnectionEvents.Cut.IDLE_TIMEOUT);
      finish();
    } else {
      cut(ConnectionEvents.Cut.HEADER_TIMEOUT);
      exchange.refuse(RequestRefusal.HEADER_TIMEOUT);
      output.flush();
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
