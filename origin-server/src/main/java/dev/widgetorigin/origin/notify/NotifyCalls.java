package dev.widgetorigin.origin.notify;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.config.WebhookConfig;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.origin.notify.Outbox.Dead;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The control API of notifications.
 *
 * <pre>
 * GET  /-/api/v1/notifications         how each receiver stands
 * POST /-/api/v1/notifications/test    {"webhook": "ops"}, by its name or URL; without: all
 * POST /-/api/v1/notifications/retry   {"id": "evt_42_9f0c_0"}; without: all dead letters
 * </pre>
 */
public final class NotifyCalls {
  private static final String PATH = "/-/api/v1/notifications";
  private static final int SHOWN = 100;

  private final Webhooks webhooks;
  private final InstantSource clock;

  private NotifyCalls(Webhooks webhooks, InstantSource clock) {
    this.webhooks = webhooks;
    this.clock = clock;
  }

  /** Rows for the control API's table. */
  public static List<ApiRoute> routes(Webhooks webhooks, InstantSource clock) {
    NotifyCalls calls = new NotifyCalls(webhooks, clock);
    return List.of(
        ApiRoute.look(PATH, call -> calls.show()),
        ApiRoute.change(Method.POST, PATH + "/test", Permission.ADMIN, "notify-test", calls::test)
            .takesLong(),
        ApiRoute.change(
            Method.POST, PATH + "/retry", Permission.ADMIN, "notify-retry", calls::retry));
  }

  private ApiAnswer show() {
    return ApiAnswer.json(
        200, Map.of("webhooks", webhooks.all().stream().map(NotifyCalls::describe).toList()));
  }

  private static Map<String, Object> describe(Webhook webhook) {
    Webhook.Status status = webhook.status();
    WebhookConfig config = webhook.receiver().config();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", config.name());
    json.put("form", config.form().name().toLowerCase(Locale.ROOT));
    json.put("events", config.events());
    json.put("waiting", status.waiting());
    json.put("oldest", text(status.oldest()));
    json.put("sent", status.sent());
    json.put("failures", status.failures());
    json.put("lastSuccess", text(status.lastSuccess()));
    json.put("failingSince", text(status.failingSince()));
    json.put("problem", status.problem());
    List<Dead> dead = status.dead();
    json.put("dead", dead.size());
    json.put(
        "deadLetters",
        dead.subList(Math.max(0, dead.size() - SHOWN), dead.size()).stream()
            .map(LetterJson::shown)
            .toList());
    return json;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  private ApiAnswer test(ApiCall call) throws IOException {
    String wanted = call.body(fields -> fields.get("webhook", JsonType.TEXT));
    List<Map<String, Object>> results = new ArrayList<>();
    for (Webhook each : meant(wanted)) {
      results.add(test(each.receiver(), call.who()));
    }
    return ApiAnswer.json(200, Map.of("results", results));
  }

  private List<Webhook> meant(String wanted) {
    List<Webhook> found =
        webhooks.all().stream()
            .filter(
                each ->
                    wanted == null
                        || wanted.equals(each.receiver().name())
                        || wanted.equals(each.receiver().config().url()))
            .toList();
    if (found.isEmpty()) {
      String names =
          webhooks.all().stream()
              .map(each -> each.receiver().name())
              .collect(Collectors.joining(", "));
      throw ProblemException.of(
          404,
          "Receiver not found",
          names.isEmpty()
              ? "notify.webhooks names none."
              : "notify.webhooks names no '%s', but %s.".formatted(wanted, names));
    }
    return found;
  }

  /** It counts for nothing, and is not tried again. */
  private Map<String, Object> test(Receiver receiver, String who) {
    Instant now = clock.instant();
    Event event = new Event("test", "", "test_" + now.toEpochMilli(), Map.of("who", who));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", receiver.name());
    json.put("id", event.id());
    try {
      WebhookSender.Answer answer = receiver.tell(event.id(), receiver.body(event, now));
      json.put("taken", answer.isTaken());
      json.put("answer", answer.text());
      json.put("problem", answer.isTaken() ? null : answer.problem());
    } catch (IOException e) {
      json.put("taken", false);
      json.put("answer", null);
      json.put("problem", e.getMessage());
    }
    return json;
  }

  private ApiAnswer retry(ApiCall call) throws IOException {
    String id = call.body(fields -> fields.get("id", JsonType.TEXT));
    int count = 0;
    for (Webhook each : webhooks.all()) {
      count += each.retry(id == null ? Set.of() : Set.of(id));
    }
    if (id != null && count == 0) {
      throw ProblemException.of(
          404, "Dead letter not found", "No receiver has a dead letter '" + id + "'.");
    }
    return ApiAnswer.json(200, Map.of("retried", count));
  }
}
