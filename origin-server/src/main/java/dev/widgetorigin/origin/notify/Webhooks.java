package dev.widgetorigin.origin.notify;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.WebhookConfig;
import dev.widgetorigin.origin.config.WebhookConfig.Form;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.Store;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;

/** All receivers of webhooks. Costs nothing where none is configured. Thread-safe. */
public final class Webhooks implements Stoppable {
  private final List<Webhook> all = new ArrayList<>();

  private Webhooks() {}

  /**
   * Begins. Throws ConfigException where a secret is missing or is none. Whatever it throws,
   * nothing is left running.
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
      Receiver receiver = receiver(each, secret(each, secrets), config, clock);
      webhooks.all.add(webhook(receiver, store, clock, random));
    }
    boolean begun = false;
    try {
      webhooks.all.forEach(each -> each.start(store));
      begun = true;
      return webhooks;
    } finally {
      if (!begun) {
        webhooks.close();
      }
    }
  }

  private static Receiver receiver(
      WebhookConfig webhook, String secret, OriginConfig config, InstantSource clock) {
    boolean slack = webhook.form() == Form.SLACK;
    WebhookSender sender =
        new WebhookSender(
            URI.create(slack ? secret : webhook.url()),
            webhook.allowPrivate(),
            (SSLSocketFactory) SSLSocketFactory.getDefault());
    return new Receiver(
        webhook,
        sender,
        slack ? null : WebhookSecret.parse(secret),
        clock,
        config.control().publicUrl());
  }

  private static Webhook webhook(
      Receiver receiver, Store store, InstantSource clock, DoubleSupplier random) {
    String name = Webhook.followerName(receiver.name());
    SenderElection election =
        store.bucket().isPresent()
            ? new SenderElection(store.node(), store::nodes, System::nanoTime)
            : null;
    DeadLetters letters =
        new DeadLetters(
            store.documents(name), store.sharedCursor(Webhook.lettersName(receiver.name())));
    return new Webhook(receiver, store.sharedCursor(name), letters, election, clock, random);
  }

  /**
   * Which secrets of receivers are missing, cannot be read or are none; empty where all are there.
   * Reads files.
   *
   * @param secrets as in {@link #start}
   */
  public static List<ConfigProblem> problems(
      OriginConfig config, Function<String, String> secrets) {
    List<ConfigProblem> found = new ArrayList<>();
    for (WebhookConfig each : config.notify_().webhooks()) {
      found.addAll(Secrets.problemsOf(() -> secret(each, secrets)));
    }
    return found;
  }

  private static String secret(WebhookConfig webhook, Function<String, String> secrets) {
    String user = "notify.webhooks: " + webhook.name();
    String text = Secrets.required(secrets, webhook.secret(), user).strip();
    if (webhook.form() == Form.STANDARD && !WebhookSecret.is(text)) {
      throw Secrets.unusable(webhook.secret(), user, WebhookSecret.EXPECTED);
    }
    if (webhook.form() == Form.SLACK && !WebhookConfig.isUrl(text)) {
      throw Secrets.unusable(webhook.secret(), user, "the http or https URL that Slack gave");
    }
    return text;
  }

  /** Whether anybody is told. */
  public boolean any() {
    return !all.isEmpty();
  }

  /** Which receivers do not take what they are told; empty where all do. Never blocks. */
  public Optional<String> problem() {
    List<String> wrong = new ArrayList<>();
    for (Webhook each : all) {
      Webhook.Status status = each.status();
      if (status.failingSince() != null) {
        wrong.add(
            "'%s' has taken nothing since %s: %s"
                .formatted(each.receiver().name(), status.failingSince(), status.problem()));
      } else if (status.problem() != null) {
        wrong.add("'%s' is not told: %s".formatted(each.receiver().name(), status.problem()));
      } else if (!status.dead().isEmpty()) {
        wrong.add(neverTold(each.receiver().name(), status.dead().size()));
      }
    }
    return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong));
  }

  /** All receivers, in the order of the configuration. */
  List<Webhook> all() {
    return List.copyOf(all);
  }

  /** How receivers stand, for metrics; by their names. */
  public Map<String, Standing> standing() {
    Map<String, Standing> found = new LinkedHashMap<>();
    for (Webhook each : all) {
      Webhook.Status status = each.status();
      found.put(
          each.receiver().name(),
          new Standing(
              status.sent(),
              status.failures(),
              status.waiting(),
              status.dead().size(),
              status.oldest()));
    }
    return found;
  }

  /**
   * How one receiver stands, as this node sees it.
   *
   * @param sent events that it took, of this node, since its start
   * @param failed tries that it did not take, likewise
   * @param waiting events that it is to be told of
   * @param dead events that it was never told of, of all nodes
   * @param oldest when the oldest that waits happened; null where none does
   */
  public record Standing(long sent, long failed, int waiting, int dead, Instant oldest) {}

  /**
   * What receivers were never told of, looked up in a store in which no origin need run: a sentence
   * for each. Throws IOException where it cannot be read.
   */
  public static List<String> neverTold(OriginConfig config, Store store) throws IOException {
    List<String> found = new ArrayList<>();
    for (WebhookConfig each : config.notify_().webhooks()) {
      DeadLetters letters =
          new DeadLetters(store.documents(Webhook.followerName(each.name())), Cursor.NONE);
      letters.refresh();
      if (!letters.all().isEmpty()) {
        found.add(neverTold(each.name(), letters.all().size()));
      }
    }
    return found;
  }

  private static String neverTold(String name, int count) {
    return "'%s' was never told of %d %s; 'widget-origin notify retry' tells it again"
        .formatted(name, count, count == 1 ? "event" : "events");
  }

  @Override
  public void stop() {
    all.forEach(Stoppable::stop);
  }

  @Override
  public void close(Duration atMost) {
    Stoppable.closeAll(all, atMost);
  }
}
