package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.object.s3.BucketUrl;
import dev.widgetorigin.store.object.s3.CephGateway;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** On a real Ceph; and collecting and restoring there. */
class CephUpkeepTest extends BucketRepairContract {
  private static final int ROUNDS = 2;

  private final BucketUrl place = CephGateway.somewhere();

  @Override
  ObjectStore objects() throws IOException {
    return open(place);
  }

  private static ObjectStore open(BucketUrl url) throws IOException {
    CephGateway ceph = CephGateway.find().orElse(null);
    assumeTrue(ceph != null, CephGateway.HOW_TO_GET);
    return ceph.open(url);
  }

  /** What publishes that never reached the log, and a rollout that is over, have left. */
  private List<String> garbage() throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] bytes = ("nobody names me " + i).getBytes(UTF_8);
      String under = i % 2 == 0 ? StoreLayout.BLOBS : StoreLayout.MANIFESTS;
      Upload upload = new Upload(0, "%016x".formatted(i));
      keys.add(StoreLayout.content(under, Digest.sha256(bytes), upload));
      objects().ensure(keys.get(i), Source.of(bytes));
    }
    String rollout = StoreLayout.tallies(widget("chat"), "1.0.0-1", "0");
    keys.add(StoreLayout.tally(rollout, 7, "a", "r"));
    objects().ensure(keys.get(keys.size() - 1), Source.of("{}".getBytes(UTF_8)));
    return keys;
  }

  /**
   * Publishes and reads what was published until that many rounds are over; answers how many there
   * are.
   */
  private static int use(NodeStore node, AtomicInteger published, AtomicInteger rounds)
      throws IOException {
    while (rounds.get() < ROUNDS) {
      int next = published.get();
      publish(node, "chat", "1." + next + ".0", "same " + next / 3 + " ", "a.js");
      published.incrementAndGet();
      for (int i = Math.max(0, next - 2); i <= next; i++) {
        assertThat(text(node, "1." + i + ".0", "a.js")).isEqualTo("same " + i / 3 + " a.js");
      }
    }
    return published.get();
  }

  @Test
  void collectAndRestore_whileANodeServesAndPublishes_loseNothingThatIsNamed() throws Exception {
    List<String> garbage = garbage();
    AtomicInteger published = new AtomicInteger();
    AtomicInteger rounds = new AtomicInteger();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    BucketUrl other = CephGateway.somewhere();
    Path backup = folder.resolve("backup");
    long restored = 0;
    try (NodeStore node = node("a")) {
      Future<Integer> use = threads.submit(() -> use(node, published, rounds));
      try {
        for (int i = 0; i < ROUNDS && !use.isDone(); i++) {
          int before = published.get();
          var unused = GarbageCollector.collect(bucket(), OPTIONS, Duration.ZERO);
          backup();
          if (i == 0) {
            restored = restore(backup, other);
          }
          await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> published.get() > before || use.isDone());
          rounds.incrementAndGet();
        }
      } finally {
        rounds.set(ROUNDS);
      }
      assertThat(use.get()).isGreaterThanOrEqualTo(ROUNDS);
    } finally {
      threads.shutdownNow();
    }

    for (String key : garbage) {
      assertThat(objects().stat(key)).as(key).isEmpty();
    }
    Scrubber.Report report = verify();
    assertThat(report.damages()).isEmpty();
    assertThat(report.manifests()).isEqualTo(published.get());
    assertThat(restored).isPositive();
    assertRestored(other, restored);
  }

  private static Bucket bucket(BucketUrl url) throws IOException {
    return new Bucket(
        open(url), url.toString(), 1 << 20, Duration.ofMillis(100), "1.2.3", Widget.FIRST_TEMPLATE);
  }

  private static long restore(Path backup, BucketUrl to) throws IOException {
    try (CopyTarget target = CopyTarget.bucket(bucket(to))) {
      return Backup.restore(backup, target, UpkeepEvents.NONE).sequence();
    }
  }

  /** It is a store of its own, and goes on. */
  private void assertRestored(BucketUrl url, long sequence) throws IOException {
    try (NodeStore node = BucketStores.open(folder.resolve("other"), bucket(url), OPTIONS)) {
      assertThat(node.catalog().snapshot().sequence()).isEqualTo(sequence);
      assertThat(text(node, "1.0.0", "a.js")).isEqualTo("same 0 a.js");
      publish(node, "chat", "9.0.0", "new ", "a.js");
      assertThat(node.check(widget("chat"), version("9.0.0"))).isEmpty();
      assertThat(Scrubber.scrub(node, UpkeepEvents.NONE).damages()).isEmpty();
    }
  }
}
