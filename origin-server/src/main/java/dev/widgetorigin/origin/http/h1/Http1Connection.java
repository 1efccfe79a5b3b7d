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
 * Connection}. {@link Http1State} shows its states.
 */
final class Http1Connection extends SocketConnection
    implements Http1Exchange.Owner, Http1Writer.Owner {
  private final Http1Loop shared;
  private final Http1RequestReader reader;
  private final Output output;
  private final Http1Writer writer;
  private final StallCheck progress;
  private Http1State state = Http1State.HEAD;

  /** From the first octet of a request to the last one of its reply; null between requests. */
  private Http1Exchange exchange;

  private boolean headTimed;
  private boolean processing;
  private boolean keepAlive;
  private boolean inputEnded;

  /**
   * @param others protocols that the client may go on in
   */
  Http1Connection(
      ListenerContext listener, Channel channel, LoopState loop, List<HttpProtocol> others) {
    super(listener, channel, loop);
    this.shared = Http1Loop.of(loop);
    this.reader = new Http1RequestReader(listener, shared.parser, others);
    this.output = listener.secure ? Output.ofEncrypted(channel) : Output.ofPlain(channel);
    this.progress = new StallCheck(listener.leastAnswer);
    this.writer = new Http1Writer(channel, output, shared, listener, this);
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
    if (state.over()) {
      discard(in);
      return;
    }
    collect(in);
    process();
  }

  /** Makes this connection answer whatever comes with that. */
  void refuseFirst(RequestRefusal refusal) {
    reader.refuseFirst(refusal);
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
      if (state == Http1State.HEAD && exchange == null) {
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
    if (state == Http1State.CLOSED) {
      return;
    }
    long sent = state == Http1State.WRITING ? writer.contentOctets() : 0;
    state = Http1State.CLOSED;
    disarm();
    writer.discard();
    dropUnread();
    endExchange(sent);
    listener.closed(this);
  }

  // --- reading ----------------------------------------------------------------------------------

  private void process() {
    if (processing || state == Http1State.CLOSED) {
      return;
    }
    processing = true;
    loop.look();
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
    if (unread != null && (!unread.isReadable() || state.over())) {
      dropUnread();
    }
    if (inputEnded && state == Http1State.HEAD && unread == null) {
      finish();
    }
    keepReading(unread == null && !saturated());
  }

  /** Whether content comes faster than it is stored; what is taken then piles up in memory. */
  private boolean saturated() {
    return state == Http1State.CONTENT && exchange.content().saturated();
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
    switch (reader.head(exchange.head, unread)) {
      case INCOMPLETE -> timeHead();
      case REFUSED -> exchange.refuse(reader.refusal());
      case COMPLETE -> begin(exchange.head);
      case ANOTHER_PROTOCOL -> become(reader.other());
    }
    return !state.over();
  }

  /** The rest of a head has so long to come; the first head's time began with the connection. */
  private void timeHead() {
    if (!headTimed) {
      headTimed = true;
      if (!reader.first()) {
        arm(listener.headerTicks);
      }
    }
  }

  private void begin(RequestHead head) {
    headTimed = false;
    keepAlive = head.keepAlive;
    state = Http1State.HANDLER;
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
    reader.beginContent(head);
    state = Http1State.CONTENT;
    arm(current.content().ticks());
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
    Http1Exchange current = exchange;
    switch (reader.content(current, unread)) {
      case COMPLETE -> {
        state = Http1State.HANDLER;
        waitForHandler();
        current.contentEnds();
        return true;
      }
      case INCOMPLETE -> {
        return !saturated();
      }
      default -> {
        current.refuse(reader.refusal());
        return false;
      }
    }
  }

  /** The client goes on in another protocol, which began with the head that was read. */
  private void become(HttpProtocol protocol) {
    RequestHead head = exchange.head;
    ByteBuf begun = channel.alloc().buffer().writeBytes(head.octets, 0, head.length);
    output.flush();
    state = Http1State.CLOSED;
    shared.release(exchange);
    exchange = null;
    handOver(protocol.connect(listener, channel, loop), begun);
  }

  // --- answering --------------------------------------------------------------------------------

  @Override
  public void write(Http1Exchange to, Reply reply, boolean last) {
    state = Http1State.WRITING;
    keepAlive = keepAlive && !last && !listener.draining() && !inputEndedForGood();
    writer.write(to, reply, keepAlive);
    if (state == Http1State.WRITING) {
      // It goes on piece by piece; what was timed until now was the request.
      arm(listener.idleTicks);
    }
  }

  private boolean inputEndedForGood() {
    return inputEnded && (unread == null || !unread.isReadable());
  }

  @Override
  public void written() {
    endExchange(writer.contentOctets());
    if (!keepAlive) {
      finish();
      return;
    }
    state = Http1State.HEAD;
    progress.reset();
    arm(listener.idleTicks);
    resumed();
  }

  private void endExchange(long contentOctets) {
    Http1Exchange done = exchange;
    exchange = null;
    reader.endContent();
    if (done != null) {
      done.ended(contentOctets);
    }
  }

  @Override
  public void recycle(Http1Exchange done) {
    shared.release(done);
  }

  @Override
  public void fileFailed(Throwable cause) {
    listener.fileFailed(cause);
    abortNow();
  }

  // --- closing ----------------------------------------------------------------------------------

  /** Sends what is queued, then ends the output and waits a little for the client to end its. */
  private void finish() {
    if (state.over()) {
      return;
    }
    state = Http1State.FINISHING;
    endExchange(0);
    progress.reset();
    arm(listener.idleTicks);
    output.finish().addListener(done -> flushed());
  }

  private void flushed() {
    if (state != Http1State.FINISHING) {
      return;
    }
    state = Http1State.LINGER;
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
          if (state != Http1State.HEAD || exchange != null || unread != null) {
            return;
          }
          if (reader.first()) {
            arm(listener.firstTicks);
          } else {
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
          arm(current.content().ticks());
        } else {
          output.flush();
        }
      }
      case HANDLER -> {
        if (toldOfWork() && output.pending() == 0) {
          writer.processing();
          output.flush();
        }
        waitForHandler();
      }
      case WRITING, FINISHING -> checkWriting();
      case LINGER, CLOSED -> abortNow();
    }
  }

  private void waitForHandler() {
    arm(toldOfWork() ? exchange.processingTicks() : listener.idleTicks);
  }

  private boolean toldOfWork() {
    return exchange.processingTicks() > 0 && exchange.head.takesInterimAnswers();
  }

  private void headTimedOut() {
    if (output.pending() > 0) {
      checkWriting();
    } else if (exchange == null) {
      if (!listener.draining()) {
        cut(
            reader.first()
                ? ConnectionEvents.Cut.HEADER_TIMEOUT
                : ConnectionEvents.Cut.IDLE_TIMEOUT);
      }
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
