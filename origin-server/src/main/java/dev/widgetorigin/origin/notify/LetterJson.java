package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.widgetorigin.origin.notify.Outbox.Dead;
import dev.widgetorigin.origin.notify.Outbox.Message;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dead letter as it is kept and shown. */
final class LetterJson {
  private LetterJson() {}

  /** For people: without what would have been sent. */
  static Map<String, Object> shown(Dead letter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", letter.message().id());
    json.put("event", letter.message().event());
    json.put("widget", letter.message().widget());
    json.put("since", letter.message().since().toString());
    json.put("givenUp", letter.when().toString());
    json.put("problem", letter.problem());
    return json;
  }

  static byte[] bytes(Dead letter) {
    Map<String, Object> json = shown(letter);
    json.put("body", letter.message().body());
    return (JsonMapper.shared().writeValueAsString(json) + "\n").getBytes(UTF_8);
  }

  /** Throws IllegalArgumentException where it is none. */
  static Dead parse(byte[] bytes) {
    try {
      JsonNode json = JsonMapper.shared().readTree(bytes);
      Message message =
          new Message(
              text(json, "id"),
              text(json, "widget"),
              text(json, "event"),
              Instant.parse(text(json, "since")),
              text(json, "body"));
      return new Dead(message, Instant.parse(text(json, "givenUp")), text(json, "problem"));
    } catch (JacksonException | DateTimeException e) {
      throw new IllegalArgumentException("expected a dead letter", e);
    }
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException("expected a text in '" + field + "'");
    }
    return value.asString();
  }
}
