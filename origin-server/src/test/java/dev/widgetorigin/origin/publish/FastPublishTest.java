package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.widgetorigin.origin.admin.Archives;
import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.origin.loader.LoaderTemplates;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.GarbageCollector;
import dev.widgetorigin.store.upkeep.Scrubber;
import dev.widgetorigin.store.upkeep.UpkeepEvents;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of a fast publish: the exact URL at once, aliases with the best variants; and
 * whatever comes in between leaves a version that is whole and says what it is.
 */
final class FastPublishTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Version V1 = Version.parse("1.0.0");
  private static final List<Encoding> QUICK = List.of(Encoding.BR, Encoding.GZIP);

  @TempDir Path folder;
  private Instant now = Instant.now();
  private NodeStore store;
  private Compressor compressor;
  private Publisher publisher;

  /** What completes a version waits for it at its first look at the store. */
  private CountDownLatch gate = new CountDownLatch(0);

  @BeforeEach
  void open() {
    store =
        FolderStores.open(
            folder.resolve("store"), StoreOptions.DEFAULTS.withSync(false).withClock(() -> now));
    start();
  }

  @AfterEach
  void close() {
    gate.countDown();
    stop();
    store.close();
  }

  private void start() {
    compressor = new Compressor(2);
    publisher =
        new Publisher(
            gated(),
            new Ingest(IngestLimits.DEFAULTS, compressor),
            () -> now,
            PublishEvents.NONE,
            DeltaPolicy.of(DeliveryConfig.DEFAULTS),
            LoaderTemplates.NEWEST);
  }

  /** As on SIGTERM. */
  private void stop() {
    compressor.close();
    gate.countDown();
    publisher.close();
  }

  private Store gated() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("manifest")
                  && Thread.currentThread().getName().startsWith("completions")) {
                gate.await();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private PublishResult publish(String version, String channel, boolean fast, String content)
      throws IOException {
    Path archive = folder.resolve(version + "-" + content.hashCode() + ".tgz");
    Files.write(archive, Archives.tgz("index.js", content));
    return publisher.publish(Orders.chat(version, channel, fast), new BundleArchive(archive));
  }

  private PublishResult.Published published(String version, String channel, boolean fast)
      throws IOException {
    return (PublishResult.Published) publish(version, channel, fast, content(version));
  }

  /** Compresses to sizes that differ from effort to effort. */
  private static String content(String version) {
    return new Random(version.hashCode())
        .ints(4000, 0, 700)
        .mapToObj(i -> "word" + i)
        .collect(Collectors.joining(" ", "/* " + version + " */ ", ""));
  }

  private Widget widget() {
    return store.catalog().snapshot().widget(CHAT).orElseThrow();
  }

  private Release release(Version version) {
    return widget().state().release(version).orElseThrow();
  }

  private String latest() {
    return widget().state().resolve(new Selector.Latest()) instanceof Resolution.Found found
        ? found.version().toString()
        : null;
  }

  private Manifest manifest() {
    return store.manifest(CHAT, V1);
  }

  private static List<Encoding> encodings(Manifest manifest) {
    return manifest.files().get("index.js").variants().stream().map(Variant::encoding).toList();
  }

  private void awaitCompleted(String version) {
    Awaitility.await().until(() -> !store.manifest(CHAT, Version.parse(version)).quick());
  }

  private void hold() {
    gate = new CountDownLatch(1);
  }

  private void change(ReleaseState to) {
    store
        .catalog()
        .commit(
            "ben",
            "",
            snapshot -> List.of(new Change.StateChanged(CHAT, V1, release(V1).state(), to, "bad")));
  }

  @Test
  void publish_fast_isStagedWithQuickVariantsThenReleasedWithTheBestInOneBatch() throws Exception {
    hold();
    PublishResult.Published first = published("1.0.0", "beta", true);

    assertThat(first.created()).isTrue();
    assertThat(first.manifest().quick()).isTrue();
    assertThat(encodings(manifest())).containsExactlyInAnyOrderElementsOf(QUICK);
    assertThat(release(V1).state()).isEqualTo(ReleaseState.STAGED);
    assertThat(widget().state().channels()).isEmpty();
    assertThat(latest()).isNull();
    assertThat(store.check(CHAT, V1)).isEmpty();
    Digest quick = widget().manifests().get(V1);

    gate.countDown();
    awaitCompleted("1.0.0");

    Manifest best = manifest();
    assertThat(encodings(best)).contains(Encoding.ZSTD);
    assertThat(best.completion().quick()).isEqualTo(quick);
    assertThat(best.publishedAt()).isEqualTo(first.manifest().publishedAt());
    assertThat(best.content()).isEqualTo(first.manifest().content());
    assertThat(release(V1).state()).isEqualTo(ReleaseState.RELEASED);
    assertThat(widget().state().channels()).containsEntry("beta", V1);
    assertThat(store.catalog().history(CHAT, 100, 1).get(0).changes())
        .containsExactly(
            new Change.StateChanged(CHAT, V1, ReleaseState.STAGED, ReleaseState.RELEASED, ""),
            new Change.Completed(CHAT, V1, widget().manifests().get(V1), "beta"),
            new Change.ChannelMoved(CHAT, "beta", null, V1));
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
  }

  /** As after a publish that is not fast: a stable version of a channel is for that channel. */
  @Test
  void publish_fastToAChannel_latestPassesItOver() throws Exception {
    published("1.0.0", "next", true);
    awaitCompleted("1.0.0");
    assertThat(release(V1).isCandidate()).isTrue();
    assertThat(latest()).isNull();
  }

  /** Equal bytes under one entity tag, other bytes under another: the number is in the tag. */
  @Test
  void publish_fast_quickVariantsHaveANumberForTheirEntityTags() throws Exception {
    hold();
    Manifest quick = published("1.0.0", null, true).manifest();
    gate.countDown();
    awaitCompleted("1.0.0");
    assertThat(quick.repaired()).isPositive();
    assertThat(manifest().repaired()).isZero();
  }

  @Test
  void publish_fast_itsBestFilesAreThoseOfAPlainPublish() throws Exception {
    published("1.0.0", null, true);
    awaitCompleted("1.0.0");
    Path other = folder.resolve("other");
    try (NodeStore plain = FolderStores.open(other, StoreOptions.DEFAULTS.withSync(false))) {
      NodeStore fast = store;
      stop();
      store = plain;
      start();
      published("1.0.0", null, false);
      assertThat(manifest().files()).isEqualTo(fast.manifest(CHAT, V1).files());
      store = fast;
    }
  }

  @Test
  void publish_fastAndStopped_staysStagedAndTheSameBytesCompleteIt() throws Exception {
    hold();
    published("1.0.0", null, true);
    stop();
    assertThat(manifest().quick()).isTrue();
    assertThat(release(V1).state()).isEqualTo(ReleaseState.STAGED);

    start();
    PublishResult.Published again = published("1.0.0", null, false);

    assertThat(again.completed()).isTrue();
    assertThat(again.created()).isFalse();
    assertThat(again.unmet()).isEmpty();
    assertThat(again.report().shifts()).isNotEmpty();
    assertThat(again.manifest().quick()).isFalse();
    assertThat(latest()).isEqualTo("1.0.0");
    PublishResult.Published third = published("1.0.0", null, true);
    assertThat(third.changed()).isFalse();
    assertThat(third.sequence()).isEqualTo(again.sequence());
  }

  /** A bucket that does not answer must not hold up the end of the origin. */
  @Test
  void close_whileTheStoreDoesNotAnswer_waitsForSoLongAndNoLonger() throws Exception {
    hold();
    published("1.0.0", null, true);

    assertTimeout(Publisher.STOP.dividedBy(2), () -> publisher.close(Publisher.STOP.dividedBy(50)));

    assertThat(manifest().quick()).isTrue();
  }

  @Test
  void publish_otherBytesOverAQuickVersion_isAConflict() throws Exception {
    hold();
    published("1.0.0", null, true);
    stop();
    start();
    assertThat(publish("1.0.0", null, true, "other()"))
        .isInstanceOfSatisfying(
            PublishResult.Refused.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(409));
    assertThat(manifest().quick()).isTrue();
  }

  @Test
  void publish_sameBytesWhileItIsCompleted_waitsAndChangesNothing() throws Exception {
    hold();
    published("1.0.0", null, true);
    CompletableFuture<PublishResult.Published> second =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return published("1.0.0", null, true);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    gate.countDown();
    PublishResult.Published answer = second.get();
    assertThat(answer.created()).isFalse();
    assertThat(answer.manifest().quick()).isFalse();
    assertThat(answer.unmet()).isEmpty();
    assertThat(store.catalog().history(CHAT, 100, 100)).hasSize(2);
  }

  @Test
  void complete_afterABlock_changesNothing() throws Exception {
    hold();
    published("1.0.0", "beta", true);
    change(ReleaseState.BLOCKED);
    long sequence = store.catalog().snapshot().sequence();
    gate.countDown();
    publisher.close();
    assertThat(store.catalog().snapshot().sequence()).isEqualTo(sequence);
    assertThat(widget().state().channels()).isEmpty();
  }

  @Test
  void complete_afterAYank_replacesVariantsOnly() throws Exception {
    hold();
    published("1.0.0", "beta", true);
    change(ReleaseState.YANKED);
    gate.countDown();
    awaitCompleted("1.0.0");
    assertThat(release(V1).state()).isEqualTo(ReleaseState.YANKED);
    assertThat(widget().state().channels()).isEmpty();
    assertThat(latest()).isNull();
  }

  /** An upload keeps its bundle on the disk until it is complete: not everybody may do that. */
  @Test
  void publish_fastWhileManyAreBeingCompleted_isPublishedAsUsual() throws Exception {
    hold();
    for (int i = 0; i < 4; i++) {
      assertThat(published("1.0." + i, null, true).manifest().quick()).isTrue();
    }
    PublishResult.Published fifth = published("1.0.4", null, true);
    assertThat(fifth.manifest().quick()).isFalse();
    assertThat(latest()).isEqualTo("1.0.4");
    gate.countDown();
    for (int i = 0; i < 4; i++) {
      awaitCompleted("1.0." + i);
    }
    assertThat(latest()).isEqualTo("1.0.4");
    // Deleted after the version is complete.
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(store.staging()).isDirectoryNotContaining("glob:**bundle-*"));
  }

  /** A node that has not seen the change yet serves the quick ones still. */
  @Test
  void collect_afterALateCompletion_keepsQuickVariantsForTheGracePeriod() throws Exception {
    hold();
    List<Variant> quick =
        published("1.0.0", null, true).manifest().files().get("index.js").variants();
    stop();
    now = now.plus(Duration.ofDays(10));
    start();
    published("1.0.0", null, false);

    GarbageCollector.collect(store, false, Duration.ofDays(1));
    for (Variant variant : quick) {
      assertThat(store.blobs().read(variant.digest()).size()).isEqualTo(variant.size());
    }

    now = now.plus(Duration.ofDays(2));
    assertThat(GarbageCollector.collect(store, false, Duration.ofDays(1)).blobs())
        .isEqualTo(quick.size());
    assertThat(store.check(CHAT, V1)).isEmpty();
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
  }
}
