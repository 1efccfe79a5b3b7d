package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.ClientShares;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Answers {@code /metrics} of the control listener. Each answer is a text of its own on the heap,
 * of some megabytes where there are many widgets, until its client has taken it; so there are only
 * a few at a time, of which each client may have its share. Thread-safe.
 */
public final class MetricsHandler implements Handler {
  /** Answers that are being made or sent. */
  static final int MOST = 16;

  private static final Problem BUSY =
      Problem.of(
          503,
          "Busy",
          "Metrics are being sent to too many clients that take them slowly; try again in a few"
              + " seconds.");

  private final Metrics metrics;
  private final StandardHeaders standard;
  private final ProblemReplies problems;
  private final Deferred blocking;
  private final ClientShares answers = new ClientShares(MOST);

  /**
   * @param blocking where the catalog is walked
   */
  public MetricsHandler(
      Metrics metrics, StandardHeaders standard, ProblemReplies problems, Deferred blocking) {
    this.metrics = metrics;
    this.standard = standard;
    this.problems = problems;
    this.blocking = blocking;
  }

  @Override
  public void handle(Request request, Responder responder) {
    if (request.method() != Method.GET && request.method() != Method.HEAD) {
      responder.send(problems.methodNotAllowed(request, "GET, HEAD"));
      return;
    }
    Runnable sent = answers.hold(request.clientAddress());
    if (sent == null) {
      responder.send(problems.reply(BUSY, request));
      return;
    }
    boolean head = request.method() == Method.HEAD;
    String accept = request.header("accept");
    blocking.reply(
        responder,
        failure -> {
          sent.run();
          return problems.reply(failure.problem(), request);
        },
        () -> reply(accept, head, sent));
  }

  /** An answer that is sent, or given up, when its content is let go of. */
  private Reply reply(String accept, boolean head, Runnable sent) {
    Metrics.Exposition exposition = metrics.scrape(accept);
    byte[] bytes = exposition.text().getBytes(StandardCharsets.UTF_8);
    HeaderBlock headers =
        standard
            .begin()
            .add("Cache-Control", "no-store")
            .add("Content-Type", exposition.contentType())
            .add("Content-Length", Integer.toString(bytes.length))
            .build();
    if (head) {
      sent.run();
      return new Reply(200, headers, Body.EMPTY);
    }
    return new Reply(200, headers, new Body.Memory(new Told(bytes, sent)));
  }

  private static final class Told extends UnpooledHeapByteBuf {
    private final Runnable sent;

    Told(byte[] bytes, Runnable sent) {
      super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes.length);
      this.sent = sent;
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      sent.run();
    }
  }
}
