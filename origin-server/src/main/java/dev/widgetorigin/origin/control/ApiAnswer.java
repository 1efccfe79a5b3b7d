package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.changes.Outcome;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.text.Json;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a call comes to, before the header fields that every control answer carries.
 *
 * @param problem what was refused, or null
 * @param sequence of the change, for the audit log; 0 where the call changed nothing: its line must
 *     not pass for that of somebody else's change
 * @param what changed, for the audit log; may be empty
 */
public record ApiAnswer(
    int status,
    Map<String, String> headers,
    Body body,
    Problem problem,
    long sequence,
    String what) {
  /** A document; {@code value} is anything Jackson renders. */
  public static ApiAnswer json(int status, Object value) {
    return bytes(
        status,
        "application/json",
        (Json.MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public static ApiAnswer bytes(int status, String contentType, byte[] bytes) {
    return body(status, contentType, new Body.Memory(Unpooled.wrappedBuffer(bytes)));
  }

  public static ApiAnswer body(int status, String contentType, Body body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    return new ApiAnswer(status, headers, body, null, 0, "");
  }

  public static ApiAnswer refused(Problem problem) {
    return new ApiAnswer(problem.status(), new LinkedHashMap<>(), Body.EMPTY, problem, 0, "");
  }

  /** {@code {"sequence":N,"changed":true,…}}, or the refusal. */
  public static ApiAnswer of(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      return refused(refused.problem());
    }
    Outcome.Done done = (Outcome.Done) outcome;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", done.sequence());
    json.put("changed", done.changed());
    json.putAll(done.facts());
    return json(200, json)
        .changed(done.changed() ? done.sequence() : 0, done.changed() ? what(done.facts()) : "");
  }

  private static String what(Map<String, Object> facts) {
    Object to = facts.containsKey("state") ? facts.get("state") : facts.get("to");
    Object from = facts.get("from");
    String move = (from == null ? "nothing" : from) + " -> " + (to == null ? "nothing" : to);
    if (from == null && to == null) {
      return "";
    }
    return Boolean.TRUE.equals(facts.get("yanked")) ? move + ", yanked " + from : move;
  }

  /** The same for the audit log: which batch of the change log, and what it did. */
  public ApiAnswer changed(long newSequence, String newWhat) {
    return new ApiAnswer(status, headers, body, problem, newSequence, newWhat);
  }

  public ApiAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ApiAnswer(status, more, body, problem, sequence, what);
  }
}
