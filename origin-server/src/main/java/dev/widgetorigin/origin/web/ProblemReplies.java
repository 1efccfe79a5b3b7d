package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.Json;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders problems as {@code application/problem+json} (RFC 9457) with every header field an answer
 * must carry.
 *
 * <p>As a {@link Function} it is what a listener uses for the errors it finds itself. Thread-safe.
 */
public final class ProblemReplies implements Function<Problem, Reply> {
  private final StandardHeaders standard;
  private final CacheConfig cache;

  public ProblemReplies(StandardHeaders standard, CacheConfig cache) {
    this.standard = standard;
    this.cache = cache;
  }

  @Override
  public Reply apply(Problem problem) {
    return reply(problem, headers(problem.status()), false);
  }

  /** Answers a request that belongs to no widget. */
  public Reply reply(Problem problem, Request request) {
    return finish(problem, headers(problem.status()), request);
  }

  /** The same with a header field that goes with the problem. */
  public Reply reply(Problem problem, Request request, String name, String value) {
    return finish(problem, headers(problem.status()).add(name, value), request);
  }

  /**
   * Finishes an answer whose header fields the caller began; the cache class must be among them.
   */
  public Reply reply(Problem problem, HeaderBlock.Builder headers, boolean head) {
    byte[] json = render(problem);
    headers.add("Content-Type", "application/problem+json");
    headers.add("Content-Length", Integer.toString(json.length));
    Body body = head ? Body.EMPTY : new Body.Memory(Unpooled.wrappedBuffer(json));
    return new Reply(problem.status(), headers.build(), body);
  }

  /** The 405 of a resource that knows only {@code allow}, e.g. {@code GET, HEAD, OPTIONS}. */
  public Reply methodNotAllowed(Request request, String allow) {
    Problem problem =
        Problem.of(405, "Method not allowed", "This resource answers " + allow + " only.");
    return reply(problem, request, "Allow", allow);
  }

  private Reply finish(Problem problem, HeaderBlock.Builder headers, Request request) {
    standard.cors().addOrigin(headers, request.header("origin"));
    return reply(problem, headers, request.method() == Method.HEAD);
  }

  private HeaderBlock.Builder headers(int status) {
    HeaderBlock.Builder headers = standard.begin();
    CacheClass.ofStatus(status).addTo(headers, cache, Map.of());
    if (status == 503) {
      headers.add("Retry-After", "5");
    }
    return headers;
  }

  static byte[] render(Problem problem) {
    ObjectNode json = Json.ERRORS.createObjectNode();
    json.put("type", "about:blank");
    json.put("title", problem.title());
    json.put("status", problem.status());
    json.put("detail", problem.detail());
    if (!problem.errors().isEmpty()) {
      ArrayNode errors = json.putArray("errors");
      problem.errors().forEach(errors::add);
    }
    return (Json.ERRORS.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
