package dev.widgetorigin.store.node;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.Tallies;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.RolloutTally;
import dev.widgetorigin.store.widget.RolloutTally.Count;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes that share a bucket do, whatever the bucket is. */
abstract class BucketStoresContract {
  static final Duration POLL = Duration.ofMillis(100);

  @TempDir Path folder;
  private final List<NodeStore> opened = new ArrayList<>();

  /** Reaches the same objects each time. */
  abstract ObjectStore bucket() throws IOException;

  NodeStore node(String name) throws IOException {
    NodeStore store =
        BucketStores.open(
            folder.resolve(name),
            new Bucket(bucket(), "s3://tests/", 1 << 20, POLL, "1.2.3", Widget.FIRST_TEMPLATE),
            StoreOptions.DEFAULTS);
    opened.add(store);
    return store;
  }

  @AfterEach
  void close() {
    opened.forEach(NodeStore::close);
  }

  static String text(NodeStore store, String widget, String version, String path)
      throws IOException {
    Manifest manifest = store.manifest(widget(widget), version(version));
    AssetEntry file = manifest.file(path).orElseThrow();
    return new String(store.blobs().read(file.digest(), file.size()).bytes(), UTF_8);
  }

  static void seen(NodeStore store, long sequence) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(store.catalog().snapshot().sequence()).isGreaterThanOrEqualTo(sequence));
  }

  @Test
  void publish_onOneNode_isSeenByTheOther() throws IOException {
    NodeStore a = node("a");
    NodeStore b = node("b");

    long sequence = publish(a, "chat", "1.0.0", "hello ", "a.js").sequence();

    seen(b, sequence);
    assertThat(text(b, "chat", "1.0.0", "a.js")).isEqualTo("hello a.js");
    assertThat(a.node()).isNotEqualTo(b.node());
    assertThat(b.catalog().history(widget("chat"), Long.MAX_VALUE, 1).get(0).node())
        .isEqualTo(a.node());
    assertThat(b.bucket().orElseThrow().reachable()).isTrue();
  }

  @Test
  void publish_sameVersionOnBoth_isOneVersion() throws IOException {
    NodeStore a = node("a");
    NodeStore b = node("b");

    assertThat(publish(a, "chat", "1.0.0", "hello ").kind()).isEqualTo(Kind.CREATED);
    assertThat(publish(b, "chat", "1.0.0", "hello ").kind()).isEqualTo(Kind.IDENTICAL);
    assertThat(publish(b, "chat", "1.0.0", "other ").kind()).isEqualTo(Kind.CONFLICT);
  }

  /** Each makes its own best variants; the log takes those of one of them, whoever is behind. */
  @Test
  void complete_onBoth_isDoneOnceAndSeenByBoth() throws IOException {
    NodeStore a = node("a");
    NodeStore b = node("b");
    List<StagedBlob> staged = new ArrayList<>();
    Manifest quick =
        Bundles.manifest(a.staging(), "chat", "1.0.0", Map.of("a.js", "hello"), staged).quickly(1);
    seen(b, a.publish(new NewVersion(quick, ReleaseState.STAGED, "ana", ""), staged).sequence());
    Completing onA = new Completing(a);
    Completing onB = new Completing(b);

    assertThat(onA.commit()).isPresent();
    assertThat(onB.commit()).isEmpty();

    seen(b, a.catalog().snapshot().sequence());
    for (NodeStore node : List.of(a, b)) {
      assertThat(node.manifest(widget("chat"), version("1.0.0"))).isEqualTo(onA.completed);
      assertThat(node.check(widget("chat"), version("1.0.0"))).isEmpty();
      assertThat(text(node, "chat", "1.0.0", "a.js")).isEqualTo("hello");
    }
    assertThat(a.catalog().history(widget("chat"), Long.MAX_VALUE, 9)).hasSize(2);
  }

  /** What a node has made to complete the version. */
  private static final class Completing {
    private final NodeStore node;
    private final Manifest completed;
    private final List<StagedBlob> staged = new ArrayList<>();

    Completing(NodeStore node) {
      this.node = node;
      Manifest quick = node.manifest(widget("chat"), version("1.0.0"));
      byte[] best = ("best of " + node.node()).getBytes(UTF_8);
      staged.add(Bundles.stage(node.staging(), "hello".getBytes(UTF_8)));
      staged.add(Bundles.stage(node.staging(), best));
      AssetEntry file = quick.file("a.js").orElseThrow();
      Variant variant = new Variant(Encoding.BR, staged.get(1).digest(), best.length);
      completed =
          quick.completed(
              Map.of("a.js", file.withVariants(List.of(variant))),
              node.catalog()
                  .snapshot()
                  .widget(widget("chat"))
                  .orElseThrow()
                  .manifests()
                  .get(version("1.0.0")),
              Bundles.NOW);
    }

    Optional<ChangeBatch> commit() {
      return node.complete(
          completed,
          staged,
          (now, named) ->
              List.of(new Change.Completed(widget("chat"), version("1.0.0"), named, null)),
          node.node(),
          "");
    }
  }

  @Test
  void commit_onAllAtOnce_losesAndDoublesNothing() throws Exception {
    int each = 10;
    List<NodeStore> nodes = List.of(node("a"), node("b"), node("c"));
    publish(nodes.get(0), "chat", "1.0.0", "x");
    ExecutorService pool = Executors.newFixedThreadPool(nodes.size());
    try {
      List<Callable<Void>> writers = new ArrayList<>();
      for (NodeStore node : nodes) {
        writers.add(
            () -> {
              for (int i = 0; i < each; i++) {
                String why = node.node() + " " + i;
                node.catalog()
                    .commit(
                        "ana",
                        why,
                        now ->
                            List.of(
                                new Change.ChannelMoved(
                                    widget("chat"), "beta", null, version("1.0.0"))));
              }
              return null;
            });
      }
      for (Future<Void> done : pool.invokeAll(writers)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
    long last = 1 + (long) each * nodes.size();
    for (NodeStore node : nodes) {
      seen(node, last);
      assertThat(node.catalog().history(widget("chat"), Long.MAX_VALUE, 100))
          .hasSize((int) last)
          .extracting(batch -> batch.node() + batch.why())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void open_emptyDisk_hasAllThatWasAcknowledged() throws IOException {
    NodeStore a = node("a");
    for (int i = 0; i < 5; i++) {
      publish(a, "chat", "1.0." + i, "hello " + i + " ", "a.js");
    }
    a.close();

    NodeStore fresh = node("fresh");

    assertThat(fresh.catalog().snapshot().sequence()).isEqualTo(5);
    assertThat(text(fresh, "chat", "1.0.3", "a.js")).isEqualTo("hello 3 a.js");
    publish(fresh, "chat", "2.0.0", "new ");
    assertThat(fresh.catalog().snapshot().sequence()).isEqualTo(6);
  }

  @Test
  void open_folderOfTheNode_holdsNothingThatMustNotBeLost() throws IOException {
    publish(node("a"), "chat", "1.0.0", "hello ");

    try (Stream<Path> files = Files.list(folder.resolve("a"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsOnly("cache", "lock", "node.id", "staging", "tmp");
    }
  }

  @Test
  void open_folderWithAStoreOfItsOwn_isRefused() {
    FolderStores.open(folder.resolve("a"), StoreOptions.DEFAULTS).close();

    assertThatThrownBy(() -> node("a"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds a store of its own");
  }

  @Test
  void openReadOnly_bucket_seesWhatThereIs() throws IOException {
    publish(node("a"), "chat", "1.0.0", "hello ", "a.js");

    try (NodeStore reader =
        BucketStores.openReadOnly(
            new Bucket(bucket(), "s3://tests/", 0, POLL, "", Widget.FIRST_TEMPLATE),
            StoreOptions.DEFAULTS)) {
      assertThat(text(reader, "chat", "1.0.0", "a.js")).isEqualTo("hello a.js");
      assertThat(reader.readOnly()).isTrue();
    }
  }

  @Test
  void reached_changeOfAnotherNode_isSeenAtOnce() throws IOException {
    NodeStore a = node("a");
    NodeStore b = node("b");

    long sequence = publish(a, "chat", "1.0.0", "hello ").sequence();

    assertThat(b.catalog().reached(sequence, Duration.ZERO)).isTrue();
    assertThat(b.catalog().reached(sequence + 1, Duration.ofMillis(50))).isFalse();
  }

  @Test
  void nodes_severalOpen_sayHowFarTheyHaveCome() throws IOException {
    NodeStore a = node("a");
    NodeStore b = node("b");
    long sequence = publish(a, "chat", "1.0.0", "hello ").sequence();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(a.nodes())
                    .extracting(NodeStatus::node, NodeStatus::version, NodeStatus::sequence)
                    .containsExactlyInAnyOrder(
                        tuple(a.node(), "1.2.3", sequence), tuple(b.node(), "1.2.3", sequence)));
    b.close();

    assertThat(a.nodes()).extracting(NodeStatus::node).containsExactly(a.node());
  }

  @Test
  void tallies_ofSeveralNodes_areReadByAllAndRemovedWhenTheirStepIsOver() throws IOException {
    NodeStore a = node("a");
    NodeStore b = node("b");
    publish(a, "chat", "1.0.0", "hello ");
    RolloutTally.Step step = begin(a);
    Tallies here = a.tallies().orElseThrow();
    Tallies there = b.tallies().orElseThrow();
    RolloutTally tally =
        new RolloutTally(
            step, a.node(), "r1", 7, List.of(new Count(-3, 2, 1, 0)), List.of(), List.of());

    Tallies.Kept kept = here.write(tally).orElseThrow();

    assertThat(here.write(tally)).as("the same again").contains(kept);
    assertThat(there.read(step, 0, key -> true)).containsExactly(kept);
    assertThat(there.read(step, 7, key -> true)).hasSize(1);
    assertThat(there.read(step, 8, key -> true)).isEmpty();
    assertThat(there.sweep()).isFalse();
    assertThat(here.read(step, 0, key -> true)).hasSize(1);

    a.catalog()
        .commit(
            "ana",
            "",
            now -> {
              Rollout.Running running =
                  (Rollout.Running) now.widget(widget("chat")).orElseThrow().rollout();
              return List.of(new Change.RolloutChanged(widget("chat"), running.abort("enough")));
            });
    assertThat(there.sweep()).isFalse();
    assertThat(here.read(step, 0, key -> true)).isEmpty();
  }

  /** A rollout of 1.0.0 in its first step. */
  static RolloutTally.Step begin(NodeStore store) {
    RolloutPlan plan =
        new RolloutPlan(
            "1.0.0-1",
            version("1.0.0"),
            "latest",
            version("1.0.0"),
            List.of(new RolloutPlan.Step(500, Duration.ofHours(1))),
            0,
            Duration.ZERO,
            null,
            null,
            Instant.EPOCH);
    Rollout running = new Rollout.Running(plan, 0, Instant.EPOCH, "");
    var unused =
        store
            .catalog()
            .commit("ana", "", now -> List.of(new Change.RolloutChanged(widget("chat"), running)));
    return RolloutTally.Step.of(widget("chat"), running);
  }
}
