package dev.widgetorigin.origin.http.listener;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.config.listener.HttpConfig;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** A listener on a free port of the loopback interface, with its own event loop. */
public final class TestServer implements AutoCloseable {
  private final EventLoops loops;
  public final Listener listener;

  private TestServer(EventLoops loops, Listener listener) {
    this.loops = loops;
    this.listener = listener;
  }

  public static TestServer start(Handler handler) {
    return start(HttpConfig.Transport.AUTO, handler, builder -> builder);
  }

  public static TestServer start(
      HttpConfig.Transport transport, Handler handler, UnaryOperator<Listener.Builder> settings) {
    assumeAvailable(transport);
    EventLoops loops = EventLoops.start(new HttpConfig(1, transport, false));
    return new TestServer(
        loops, settings.apply(Listener.builder("test", handler, TestServer::problem)).start(loops));
  }

  /** Containers often forbid io_uring; other systems than Linux have neither. */
  static void assumeAvailable(HttpConfig.Transport transport) {
    Throwable cause =
        switch (transport) {
          case IO_URING -> IoUring.unavailabilityCause();
          case EPOLL -> Epoll.unavailabilityCause();
          case AUTO, NIO -> null;
        };
    assumeTrue(cause == null, () -> transport + " does not work on this machine: " + cause);
  }

  public int port() {
    return listener.address().getPort();
  }

  /** Where files are read that are being sent. */
  public Executor reads() {
    return loops.reads();
  }

  public RawClient connect() {
    return new RawClient(port());
  }

  public static Reply text(int status, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    HeaderBlock headers =
        HeaderBlock.builder()
            .add("Content-Type", "text/plain; charset=utf-8")
            .add("Content-Length", Integer.toString(bytes.length))
            .build();
    return new Reply(
        status,
        headers,
        bytes.length == 0 ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(bytes)));
  }

  public static Reply reply(Body body) {
    return new Reply(
        200,
        HeaderBlock.builder().add("Content-Length", Long.toString(body.length())).build(),
        body);
  }

  /** The same bytes each time. */
  public static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  /** The usual limits, but for how many milliseconds a client has, and connections an address. */
  public static LimitsConfig limits(
      int headerMillis, int idleMillis, int bodyMillis, int connectionsPerAddress) {
    LimitsConfig base = LimitsConfig.DEFAULTS;
    return new LimitsConfig(
        base.requestLine(),
        base.headers(),
        Duration.ofMillis(headerMillis),
        Duration.ofMillis(idleMillis),
        Duration.ofMillis(bodyMillis),
        base.connections(),
        connectionsPerAddress,
        base.uploadBytes(),
        base.entries(),
        base.fileBytes(),
        base.unpackedBytes(),
        base.pathBytes(),
        base.openFiles(),
        base.spoolBytes(),
        base.leastRate());
  }

  public static Reply problem(Problem problem) {
    return text(problem.status(), problem.detail());
  }

  /** Answers with what it understood, one item a line. */
  public static void echo(Request request, Responder responder) {
    String text =
        request.method()
            + "\n"
            + request.path()
            + "\n"
            + request.query()
            + "\n"
            + request.authority()
            + "\n"
            + request.header("x-test")
            + "\n"
            + request.body().length();
    responder.send(text(200, text));
  }

  @Override
  public void close() {
    listener.close();
    loops.close();
  }
}
