package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.PutEvents;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes over one bucket find the same move due at once: one of them makes it. */
final class ChannelMoverNodesTest {
  @TempDir Path folder;
  private volatile Instant now = Chat.AT;

  private NodeStore node(ObjectStore bucket, String name) {
    return BucketStores.open(
        folder.resolve(name),
        new Bucket(
            bucket, "s3://tests/", 1 << 20, Duration.ofMillis(50), "1.2.3", Widget.FIRST_TEMPLATE),
        StoreOptions.DEFAULTS.withSync(false).withClock(() -> now));
  }

  @Test
  void tick_twoNodesAtOnce_leavesOneMoveInTheLog() throws Exception {
    ObjectStore bucket = bucket();
    ExecutorService nodes = Executors.newFixedThreadPool(2);
    try (NodeStore one = node(bucket, "one");
        NodeStore two = node(bucket, "two")) {
      List<Change> begin =
          List.of(
              Chat.published("1.0.0"),
              new Change.FollowChanged(
                  Chat.NAME, "acme", Selector.parse("latest"), Duration.ofDays(7), false, ""));
      one.catalog().commit("ana", "", snapshot -> begin);
      for (int i = 1; i <= 10; i++) {
        Change release = Chat.published("1.0." + i);
        long sequence =
            one.catalog().commit("ana", "", state -> List.of(release)).orElseThrow().sequence();
        now = now.plus(Duration.ofDays(8));
        assertThat(two.catalog().reached(sequence, Duration.ofSeconds(30))).isTrue();
        tickAtOnce(nodes, one, two);
      }
      List<ChangeBatch> moves =
          one.catalog().history(Chat.NAME, Long.MAX_VALUE, 100).stream()
              .filter(batch -> batch.who().equals(ChannelMover.WHO))
              .toList();
      assertThat(moves).hasSize(10);
    } finally {
      nodes.shutdownNow();
    }
  }

  private void tickAtOnce(ExecutorService threads, NodeStore... stores) throws Exception {
    CountDownLatch ready = new CountDownLatch(stores.length);
    List<Future<?>> ticks =
        List.of(stores).stream()
            .<Future<?>>map(
                store ->
                    threads.submit(
                        () -> {
                          try (ChannelMover mover = new ChannelMover(store.catalog(), () -> now)) {
                            ready.countDown();
                            ready.await();
                            mover.tick();
                          }
                          return null;
                        }))
            .toList();
    for (Future<?> tick : ticks) {
      tick.get();
    }
  }

  private ObjectStore bucket() throws IOException {
    return FolderObjects.open(
        Files.createDirectories(folder.resolve("bucket")),
        StoreLayout.TEMPORARY,
        false,
        PutEvents.NONE);
  }
}
