package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collecting, verifying, backing up, restoring and copying a bucket, while nodes serve it. */
class BucketUpkeepTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS.withSync(false).withCheckpoints(4, 5);
  private static final int VERSIONS = 60;

  @TempDir Path folder;
  private final ObjectStore objects = new MemoryObjects();
  private final List<NodeStore> opened = new ArrayList<>();

  private static Bucket bucket(ObjectStore objects) {
    return new Bucket(
        objects, "s3://tests/", 1 << 20, Duration.ofMillis(100), "1.2.3", Widget.FIRST_TEMPLATE);
  }

  private NodeStore node(String name) {
    NodeStore store = BucketStores.open(folder.resolve(name), bucket(objects), OPTIONS);
    opened.add(store);
    return store;
  }

  @AfterEach
  void close() {
    opened.forEach(NodeStore::close);
  }

  /** Publishes on two nodes at once, the same files in part, and does {@code work} meanwhile. */
  private void whilePublishing(Work work) throws Exception {
    NodeStore a = node("a");
    NodeStore b = node("b");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    boolean done;
    try {
      List<Future<?>> publishers = new ArrayList<>();
      for (NodeStore node : List.of(a, b)) {
        String name = node.equals(a) ? "chat" : "map";
        publishers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < VERSIONS; i++) {
                    publish(node, name, "1." + i + ".0", "same " + i / 4 + " ", "a.js", "b.js");
                  }
                }));
      }
      do {
        done = publishers.stream().allMatch(Future::isDone);
        work.run();
      } while (!done);
      for (Future<?> publisher : publishers) {
        publisher.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private static Scrubber.Report verify(ObjectStore objects) {
    try (NodeStore reader = BucketStores.openReadOnly(bucket(objects), OPTIONS)) {
      return Scrubber.scrub(reader, UpkeepEvents.NONE);
    }
  }

  private String orphan() throws IOException {
    byte[] bytes = "nobody names me".getBytes(UTF_8);
    String key =
        StoreLayout.content(
            StoreLayout.BLOBS, Digest.sha256(bytes), new Upload(0, "00112233aabbccdd"));
    objects.ensure(key, Source.of(bytes));
    return key;
  }

  @Test
  void collect_whileNodesPublish_deletesWhatNothingNamesAndNothingElse() throws Exception {
    String orphan = orphan();
    AtomicInteger collections = new AtomicInteger();

    whilePublishing(
        () -> {
          var unused = GarbageCollector.collect(bucket(objects), OPTIONS, Duration.ZERO);
          collections.incrementAndGet();
        });

    assertThat(objects.read(orphan)).isEmpty();
    assertThat(collections).hasValueGreaterThan(1);
    Scrubber.Report report = verify(objects);
    assertThat(report.damages()).isEmpty();
    assertThat(report.manifests()).isEqualTo(2 * VERSIONS);
    assertThat(GarbageCollector.collect(bucket(objects), OPTIONS, Duration.ZERO).objects())
        .as("what the collections left")
        .isEmpty();
  }

  @Test
  void collect_noStore_isMissing() {
    assertThatThrownBy(() -> GarbageCollector.collect(bucket(objects), OPTIONS, Duration.ZERO))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no store in s3://tests/");
  }

  @Test
  void backup_whileNodesPublish_isWholeEachTimeAndRestoresIntoABucket() throws Exception {
    Path copy = folder.resolve("copy");
    whilePublishing(
        () -> {
          try (NodeStore reader = BucketStores.openReadOnly(bucket(objects), OPTIONS)) {
            assertThat(Backup.backup(reader, copy, UpkeepEvents.NONE).problems()).isEmpty();
          }
          assertThat(verify(objects).damages()).isEmpty();
        });

    ObjectStore other = new MemoryObjects();
    try (CopyTarget target = CopyTarget.bucket(bucket(other))) {
      Backup.Report report = Backup.restore(copy, target, UpkeepEvents.NONE);
      assertThat(report.sequence()).isEqualTo(2L * VERSIONS);
    }

    assertThat(verify(other).damages()).isEmpty();
    try (NodeStore node = BucketStores.open(folder.resolve("other"), bucket(other), OPTIONS)) {
      assertThat(node.manifest(widget("map"), version("1.7.0")))
          .isEqualTo(opened.get(1).manifest(widget("map"), version("1.7.0")));
    }
    try (CopyTarget target = CopyTarget.bucket(bucket(other))) {
      assertThatThrownBy(() -> Backup.restore(copy, target, UpkeepEvents.NONE))
          .hasMessageContaining("not empty");
    }
  }

  private void fill(NodeStore store) {
    for (int i = 0; i < 12; i++) {
      publish(store, "chat", "1." + i + ".0", "v" + i, "a.js");
    }
  }

  @Test
  void copy_folderToBucketAndBack_isTheSameStore() throws IOException {
    Path back = folder.resolve("back");
    try (NodeStore store = FolderStores.open(folder.resolve("store"), OPTIONS)) {
      fill(store);
      try (CopyTarget target = CopyTarget.bucket(bucket(objects))) {
        assertThat(Backup.copy(store, target, UpkeepEvents.NONE).blobs()).isEqualTo(24);
      }
      publish(store, "chat", "2.0.0", "new", "a.js");
      try (CopyTarget target = CopyTarget.bucket(bucket(objects))) {
        assertThat(Backup.copy(store, target, UpkeepEvents.NONE).blobs())
            .as("only what is new")
            .isEqualTo(2);
      }
      NodeStore node = node("a");
      assertThat(node.catalog().history(null, 100, 100))
          .isEqualTo(store.catalog().history(null, 100, 100));
      publish(node, "chat", "2.1.0", "on the bucket", "a.js");
      try (CopyTarget target = CopyTarget.folder(back)) {
        assertThat(Backup.copy(node, target, UpkeepEvents.NONE).problems()).isEmpty();
      }
      try (CopyTarget target = CopyTarget.bucket(bucket(objects))) {
        assertThatThrownBy(() -> Backup.copy(store, target, UpkeepEvents.NONE))
            .as("the bucket has gone on by itself")
            .hasMessageContaining("a later state of this one");
      }
    }
    try (NodeStore copied = FolderStores.open(back, OPTIONS)) {
      assertThat(copied.catalog().snapshot().sequence()).isEqualTo(14);
      assertThat(Scrubber.scrub(copied, UpkeepEvents.NONE).damages()).isEmpty();
      publish(copied, "chat", "2.2.0", "and on", "a.js");
    }
  }

  /** Nobody should mend what is whole, nor think that a backup is worth less than it is. */
  @ParameterizedTest
  @ValueSource(strings = {StoreLayout.BLOBS, StoreLayout.MANIFESTS})
  void verifyAndBackup_bucketSilent_areNoDamage(String silent) {
    AtomicReference<String> away = new AtomicReference<>("none");
    ObjectStore bucket =
        new MemoryObjects(
            (verb, key) ->
                verb.equals("read") && key.startsWith(away.get())
                    ? MemoryObjects.Fault.ERROR
                    : MemoryObjects.Fault.NONE);
    try (NodeStore store = BucketStores.open(folder.resolve("node"), bucket(bucket), OPTIONS)) {
      publish(store, "chat", "1.0.0", "some ", "a.js", "b.js");
    }
    try (NodeStore reader = BucketStores.openReadOnly(bucket(bucket), OPTIONS)) {
      away.set(silent);
      assertThatThrownBy(() -> Scrubber.scrub(reader, UpkeepEvents.NONE))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.code()).isEqualTo(StoreException.Code.UNAVAILABLE));
      assertThatThrownBy(() -> Backup.backup(reader, folder.resolve("backup"), UpkeepEvents.NONE))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.code()).isEqualTo(StoreException.Code.UNAVAILABLE));
      away.set("none");
      assertThat(Scrubber.scrub(reader, UpkeepEvents.NONE).intact()).isTrue();
    }
  }

  @Test
  void copy_interrupted_isNoStoreUntilItWasGoneOnWith() throws IOException {
    AtomicInteger left = new AtomicInteger(15);
    ObjectStore failing =
        new MemoryObjects(
            (verb, key) ->
                verb.equals("replace") && left.decrementAndGet() < 0
                    ? MemoryObjects.Fault.ERROR
                    : MemoryObjects.Fault.NONE);
    try (NodeStore store = FolderStores.open(folder.resolve("store"), OPTIONS)) {
      fill(store);
      try (CopyTarget target = CopyTarget.bucket(bucket(failing))) {
        assertThatThrownBy(() -> Backup.copy(store, target, UpkeepEvents.NONE))
            .isInstanceOf(StoreException.class);
      }
      assertThatThrownBy(() -> verify(failing)).hasMessageContaining("no store");
      left.set(Integer.MAX_VALUE);

      try (CopyTarget target = CopyTarget.bucket(bucket(failing))) {
        Backup.Report report = Backup.copy(store, target, UpkeepEvents.NONE);
        assertThat(report.blobs()).isBetween(1L, 23L);
      }
      assertThat(verify(failing).damages()).isEmpty();
    }
  }

  @Test
  void copy_ontoItself_isRefused() throws IOException {
    try (NodeStore reader = openedReadOnly();
        CopyTarget target = CopyTarget.folder(folder.resolve("store"))) {
      assertThatThrownBy(() -> Backup.copy(reader, target, UpkeepEvents.NONE))
          .hasMessageContaining("onto itself");
    }
  }

  private NodeStore openedReadOnly() {
    FolderStores.open(folder.resolve("store"), OPTIONS).close();
    return FolderStores.openReadOnly(folder.resolve("store"), OPTIONS);
  }

  @Test
  void gc_talliesOfARolloutThatIsOver_areDeletedAndOthersStay() throws IOException {
    NodeStore a = node("a");
    publish(a, "chat", "1.0.0", "hello ");
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
    Rollout.Running running = new Rollout.Running(plan, 0, Instant.EPOCH, "");
    change(a, running);
    String live = tally("0");
    String past = tally("1");

    assertThat(GarbageCollector.collect(bucket(objects), OPTIONS, Duration.ofDays(1)).objects())
        .containsExactly(past);
    assertThat(objects.stat(live)).isPresent();

    change(a, running.abort("enough"));
    assertThat(GarbageCollector.collect(bucket(objects), OPTIONS, Duration.ofDays(1)).objects())
        .containsExactly(live);
  }

  private static void change(NodeStore store, Rollout rollout) {
    var unused =
        store
            .catalog()
            .commit("ana", "", now -> List.of(new Change.RolloutChanged(widget("chat"), rollout)));
  }

  private String tally(String step) throws IOException {
    String key =
        StoreLayout.tally(StoreLayout.tallies(widget("chat"), "1.0.0-1", step), 7, "a", "r");
    objects.ensure(key, Source.of("{}".getBytes(UTF_8)));
    return key;
  }
}
