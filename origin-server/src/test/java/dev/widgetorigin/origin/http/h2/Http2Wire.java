package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.ReadBudget;
import dev.widgetorigin.origin.http.exchange.Service;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An HTTP/2 connection without a socket; everything it allocates is counted. */
final class Http2Wire implements AutoCloseable {
  private static final byte[] CONTENT = new byte[20_000];

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ByteBuf content = Unpooled.wrappedBuffer(CONTENT);
  private final List<Responder> late = new ArrayList<>();
  private final Http2OutputCheck output = new Http2OutputCheck();
  private final Consumer<ByteBuf> copy;

  /** What the handler was asked, in order. */
  final List<String> requests = new ArrayList<>();

  /** The same as long as the connection or its event loop holds on to them. */
  final List<WeakReference<Request>> streams = new ArrayList<>();

  /** How many requests there had been whenever somebody else on the event loop had a turn. */
  final List<Integer> turns = new ArrayList<>();

  Http2Wire() {
    this(null, out -> {});
  }

  /**
   * A connection with a handler of the caller's.
   *
   * @param handler null for one that records what it is asked
   * @param copy is shown what is sent
   */
  Http2Wire(Handler handler, Consumer<ByteBuf> copy) {
    this.copy = copy;
    channel.freezeTime();
    channel.config().setAllocator(memory);
    Service service =
        Service.of(
            handler == null ? this::handle : handler,
            TestServer::problem,
            InstantSource.fixed(Instant.EPOCH));
    ListenerContext listener =
        new ListenerContext(
            service, Runnable::run, Runnable::run, new ReadBudget(1 << 20), false, true);
    LoopState loop = listener.loop(channel.eventLoop());
    channel.freezeTime();
    channel.pipeline().addLast(new Http2Connection(listener, channel, loop));
    take();
  }

  private void handle(Request request, Responder responder) {
    streams.add(new WeakReference<>(request));
    channel.eventLoop().execute(() -> turns.add(requests.size()));
    requests.add(
        request.method()
            + " "
            + request.path()
            + " "
            + request.query()
            + " "
            + request.authority()
            + " "
            + request.header("cookie")
            + " "
            + request.body().length());
    if (request.path().startsWith("/l")) {
      late.add(responder);
    } else if (request.path().length() > 1) {
      responder.send(large());
    } else {
      responder.send(TestServer.text(200, "ok"));
    }
  }

  private Reply large() {
    HeaderBlock headers =
        HeaderBlock.builder().add("Content-Length", Integer.toString(CONTENT.length)).build();
    return new Reply(200, headers, new Body.Memory(content.retainedDuplicate()));
  }

  /** What the client's next SETTINGS frame says of the size of its table. */
  void clientsTable(List<Long> sizes) {
    output.clientsTable(sizes);
  }

  void write(byte[] octets, int from, int to) {
    writeNow(octets, from, to);
    nextTurns();
  }

  /** Writes as {@link #write} does, and lets no time pass. */
  void writeNow(byte[] octets, int from, int to) {
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(octets, from, to - from));
      channel.checkException();
      take();
    }
  }

  /** Lets the time pass that a client has to wait for its next turn, or for its end. */
  void nextTurns() {
    long wait = channel.runScheduledPendingTasks();
    while (wait >= 0 && wait <= TimeUnit.MILLISECONDS.toNanos(Http2Connection.FLOOD_MILLIS)) {
      channel.advanceTimeBy(wait, TimeUnit.NANOSECONDS);
      wait = channel.runScheduledPendingTasks();
    }
    channel.checkException();
    take();
  }

  /** Answers those that were made to wait. */
  void answerLate() {
    late.forEach(responder -> responder.send(large()));
    late.clear();
    channel.runPendingTasks();
    channel.checkException();
    take();
  }

  private void take() {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      output.add(out);
      copy.accept(out);
      out.release();
    }
  }

  /** Octets that the connection holds on to. */
  long held() {
    return memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory();
  }

  /** The code of GOAWAY; -1 where there was none. */
  int goAway() {
    return output.goAway();
  }

  @Override
  public void close() {
    answerLate();
    channel.finishAndReleaseAll();
    channel.checkException();
    if (held() != 0) {
      throw new AssertionError(held() + " octets were not given back");
    }
    if (content.refCnt() != 1) {
      throw new AssertionError((content.refCnt() - 1) + " bodies were not given back");
    }
    output.end();
  }
}
