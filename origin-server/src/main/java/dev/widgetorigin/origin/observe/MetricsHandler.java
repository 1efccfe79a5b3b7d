package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Answers {@code /metrics} of the control listener. */
public final class MetricsHandler implements Handler {
  private final Metrics metrics;
  private final StandardHeaders standard;
  private final ProblemReplies problems;
  private final Deferred blocking;

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
    boolean head = request.method() == Method.HEAD;
    String accept = request.header("accept");
    blocking.reply(
        responder,
        failure -> problems.reply(failure.problem(), request),
        () -> reply(accept, head));
  }

  private Reply reply(String accept, boolean head) {
    Metrics.Exposition exposition = metrics.scrape(accept);
    byte[] bytes = exposition.text().getBytes(StandardCharsets.UTF_8);
    HeaderBlock headers =
        standard
            .begin()
            .add("Cache-Control", "no-store")
            .add("Content-Type", exposition.contentType())
            .add("Content-Length", Integer.toString(bytes.length))
            .build();
    Body body = head ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(bytes));
    return new Reply(200, headers, body);
  }
}
