package dev.widgetorigin.origin.notify;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.WebhookConfig;
import dev.widgetorigin.origin.config.WebhookConfig.Form;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.store.Store;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** All receivers of webhooks. Costs nothing where none is configured. Thread-safe. */
public final class Webhooks implements AutoCloseable {
  private static final int SHOWN = 100;

  private final List<Webhook> all = new ArrayList<>();

  private Webhooks() {}

  /**
   * Begins. Throws IllegalStateException where a secret is missing or is none; then nothing has
   * begun.
   *
   * @param random numbers from 0 to 1
   * @param secrets by the name of their variable; null where it is not set
   */
  public static Webhooks start(
      OriginConfig config,
      Store store,
      InstantSource clock,
      DoubleSupplier random,
      Function<String, String> secrets) {
    Webhooks webhooks = new Webhooks();
    for (WebhookConfig each : config.notify_().webhooks()) {
      String secret = secret(each, secrets);
      boolean slack = each.form() == Form.SLACK;
      Turn turn =
          store.bucket().isPresent()
              ? new Turn(store.node(), store::nodes, System::nanoTime)
              : null;
      webhooks.all.add(
          new Webhook(
              each,
              new WebhookSender(URI.create(slack ? secret : each.url()), each.allowPrivate()),
              slack ? null : WebhookSecret.parse(secret),
              store.sharedCursor(Webhook.followerName(each.name())),
              turn,
              clock,
              random));
    }
    webhooks.all.forEach(each -> each.start(store));
    return webhooks;
  }

  private static String secret(WebhookConfig webhook, Function<String, String> secrets) {
    String secret = secrets.apply(webhook.secret());
    if (secret == null) {
      throw new IllegalStateException(
          "notify.webhooks: %s needs its secret in %s or in the file that %s_FILE names"
              .formatted(webhook.name(), webhook.secret(), webhook.secret()));
    }
    String text = secret.strip();
    try {
      if (webhook.form() == Form.STANDARD) {
        WebhookSecret unused = WebhookSecret.parse(text);
      } else if (!WebhookConfig.isUrl(text)) {
        throw new IllegalArgumentException("of slack the secret is an http or https URL");
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "notify.webhooks: %s: what %s holds is none: %s"
              .formatted(webhook.name(), webhook.secret(), e.getMessage()),
          e);
    }
    return text;
  }

  /** Whether anybody is told. */
  public boolean any() {
    return !all.isEmpty();
  }

  /** Which receivers do not take what they are told; empty where all do. */
  public Optional<String> problem() {
    List<String> wrong = new ArrayList<>();
    for (Webhook each : all) {
      Webhook.Status status = each.status();
      if (status.failingSince() != null) {
        wrong.add(
            "'%s' has taken nothing since %s: %s"
                .formatted(each.config().name(), status.failingSince(), status.problem()));
      } else if (status.problem() != null) {
        wrong.add("'%s' is not told: %s".formatted(each.config().name(), status.problem()));
      } else if (!status.dead().isEmpty()) {
        wrong.add(
            "'%s' was never told of %d events"
                .formatted(each.config().name(), status.dead().size()));
      }
    }
    return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong));
  }

  /** Rows for the control API's table: {@code GET /-/api/v1/notifications}. */
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.look(
            "/-/api/v1/notifications",
            call ->
                ApiAnswer.json(
                    200, Map.of("webhooks", all.stream().map(Webhooks::describe).toList()))));
  }

  private static Map<String, Object> describe(Webhook webhook) {
    Webhook.Status status = webhook.status();
    WebhookConfig config = webhook.config();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", config.name());
    json.put("form", config.form().name().toLowerCase(Locale.ROOT));
    json.put("events", config.events());
    json.put("waiting", status.waiting());
    json.put("sent", status.sent());
    json.put("failures", status.failures());
    json.put("lastSuccess", text(status.lastSuccess()));
    json.put("failingSince", text(status.failingSince()));
    json.put("problem", status.problem());
    json.put("dead", status.dead().size());
    int from = Math.max(0, status.dead().size() - SHOWN);
    json.put(
        "deadLetters",
        status.dead().subList(from, status.dead().size()).stream().map(Webhooks::dead).toList());
    return json;
  }

  private static Map<String, Object> dead(Outbox.Dead letter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", letter.message().id());
    json.put("event", letter.message().event());
    json.put("widget", letter.message().widget());
    json.put("since", letter.message().since().toString());
    json.put("givenUp", letter.when().toString());
    json.put("problem", letter.problem());
    return json;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  @Override
  public void close() {
    all.forEach(Webhook::close);
  }
}
