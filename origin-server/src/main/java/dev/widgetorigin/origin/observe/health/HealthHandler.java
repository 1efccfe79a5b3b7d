package dev.widgetorigin.origin.observe.health;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.Routes;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.Json;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The three questions an operator's tools ask: is the process alive ({@code /-/livez}), may it be
 * sent requests ({@code /-/readyz}), and how is each part ({@code /health}).
 */
public final class HealthHandler {
  private static final String ALLOW = "GET, HEAD, OPTIONS";

  private final Health health;
  private final Health.Need work;
  private final StandardHeaders standard;
  private final ProblemReplies problems;

  /**
   * @param work what the listener is there for: {@code READS} on delivery, {@code CHANGES} on
   *     control
   */
  public HealthHandler(
      Health health, Health.Need work, StandardHeaders standard, ProblemReplies problems) {
    this.health = health;
    this.work = work;
    this.standard = standard;
    this.problems = problems;
  }

  /** Where each of them is answered; other rows may follow. */
  public Routes.Table routes() {
    return Routes.table()
        .exact("/-/livez", this::live)
        .exact("/-/readyz", this::ready)
        .exact("/health", this::health);
  }

  /** 200 as long as an event loop can answer at all. */
  void live(Request request, Responder responder) {
    text(request, responder, 200, "alive\n");
  }

  /**
   * 503 while starting, while draining, and while what this listener is there for cannot be done.
   */
  void ready(Request request, Responder responder) {
    Map<String, Health.Part> parts = health.parts();
    if (health.ready(work, parts)) {
      text(request, responder, 200, "ready\n");
      return;
    }
    String down =
        parts.entrySet().stream()
            .filter(entry -> !entry.getValue().allows(work))
            .map(entry -> entry.getKey() + ": " + entry.getValue().state().detail() + "\n")
            .collect(Collectors.joining());
    text(request, responder, 503, "not ready: " + health.status(parts) + "\n" + down);
  }

  /** The state of everything, as JSON; 503 where {@link #ready} says so. */
  void health(Request request, Responder responder) {
    Map<String, Health.Part> parts = health.parts();
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("status", health.status(parts));
    json.put("version", health.version());
    json.put("uptimeSeconds", health.uptime().toSeconds());
    ObjectNode components = json.putObject("components");
    parts.forEach(
        (name, part) ->
            components
                .putObject(name)
                .put("status", part.state().up() ? "up" : "down")
                .put("neededFor", part.need().name().toLowerCase(Locale.ROOT))
                .put("detail", part.state().detail()));
    int status = health.ready(work, parts) ? 200 : 503;
    String text = Json.MAPPER.writeValueAsString(json) + "\n";
    send(request, responder, status, "application/json", text);
  }

  private void text(Request request, Responder responder, int status, String text) {
    send(request, responder, status, "text/plain; charset=utf-8", text);
  }

  private void send(Request request, Responder responder, int status, String type, String text) {
    String origin = request.header("origin");
    switch (request.method()) {
      case GET, HEAD -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        HeaderBlock.Builder headers = standard.begin();
        standard.cors().addOrigin(headers, origin);
        headers
            .add("Cache-Control", "no-store")
            .add("Content-Type", type)
            .add("Content-Length", Integer.toString(bytes.length));
        boolean head = request.method() == Method.HEAD;
        Body body = head ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(bytes));
        responder.send(new Reply(status, headers.build(), body));
      }
      case OPTIONS -> responder.send(standard.preflight(standard.cors(), origin));
      default -> responder.send(problems.methodNotAllowed(request, ALLOW));
    }
  }
}
