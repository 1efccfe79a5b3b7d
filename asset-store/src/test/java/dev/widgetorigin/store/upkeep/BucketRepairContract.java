package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Putting back what a bucket has lost, from a backup, while a node serves and publishes. */
abstract class BucketRepairContract {
  static final StoreOptions OPTIONS = StoreOptions.DEFAULTS.withSync(false);

  /** So many that the log has a segment, and objects behind it. */
  private static final int VERSIONS = 5;

  private static final String LOADER = "loader";

  @TempDir Path folder;

  /** Reaches the same objects each time. */
  abstract ObjectStore objects() throws IOException;

  Bucket bucket() throws IOException {
    return new Bucket(
        objects(), "s3://tests/", 1 << 20, Duration.ofMillis(100), "1.2.3", Widget.FIRST_TEMPLATE);
  }

  NodeStore node(String name) throws IOException {
    return BucketStores.open(folder.resolve(name), bucket(), OPTIONS);
  }

  Scrubber.Report verify() throws IOException {
    try (NodeStore reader = BucketStores.openReadOnly(bucket(), OPTIONS)) {
      return Scrubber.scrub(reader, UpkeepEvents.NONE);
    }
  }

  Path backup() throws IOException {
    Path copy = folder.resolve("backup");
    try (NodeStore reader = BucketStores.openReadOnly(bucket(), OPTIONS)) {
      assertThat(Backup.backup(reader, copy, UpkeepEvents.NONE).problems()).isEmpty();
    }
    return copy;
  }

  static String text(NodeStore store, String version, String path) throws IOException {
    AssetEntry file = store.manifest(widget("chat"), version(version)).file(path).orElseThrow();
    return new String(store.blobs().read(file.digest(), file.size()).bytes(), UTF_8);
  }

  Repair.Report repair(Path from) throws IOException {
    try (RepairSource source = RepairSource.backup(from)) {
      return Repair.repair(bucket(), source, UpkeepEvents.NONE);
    }
  }

  /** Checkpoints are whole when it returns. */
  void fill() throws IOException {
    StoreOptions often = OPTIONS.withCheckpoints(2, 3);
    try (NodeStore store = BucketStores.open(folder.resolve("first"), bucket(), often)) {
      for (int i = 0; i < VERSIONS; i++) {
        publish(store, "chat", "1." + i + ".0", "v" + i + " ", "a.js");
      }
      store.loaders().keep(widget("chat"), version("1.4.0"), LOADER.getBytes(UTF_8));
    }
  }

  static List<String> keys(ObjectStore objects, String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    objects.list(prefix, entry -> keys.add(entry.key()));
    return keys;
  }

  static void flip(ObjectStore objects, String key) throws IOException {
    byte[] bytes = objects.bytes(key).orElseThrow();
    bytes[bytes.length / 2] ^= 1;
    objects.replace(key, Source.of(bytes));
  }

  /** One of each is other bytes, another is gone; answers how many were harmed. */
  private static int harm(ObjectStore objects) throws IOException {
    List<String> blobs = keys(objects, StoreLayout.BLOBS);
    List<String> manifests = keys(objects, StoreLayout.MANIFESTS);
    String segment = keys(objects, StoreLayout.HISTORY).get(0);
    List<String> flipped =
        List.of(
            blobs.get(0),
            manifests.get(0),
            segment,
            StoreLayout.log(VERSIONS),
            keys(objects, StoreLayout.LOADERS).get(0));
    for (String key : flipped) {
      flip(objects, key);
    }
    List<String> gone = List.of(blobs.get(1), manifests.get(1), StoreLayout.log(VERSIONS - 1));
    for (String key : gone) {
      assertThat(objects.delete(key)).as(key).isTrue();
    }
    return flipped.size() + gone.size();
  }

  @Test
  void repair_whileANodeServes_putsBackWhatTheBackupHas() throws IOException {
    ObjectStore objects = objects();
    fill();
    try (NodeStore serving = node("a");
        NodeStore another = node("b")) {
      Path backup = backup();
      int harmed = harm(objects);

      Repair.Report report = repair(backup);

      assertThat(report.repaired()).hasSize(harmed);
      assertThat(report.left().damages()).isEmpty();
      assertThat(another.catalog().reached(VERSIONS, Duration.ofSeconds(20))).isTrue();
      for (int i = 0; i < VERSIONS; i++) {
        String version = "1." + i + ".0";
        for (NodeStore each : List.of(serving, another)) {
          assertThat(text(each, version, "a.js")).isEqualTo("v" + i + " a.js");
          assertThat(each.check(widget("chat"), version(version))).isEmpty();
        }
      }
      publish(serving, "chat", "2.0.0", "and on ", "a.js");
      assertThat(another.catalog().reached(VERSIONS + 1, Duration.ofSeconds(20))).isTrue();
      assertThat(another.catalog().history(widget("chat"), 100, 100)).hasSize(VERSIONS + 1);
    }
    assertThat(verify().damages()).isEmpty();
    assertThat(repair(backup()).repaired()).as("nothing left to do").isEmpty();
  }

  @Test
  void repair_damagedCheckpoint_isMadeAgainOfTheLog() throws IOException {
    fill();
    Path backup = backup();
    List<String> checkpoints = keys(objects(), StoreLayout.CHECKPOINTS);
    for (String key : checkpoints) {
      flip(objects(), key);
    }

    assertThat(repair(backup).left().damages()).isEmpty();

    assertThat(verify().damages()).isEmpty();
    assertThat(keys(objects(), StoreLayout.CHECKPOINTS)).hasSize(1);
  }

  @Test
  void logObjectInASegmentIsGone_isNoticedAndMadeAgainOfTheSegment() throws IOException {
    fill();
    Path backup = backup();
    String gone = StoreLayout.log(2);
    byte[] before = objects().bytes(gone).orElseThrow();
    assertThat(objects().delete(gone)).isTrue();

    assertThat(verify().damages())
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(damage.key()).isEqualTo(gone);
              assertThat(damage.problem()).contains("is missing", "one that slept could take");
            });
    Repair.Report report = repair(backup);

    assertThat(report.repaired()).containsExactly("log object 2");
    assertThat(report.left().damages()).isEmpty();
    assertThat(objects().bytes(gone).orElseThrow()).isEqualTo(before);
  }

  /** Of a folder's older history only the segments are copied; that is no damage. */
  @Test
  void copyOfAFolder_wholeSegmentsWithoutLogObjects_isIntact() throws IOException {
    Path source = folder.resolve("source");
    try (NodeStore store = FolderStores.open(source, OPTIONS.withCheckpoints(2, 3))) {
      for (int i = 0; i < VERSIONS + 2; i++) {
        publish(store, "chat", "1." + i + ".0", "v" + i + " ", "a.js");
      }
      try (CopyTarget target = CopyTarget.bucket(bucket())) {
        assertThat(Backup.copy(store, target, UpkeepEvents.NONE).problems()).isEmpty();
      }
    }

    assertThat(keys(objects(), StoreLayout.HISTORY)).isNotEmpty();
    assertThat(objects().stat(StoreLayout.log(1))).isEmpty();
    assertThat(verify().damages()).isEmpty();
  }
}
