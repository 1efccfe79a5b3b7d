package dev.widgetorigin.origin.purge;

import static dev.widgetorigin.origin.purge.PurgeWorld.published;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.purge.provider.RecordingServer;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.codec.NodeCodec;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.PutEvents;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes over one bucket purge one edge: one of them tells it, and none forgets it. */
final class SharedPurgesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  @TempDir Path folder;
  private ObjectStore bucket;
  private final AtomicBoolean down = new AtomicBoolean();

  /** A node with the way on which it reaches the edge, so that it shows who told it. */
  private final class Node implements AutoCloseable {
    final RecordingServer edge =
        new RecordingServer(
            (seen, exchange) -> RecordingServer.send(exchange, down.get() ? 503 : 200, ""));
    final NodeStore store;
    final Purges purges;

    Node(String name, Duration poll) {
      store =
          BucketStores.open(
              folder.resolve(name),
              new Bucket(bucket, "s3://tests/", 1 << 20, POLL, "1.2.3", Widget.FIRST_TEMPLATE),
              StoreOptions.DEFAULTS.withSync(false));
      purges =
          Purges.start(
              ConfigLoader.loadOnly(
                  Map.of(
                      "purge.targets",
                      "[{type: varnish, name: edge, url: '" + edge.url() + "'}]",
                      "store.poll",
                      poll.toMillis() + "ms")),
              store,
              InstantSource.system(),
              System::nanoTime,
              new SecureRandom(),
              secret -> null);
    }

    Node(String name) {
      this(name, POLL);
    }

    long publish(String version) {
      return store
          .catalog()
          .commit("ana", "a test", now -> List.<Change>of(published(version)))
          .orElseThrow()
          .sequence();
    }

    PurgeStatus.Target target() {
      return purges.status(null).targets().get(0);
    }

    List<String> told() {
      return edge.seen().stream().map(seen -> seen.header("Surrogate-Key")).toList();
    }

    @Override
    public void close() {
      purges.close();
      store.close();
      edge.close();
    }
  }

  @BeforeEach
  void makeBucket() throws IOException {
    bucket =
        FolderObjects.open(
            Files.createDirectories(folder.resolve("bucket")),
            StoreLayout.TEMPORARY,
            false,
            PutEvents.NONE);
    down.set(false);
  }

  @Test
  void change_isToldByTheNodeThatMadeItOnly() {
    try (Node a = new Node("a");
        Node b = new Node("b")) {
      long sequence = a.publish("1.0.0");

      await().atMost(SOON).until(() -> b.target().sequence() >= sequence);
      assertThat(b.target().waiting()).isZero();
      assertThat(a.told()).contains("w-chat-a-latest");
      assertThat(b.told()).isEmpty();
    }
  }

  @Test
  void nodeThatEnds_leavesWhatItHasNotToldToTheOther() {
    try (Node b = new Node("b")) {
      down.set(true);
      try (Node a = new Node("a")) {
        a.publish("1.0.0");
        await().atMost(SOON).until(() -> a.target().failures() > 0);
      }
      assertThat(b.told()).isEmpty();
      down.set(false);

      await().atMost(SOON).until(() -> b.told().contains("w-chat-a-latest"));
    }
  }

  @Test
  void nodeWithAnEmptyDisk_tellsWhatNobodyHasTold() {
    down.set(true);
    try (Node a = new Node("a")) {
      a.publish("1.0.0");
      await().atMost(SOON).until(() -> a.target().failures() > 0);
    }
    down.set(false);

    try (Node fresh = new Node("fresh")) {
      await().atMost(SOON).until(() -> fresh.told().contains("w-chat-a-latest"));
    }
  }

  @Test
  void change_thatAnotherNodeHasNotSeen_isHeldBackUntilItHas() throws IOException {
    report("slow", 0);
    try (Node a = new Node("a", Duration.ofSeconds(30))) {
      long sequence = a.publish("1.0.0");
      await().atMost(SOON).until(() -> a.target().waiting() > 0);
      assertThat(a.told()).isEmpty();

      report("slow", sequence);

      await().atMost(SOON).until(() -> a.told().contains("w-chat-a-latest"));
    }
  }

  private void report(String node, long sequence) throws IOException {
    bucket.replace(
        StoreLayout.node(node),
        Source.of(NodeCodec.encode(new NodeStatus(node, "1.2.3", 1, sequence, Instant.EPOCH))));
  }
}
