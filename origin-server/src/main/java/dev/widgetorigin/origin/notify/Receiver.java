package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.widgetorigin.origin.config.WebhookConfig;
import dev.widgetorigin.origin.config.WebhookConfig.Form;
import dev.widgetorigin.origin.config.value.PublicUrl;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Who is told, of what, and in which form. Thread-safe. */
final class Receiver {
  private final WebhookConfig config;
  private final List<EventPattern> wanted;
  private final WebhookSender sender;

  /** Null where messages are not signed. */
  private final WebhookSecret secret;

  private final InstantSource clock;

  /** Of the console; null where nobody said. */
  private final PublicUrl console;

  Receiver(
      WebhookConfig config,
      WebhookSender sender,
      WebhookSecret secret,
      InstantSource clock,
      PublicUrl console) {
    this.config = config;
    this.wanted = config.events().stream().map(EventPattern::new).toList();
    this.sender = sender;
    this.secret = secret;
    this.clock = clock;
    this.console = console;
  }

  WebhookConfig config() {
    return config;
  }

  String name() {
    return config.name();
  }

  boolean wants(Event event) {
    return wanted.stream().anyMatch(each -> each.matches(event.name()));
  }

  /** What is sent of an event; the same at each try. */
  String body(Event event, Instant time) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (config.form() == Form.SLACK) {
      json.put("text", SlackText.of(event, console));
    } else {
      json.put("type", event.name());
      json.put("timestamp", time.toString());
      json.put("data", event.data());
    }
    return JsonMapper.shared().writeValueAsString(json);
  }

  /** Sends it, signed for now. May block; throws IOException where nobody answers. */
  WebhookSender.Answer tell(String id, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    Map<String, String> fields = new LinkedHashMap<>();
    if (secret != null) {
      long seconds = clock.instant().getEpochSecond();
      fields.put("webhook-id", id);
      fields.put("webhook-timestamp", Long.toString(seconds));
      fields.put("webhook-signature", secret.sign(id, seconds, body));
    }
    return sender.post(fields, body);
  }
}
