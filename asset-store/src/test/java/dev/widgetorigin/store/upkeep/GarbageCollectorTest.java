package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Damaging;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageCollectorTest {
  private static final Duration GRACE = Duration.ofHours(24);

  @TempDir Path folder;

  /** Where staged files are not collected, however old the clock makes them. */
  @TempDir Path elsewhere;

  private volatile Instant now = Instant.now();
  @AutoClose private NodeStore store;

  @BeforeEach
  void open() {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withClock(() -> now));
  }

  private Digest orphan(String content) throws IOException {
    StagedBlob blob = Bundles.stage(store.staging(), content.getBytes(StandardCharsets.UTF_8));
    upload(blob, store.catalog().snapshot().epoch());
    return blob.digest();
  }

  private void orphanElsewhere(String content) throws IOException {
    StagedBlob blob = Bundles.stage(elsewhere, content.getBytes(StandardCharsets.UTF_8));
    upload(blob, store.catalog().snapshot().epoch());
  }

  private void upload(StagedBlob blob, long epoch) throws IOException {
    String id = StoreOptions.DEFAULTS.ids().get().substring(0, Upload.ID_LENGTH);
    store
        .parts()
        .blobs()
        .contents()
        .create(blob.digest(), new Upload(epoch, id), Source.of(blob.file()));
    Files.delete(blob.file());
  }

  private boolean has(Digest digest) throws IOException {
    return !store.parts().blobs().contents().keys(digest).isEmpty();
  }

  private void block(String version) {
    store
        .catalog()
        .commit(
            "ana",
            "malware",
            s ->
                List.of(
                    new Change.StateChanged(
                        widget("chat"),
                        version(version),
                        ReleaseState.RELEASED,
                        ReleaseState.BLOCKED,
                        "malware")));
  }

  private void assertIntact(String version) {
    assertThat(store.intact(widget("chat"), version(version))).isTrue();
  }

  @Test
  void collect_orphans_goAfterTheGracePeriodOnly() throws IOException {
    publish(store, "chat", "1.0.0", "x");
    Digest blob = orphan("nobody names me");
    List<StagedBlob> staged = new ArrayList<>();
    store
        .manifests()
        .create(
            Bundles.manifest(store.staging(), "map", "1.0.0", Map.of("a", "b"), staged),
            new Upload(0, "0123456789abcdef"));

    assertThat(GarbageCollector.collect(store, false, GRACE).objects()).isEmpty();

    now = now.plus(GRACE).plusSeconds(60);
    GarbageCollector.Report dry = GarbageCollector.collect(store, true, GRACE);
    assertThat(has(blob)).isTrue();
    GarbageCollector.Report real = GarbageCollector.collect(store, false, GRACE);

    assertThat(real.objects()).isEqualTo(dry.objects());
    assertThat(real.blobs()).isEqualTo(1);
    assertThat(real.manifests()).isEqualTo(1);
    assertThat(real.stagingFiles()).isEqualTo(2);
    assertThat(has(blob)).isFalse();
    assertIntact("1.0.0");
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
  }

  @Test
  void collect_blockedVersion_losesItsBytesButNotThoseItShares() {
    publish(store, "chat", "1.0.0", Map.of("shared.js", "same", "bad.js", "malware"));
    publish(store, "chat", "1.0.1", Map.of("shared.js", "same"));
    block("1.0.0");
    now = now.plus(GRACE).minusSeconds(60);
    assertThat(GarbageCollector.collect(store, false, GRACE).blobs()).isZero();
    assertIntact("1.0.0");

    now = now.plus(GRACE);
    assertThat(GarbageCollector.collect(store, false, GRACE).blobs()).isEqualTo(2);

    assertIntact("1.0.1");
    assertThat(store.intact(widget("chat"), version("1.0.0"))).isFalse();
    assertThat(store.manifest(widget("chat"), version("1.0.0")).files())
        .as("the tombstone")
        .containsKey("bad.js");
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
    assertThat(publish(store, "chat", "1.0.0", Map.of("a.js", "new")).kind())
        .isEqualTo(Kind.CONFLICT);
  }

  @Test
  void collect_unreadableManifest_isRefused() throws IOException {
    publish(store, "chat", "1.0.0", "x");
    Files.delete(Damaging.manifest(folder, store, "chat", "1.0.0"));
    now = now.plus(GRACE).plus(GRACE);

    assertThatThrownBy(() -> GarbageCollector.collect(store, false, GRACE))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the manifest of chat@1.0.0 is missing");
  }

  /**
   * The publish has uploaded and not been appended when the collection deletes what it uploaded.
   */
  @Test
  void collect_beforeAPublishIsAppended_makesItUploadAgain() throws Exception {
    orphan("content");
    CountDownLatch manifestWritten = new CountDownLatch(1);
    CountDownLatch collected = new CountDownLatch(1);
    store.close();
    store =
        FolderStores.open(
            folder,
            StoreOptions.DEFAULTS
                .withClock(() -> now)
                .withPutObserver(
                    (step, key) -> {
                      if (key.startsWith(StoreLayout.MANIFESTS)) {
                        manifestWritten.countDown();
                        await(collected);
                      }
                    }));
    List<StagedBlob> staged = new ArrayList<>();
    Manifest manifest =
        Bundles.manifest(elsewhere, "chat", "1.0.0", Map.of("a.js", "content"), staged);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Kind> kind =
          thread.submit(
              () ->
                  store
                      .publish(new NewVersion(manifest, ReleaseState.RELEASED, "ana", ""), staged)
                      .kind());
      await(manifestWritten);
      now = now.plus(GRACE).plus(GRACE);
      assertThat(GarbageCollector.collect(store, false, GRACE).blobs()).isEqualTo(3);
      collected.countDown();

      assertThat(kind.get()).isEqualTo(Kind.CREATED);
      assertIntact("1.0.0");
      assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
    } finally {
      collected.countDown();
      thread.shutdownNow();
    }
  }

  @Test
  void collect_uploadOfALaterEpoch_isLeftWhateverNamesIt() throws IOException {
    StagedBlob blob = Bundles.stage(store.staging(), "new".getBytes(StandardCharsets.UTF_8));
    upload(blob, store.catalog().snapshot().epoch() + 1);
    now = now.plus(GRACE).plus(GRACE);

    assertThat(GarbageCollector.collect(store, false, GRACE).blobs()).isZero();
    assertThat(GarbageCollector.collect(store, false, GRACE).blobs()).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void collect_againAndAgainDuringPublishes_losesNothing() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      now = now.plus(GRACE).plus(GRACE);
      AtomicInteger published = new AtomicInteger();
      List<Future<?>> publishers = new ArrayList<>();
      for (int p = 0; p < 3; p++) {
        int publisher = p;
        publishers.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    // Blobs that another publisher, or nobody, has put before.
                    orphanElsewhere("content " + i % 7);
                    List<StagedBlob> staged = new ArrayList<>();
                    Manifest manifest =
                        Bundles.manifest(
                            elsewhere,
                            "chat",
                            publisher + "." + i + ".0",
                            Map.of("a.js", "content " + i % 7, "b.js", "own " + publisher + i),
                            staged);
                    store.publish(
                        new NewVersion(manifest, ReleaseState.RELEASED, "ana", ""), staged);
                    published.incrementAndGet();
                  }
                  return null;
                }));
      }
      while (publishers.stream().anyMatch(f -> !f.isDone())) {
        int before = published.get();
        GarbageCollector.collect(store, false, Duration.ofMillis(1));
        // Collections without a pause would overtake every publish.
        while (published.get() == before && publishers.stream().anyMatch(f -> !f.isDone())) {
          Thread.onSpinWait();
        }
      }
      for (Future<?> publisher : publishers) {
        publisher.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
  }
}
