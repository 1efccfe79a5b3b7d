package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The three questions an operator's tools ask: is the process alive ({@code /-/livez}), may it be
 * sent requests ({@code /-/readyz}), and how is each part ({@code /health}).
 */
public final class HealthHandler {
  private static final String ALLOW = "GET, HEAD, OPTIONS";

  private final Health health;
  private final StandardHeaders standard;
  private final ProblemReplies problems;

  public HealthHandler(Health health, StandardHeaders standard, ProblemReplies problems) {
    this.health = health;
    this.standard = standard;
    this.problems = problems;
  }

  /** 200 as long as an event loop can answer at all. */
  public void live(Request request, Responder responder) {
    text(request, responder, 200, "alive\n");
  }

  /** 503 while starting, while draining, and while a part is down. */
  public void ready(Request request, Responder responder) {
    Map<String, Health.State> states = health.components();
    String status = health.status(states);
    if (status.equals("up")) {
      text(request, responder, 200, "ready\n");
      return;
    }
    String down =
        states.entrySet().stream()
            .filter(entry -> !entry.getValue().up())
            .map(entry -> entry.getKey() + ": " + entry.getValue().detail() + "\n")
            .collect(Collectors.joining());
    text(request, responder, 503, "not ready: " + status + "\n" + down);
  }

  /** The state of everything, as JSON; 503 where {@link #ready} says so. */
  public void health(Request request, Responder responder) {
    Map<String, Health.State> states = health.components();
    String status = health.status(states);
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("status", status);
    json.put("version", health.version());
    json.put("uptimeSeconds", health.uptime().toSeconds());
    ObjectNode components = json.putObject("components");
    states.forEach(
        (name, state) ->
            components
                .putObject(name)
                .put("status", state.up() ? "up" : "down")
                .put("detail", state.detail()));
    send(request, responder, status.equals("up") ? 200 : 503, "application/json", json + "\n");
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
