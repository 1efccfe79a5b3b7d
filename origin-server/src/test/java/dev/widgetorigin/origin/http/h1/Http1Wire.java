package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.ReadBudget;
import dev.widgetorigin.origin.http.exchange.Service;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** An HTTP/1 connection without a socket: octets in, what was understood and sent out. */
final class Http1Wire implements AutoCloseable {
  /** What one stream of octets came to. */
  record Outcome(List<String> requests, String output, boolean open) {}

  private final List<String> requests = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  Http1Wire() {
    this(UploadPolicy.inMemory(4096), Runnable::run);
  }

  /**
   * @param files writes content that is not kept in memory
   */
  Http1Wire(UploadPolicy uploads, Executor files) {
    Service usual =
        Service.of(
            (request, responder) -> {
              requests.add(
                  request.method()
                      + " "
                      + request.path()
                      + " "
                      + request.query()
                      + " "
                      + request.authority()
                      + " "
                      + request.body().length());
              responder.send(TestServer.text(200, "ok"));
            },
            TestServer::problem,
            InstantSource.fixed(Instant.EPOCH));
    Service service =
        new Service(
            usual.handler(),
            usual.problems(),
            usual.limits(),
            uploads,
            usual.clock(),
            usual.nanos(),
            usual.events(),
            usual.observer(),
            usual.proxies());
    ListenerContext listener =
        new ListenerContext(service, files, Runnable::run, new ReadBudget(1 << 20), false, true);
    LoopState loop = listener.loop(channel.eventLoop());
    channel.pipeline().addLast(new Http1Connection(listener, channel, loop, List.of()));
  }

  void write(String octets) {
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.wrappedBuffer(octets.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  /** Whether the connection takes more from its socket. */
  boolean reading() {
    return channel.config().isAutoRead();
  }

  /** Runs what others have asked the event loop to do. */
  void turn() {
    channel.runPendingTasks();
  }

  Outcome outcome() {
    channel.checkException();
    StringBuilder output = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      output.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    // An invitation is sent or not by how much of the content has come already.
    String answers = output.toString().replace("HTTP/1.1 100 Continue\r\n\r\n", "");
    return new Outcome(List.copyOf(requests), answers, channel.isOpen());
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }

  static Outcome whole(String octets) {
    try (Http1Wire wire = new Http1Wire()) {
      wire.write(octets);
      return wire.outcome();
    }
  }
}
