package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.widgetorigin.origin.config.WebhookConfig;
import dev.widgetorigin.origin.config.WebhookConfig.Form;
import dev.widgetorigin.origin.notify.Outbox.Message;
import dev.widgetorigin.origin.web.async.SteadyThread;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells one receiver what is in the log, on a thread of its own. What waits needs no file: the
 * cursor stays before the oldest event that was not taken or given up, so after a restart, or on
 * the node that takes over, the log tells it again. Thread-safe.
 */
final class Webhook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final Duration LOOK = Duration.ofSeconds(3);

  /** How it stands, for people. */
  record Status(
      int waiting,
      long sent,
      long failures,
      Instant lastSuccess,
      Instant failingSince,
      String problem,
      List<Outbox.Dead> dead) {}

  private final WebhookConfig config;
  private final List<EventPattern> wanted;
  private final WebhookSender sender;

  /** Null where messages are not signed. */
  private final WebhookSecret secret;

  private final InstantSource clock;

  /** Null where there can be no other node. */
  private final Turn turn;

  private final Outbox outbox;
  private final DoneUntil done;
  private final SteadyThread thread;
  private Following following;
  private long sent;
  private long failures;
  private Instant lastSuccess;
  private Instant failingSince;
  private String problem;

  Webhook(
      WebhookConfig config,
      WebhookSender sender,
      WebhookSecret secret,
      Cursor file,
      Turn turn,
      InstantSource clock,
      DoubleSupplier random) {
    this.config = config;
    this.wanted = config.events().stream().map(EventPattern::new).toList();
    this.sender = sender;
    this.secret = secret;
    this.done = new DoneUntil(file);
    this.turn = turn;
    this.clock = clock;
    this.outbox = new Outbox(random);
    String name = followerName(config.name());
    this.thread = new SteadyThread(name, "telling " + config.name(), this, this::round);
  }

  void start(Store store) {
    following =
        store.catalog().follow(new LogFollower(followerName(config.name()), done, this::committed));
    thread.start();
  }

  static String followerName(String webhook) {
    return "notify-" + webhook;
  }

  WebhookConfig config() {
    return config;
  }

  private void committed(Commit commit) throws InterruptedException {
    List<Event> events =
        Events.of(commit).stream()
            .filter(event -> wanted.stream().anyMatch(each -> each.matches(event.name())))
            .toList();
    synchronized (this) {
      for (Event event : events) {
        while (outbox.isFull() && !thread.isClosed()) {
          wait();
        }
        if (thread.isClosed()) {
          throw new InterruptedException("the origin stops");
        }
        if (done.waitsFor(event.id(), commit.sequence())) {
          Instant time = commit.batch().time();
          outbox.add(
              new Message(event.id(), event.widget(), event.name(), time, body(event, time)));
        }
      }
      done.heard(new Position(commit.sequence(), commit.batch().id()));
      notifyAll();
    }
  }

  private String body(Event event, Instant time) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (config.form() == Form.SLACK) {
      json.put("text", SlackText.of(event));
    } else {
      json.put("type", event.name());
      json.put("timestamp", time.toString());
      json.put("data", event.data());
    }
    return JsonMapper.shared().writeValueAsString(json);
  }

  private void round() throws InterruptedException {
    boolean ours = turn == null || turn.isOurs();
    if (!ours) {
      dropTold();
    }
    Message message = next(ours);
    if (message != null) {
      tell(message);
      save();
    }
  }

  /** Null where it waited for one; then it is asked again. */
  private synchronized Message next(boolean ours) throws InterruptedException {
    if (thread.isClosed()) {
      return null;
    }
    Optional<Message> due = ours ? outbox.next(clock.instant()) : Optional.empty();
    if (due.isEmpty()) {
      long pause = ours ? outbox.untilDue(clock.instant()).toMillis() : LOOK.toMillis();
      TimeUnit.MILLISECONDS.timedWait(
          this, Math.max(1, turn == null ? pause : Math.min(pause, LOOK.toMillis())));
    }
    return due.orElse(null);
  }

  /** What another node has told, or given up, is not to be told by this one. */
  private void dropTold() {
    try {
      long told = done.look();
      synchronized (this) {
        outbox.drop(message -> done.isUntil(message.id(), told));
        notifyAll();
      }
    } catch (IOException e) {
      LOG.debug("how far {} has been told cannot be read", config.name(), e);
    }
  }

  private void tell(Message message) {
    byte[] body = message.body().getBytes(UTF_8);
    Map<String, String> fields = new LinkedHashMap<>();
    if (secret != null) {
      long seconds = clock.instant().getEpochSecond();
      fields.put("webhook-id", message.id());
      fields.put("webhook-timestamp", Long.toString(seconds));
      fields.put("webhook-signature", secret.sign(message.id(), seconds, body));
    }
    try {
      WebhookSender.Answer answer = sender.post(fields, body);
      if (answer.status() / 100 == 2) {
        taken(message);
      } else {
        String redirect = answer.status() / 100 == 3 ? "; redirects are not followed" : "";
        failed(message, answer.retryAfter(), "it answers " + answer.status() + redirect);
      }
    } catch (IOException e) {
      failed(message, Duration.ZERO, e.getMessage());
    } catch (RuntimeException | Error e) {
      // An Error, too: one message must not end the thread for all that come after it.
      LOG.error("{} could not be told", config.name(), e);
      failed(message, Duration.ZERO, "the origin made a mistake: " + e.getClass().getSimpleName());
    }
  }

  private synchronized void taken(Message message) {
    outbox.taken(message);
    done.over(message.id());
    sent++;
    lastSuccess = clock.instant();
    failingSince = null;
    problem = null;
    notifyAll();
  }

  private synchronized void failed(Message message, Duration atLeast, String why) {
    Instant now = clock.instant();
    failures++;
    failingSince = failingSince == null ? now : failingSince;
    problem = why;
    int waiting = outbox.size();
    outbox.failed(message, now, atLeast, why);
    if (outbox.size() < waiting) {
      done.over(message.id());
      LOG.warn("{} was not told of {}: {}", config.name(), message.id(), why);
    }
    notifyAll();
  }

  private void save() {
    try {
      done.update();
    } catch (IOException e) {
      LOG.warn("how far {} is told could not be written; some is told again", config.name(), e);
    }
  }

  synchronized Status status() {
    return new Status(
        outbox.size(),
        sent,
        failures,
        lastSuccess,
        failingSince,
        problem == null ? thread.problem() : problem,
        outbox.dead());
  }

  @Override
  public void close() {
    thread.close();
    if (following != null) {
      following.close();
    }
  }
}
