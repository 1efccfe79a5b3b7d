package dev.widgetorigin.origin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.WebhookConfig;
import dev.widgetorigin.origin.notify.TestReceiver.Got;
import dev.widgetorigin.origin.web.async.Unspeakable;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.PutEvents;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes over one bucket tell one receiver. The clock is the test's; nothing waits for it. */
final class WebhookTest {
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final InstantSource clock = now::get;
  private final AtomicBoolean down = new AtomicBoolean();

  /** What nodes say of themselves. */
  private final List<NodeStatus> reports = new CopyOnWriteArrayList<>();

  /** Nanoseconds of a clock that nobody puts back. */
  private final AtomicLong passed = new AtomicLong();

  /** How often a message fails in a way that not even the log can be told of. */
  private final AtomicInteger unspeakable = new AtomicInteger();

  /** Run before a message is taken. */
  private final AtomicReference<Runnable> before = new AtomicReference<>(() -> {});

  @AutoClose
  private final TestReceiver receiver =
      new TestReceiver(
          (path, times) -> {
            before.get().run();
            return down.get() ? 503 : 204;
          });

  private ObjectStore bucket;

  @BeforeEach
  void makeBucket() throws IOException {
    bucket =
        FolderObjects.open(
            Files.createDirectories(folder.resolve("bucket")),
            StoreLayout.TEMPORARY,
            false,
            PutEvents.NONE);
  }

  private final class Node implements AutoCloseable {
    final NodeStore store;
    final Webhook webhook;

    /**
     * @param others null where there are none
     */
    Node(String name, Supplier<List<NodeStatus>> others) {
      store =
          BucketStores.open(
              folder.resolve(name),
              new Bucket(
                  bucket,
                  "s3://tests/",
                  1 << 20,
                  Duration.ofMillis(50),
                  "1.2.3",
                  Widget.FIRST_TEMPLATE),
              StoreOptions.DEFAULTS.withSync(false).withClock(clock));
      WebhookConfig config =
          new WebhookConfig(
              "ops",
              WebhookConfig.Form.STANDARD,
              receiver.url() + "/ops",
              "HOOK",
              List.of("version.published"),
              true);
      webhook =
          new Webhook(
              new Receiver(
                  config,
                  new WebhookSender(
                      URI.create(config.url()),
                      true,
                      (SSLSocketFactory) SSLSocketFactory.getDefault()),
                  WebhookSecret.parse("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
                  WebhookTest.this::timeOfAMessage,
                  null),
              store.sharedCursor("notify-ops"),
              new DeadLetters(
                  store.documents("notify-ops"), store.sharedCursor(Webhook.lettersName("ops"))),
              others == null ? null : new SenderElection(name, others, passed::get),
              clock,
              () -> 1);
      webhook.start(store);
    }

    void publish(String widget, String version) {
      Change change =
          new Change.Published(
              WidgetName.parse(widget),
              Version.parse(version),
              ReleaseState.RELEASED,
              Digest.sha256(version.getBytes(StandardCharsets.UTF_8)));
      assertThat(store.catalog().commit("ana", "a test", snapshot -> List.of(change))).isPresent();
    }

    /** The thread looks at once, whatever it waits for, until that holds. */
    void until(BooleanSupplier holds) {
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                synchronized (webhook) {
                  webhook.notifyAll();
                }
                return holds.getAsBoolean();
              });
    }

    @Override
    public void close() {
      webhook.close();
      store.close();
    }
  }

  private static int documents(Node node) {
    try {
      return node.store.documents("notify-ops").list().size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Instant timeOfAMessage() {
    if (unspeakable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new Unspeakable();
    }
    return now.get();
  }

  /**
   * @param time negative where the clock is put back
   */
  private void pass(Duration time) {
    passed.addAndGet(Math.max(0, time.toNanos()));
    now.updateAndGet(before -> before.plus(time));
  }

  private List<String> takenVersions(String widget) {
    return receiver.taken().stream()
        .filter(got -> got.json().at("/data/widget").asString().equals(widget))
        .map(got -> got.json().at("/data/version").asString())
        .distinct()
        .toList();
  }

  @Test
  void failure_isTriedAgainAfterItsPause_withTheSameIdAndBody() {
    down.set(true);
    try (Node node = new Node("a", null)) {
      node.publish("chat", "1.0.0");
      node.until(() -> node.webhook.status().failures() == 1);
      assertThat(node.webhook.status().oldest()).isEqualTo(START);
      down.set(false);
      pass(Duration.ofMillis(4999));
      node.publish("menu", "1.0.0");
      node.until(() -> takenVersions("menu").size() == 1);
      assertThat(receiver.all()).hasSize(2);

      pass(Duration.ofMillis(1));
      node.until(() -> node.webhook.status().sent() == 2);

      Got first = receiver.all().get(0);
      Got second = receiver.all().get(2);
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.body()).isEqualTo(first.body());
    }
  }

  /** Memory that is short for a moment: the message must not be under way for ever. */
  @Test
  void telling_thatFailsInAWayNobodyCanTellOf_isDoneAgain() {
    unspeakable.set(1);
    try (Node node = new Node("a", null)) {
      node.publish("chat", "1.0.0");
      node.until(() -> node.webhook.status().failures() == 1);
      pass(Duration.ofMinutes(1));
      node.until(() -> node.webhook.status().sent() == 1);
      assertThat(takenVersions("chat")).containsExactly("1.0.0");
    }
  }

  @Test
  void lookAtOtherNodes_thatFails_doesNotEndTheThread() {
    AtomicInteger looks = new AtomicInteger();
    Supplier<List<NodeStatus>> failing =
        () -> {
          if (looks.incrementAndGet() == 1) {
            throw new OutOfMemoryError("a test");
          }
          return reports;
        };
    try (Node node = new Node("a", failing)) {
      node.publish("chat", "1.0.0");
      node.until(() -> node.webhook.status().sent() == 1);
    }
  }

  @Test
  void nodeThatDies_isFollowedByTheOther_inOrderAndWithoutALoss() {
    reports.add(new NodeStatus("a", "1.2.3", 1, 1, START));
    try (Node b = new Node("b", () -> reports)) {
      try (Node a = new Node("a", () -> reports)) {
        a.publish("chat", "1.0.0");
        a.until(() -> a.webhook.status().sent() == 1);
        down.set(true);
        a.publish("chat", "1.1.0");
        a.publish("menu", "1.0.0");
        a.publish("chat", "1.2.0");
        a.until(() -> a.webhook.status().failures() >= 2);
        b.until(() -> b.webhook.status().waiting() == 3);
      }
      // It left its report behind, as a node does that is killed.
      down.set(false);
      pass(SenderElection.SILENT.minusSeconds(1));
      b.publish("menu", "1.1.0");
      b.until(() -> b.webhook.status().waiting() == 4);
      assertThat(b.webhook.status().sent()).isZero();

      pass(Duration.ofSeconds(1));
      b.until(() -> b.webhook.status().waiting() == 0);
    }
    assertThat(takenVersions("chat")).containsExactly("1.0.0", "1.1.0", "1.2.0");
    assertThat(takenVersions("menu")).containsExactly("1.0.0", "1.1.0");
    assertThat(receiver.taken().stream().map(Got::id).distinct()).hasSize(5);
  }

  @Test
  void restart_whileTheReceiverIsDown_tellsItLaterWithTheSameId() {
    down.set(true);
    try (Node node = new Node("a", null)) {
      node.publish("chat", "1.0.0");
      node.until(() -> node.webhook.status().failures() == 1);
    }
    down.set(false);
    try (Node node = new Node("a", null)) {
      node.until(() -> node.webhook.status().sent() == 1);
    }
    assertThat(receiver.all()).extracting(Got::id).hasSize(2);
    assertThat(receiver.all().get(1).id()).isEqualTo(receiver.all().get(0).id());
    try (Node node = new Node("a", null)) {
      node.publish("chat", "1.1.0");
      node.until(() -> node.webhook.status().sent() == 1);
    }
    assertThat(receiver.all()).as("what was taken is not told again").hasSize(3);
  }

  /** Interrupted while it is answered, the thread cannot write that the message was taken. */
  @Test
  void close_whileAMessageIsTaken_doesNotTellItAgainAfterTheRestart() {
    CountDownLatch asked = new CountDownLatch(1);
    before.set(
        () -> {
          asked.countDown();
          await().atMost(SOON).until(() -> threadOfTheWebhook().isInterrupted());
        });
    try (Node node = new Node("a", null)) {
      node.publish("chat", "1.0.0");
      await().atMost(SOON).until(() -> asked.getCount() == 0);
    }
    assertThat(receiver.taken()).hasSize(1);
    before.set(() -> {});
    try (Node node = new Node("a", null)) {
      node.publish("chat", "1.1.0");
      node.until(() -> node.webhook.status().sent() == 1);
    }
    assertThat(takenVersions("chat")).containsExactly("1.0.0", "1.1.0");
    assertThat(receiver.taken()).hasSize(2);
  }

  private static Thread threadOfTheWebhook() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(Webhook.followerName("ops")))
        .findAny()
        .orElseThrow();
  }

  @Test
  void deadLetter_survivesARestart_isSeenOnEveryNode_andIsToldAgainWhenAPersonSaysSo()
      throws IOException {
    down.set(true);
    reports.add(new NodeStatus("a", "1.2.3", 1, 1, START));
    try (Node node = new Node("a", () -> reports)) {
      node.publish("chat", "1.0.0");
      node.until(() -> node.webhook.status().failures() == 1);
      pass(Outbox.TRIED_FOR);
      node.until(() -> node.webhook.status().dead().size() == 1);
      assertThat(node.webhook.status().waiting()).isZero();
    }
    down.set(false);
    try (Node a = new Node("a", () -> reports);
        Node b = new Node("b", () -> reports)) {
      a.until(() -> a.webhook.status().dead().size() == 1);
      b.until(() -> b.webhook.status().dead().size() == 1);
      assertThat(receiver.taken()).isEmpty();

      String id = b.webhook.status().dead().get(0).message().id();
      assertThat(b.webhook.retry(Set.of("evt_other"))).isZero();
      assertThat(b.webhook.retry(Set.of(id))).isEqualTo(1);
      assertThat(b.webhook.retry(Set.of())).isZero();

      pass(Duration.ofSeconds(10));
      a.until(() -> a.webhook.status().sent() == 1);
      assertThat(receiver.taken()).extracting(Got::id).containsExactly(id);
      pass(Duration.ofSeconds(10));
      b.until(() -> documents(b) == 0);
      assertThat(b.webhook.status().sent()).isZero();
    }
  }

  @Test
  void deadLetter_retriedAfterTheClockWasPutBack_isToldAgainSoon() throws IOException {
    down.set(true);
    // However long that is: the first node lives, and so it is never the other's turn.
    Supplier<List<NodeStatus>> alive =
        () -> List.of(new NodeStatus("a", "1.2.3", 1, passed.get(), START));
    try (Node a = new Node("a", alive);
        Node b = new Node("b", alive)) {
      a.publish("chat", "1.0.0");
      a.until(() -> a.webhook.status().failures() == 1);
      pass(Outbox.TRIED_FOR);
      a.until(() -> a.webhook.status().dead().size() == 1);
      down.set(false);
      pass(Duration.ofHours(-3));

      assertThat(b.webhook.retry(Set.of())).isEqualTo(1);
      // The other node may have looked in between: it looks again after a few seconds.
      pass(Duration.ofSeconds(10));
      a.until(() -> a.webhook.status().sent() == 1);
      assertThat(takenVersions("chat")).containsExactly("1.0.0");
    }
  }

  @Test
  void deadLetter_toldAgainInVain_isOneAgain() throws IOException {
    down.set(true);
    try (Node node = new Node("a", null)) {
      node.publish("chat", "1.0.0");
      node.until(() -> node.webhook.status().failures() == 1);
      pass(Outbox.TRIED_FOR);
      node.until(() -> node.webhook.status().dead().size() == 1);
      assertThat(node.webhook.retry(Set.of())).isEqualTo(1);
      node.until(() -> node.webhook.status().failures() == 3);
      assertThat(node.webhook.status().waiting()).isEqualTo(1);
      pass(Outbox.TRIED_FOR);
      node.until(() -> node.webhook.status().dead().size() == 1);
      assertThat(documents(node)).isEqualTo(1);
    }
  }
}
