package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Damaging;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deltas are kept, looked after, backed up and collected as other variants are. */
class DeltaUpkeepTest {
  @TempDir private Path temporary;
  @AutoClose private NodeStore store;
  private Digest delta;
  private volatile Instant now = Instant.now();

  @BeforeEach
  void publish() {
    store =
        FolderStores.open(temporary.resolve("store"), StoreOptions.DEFAULTS.withClock(() -> now));
    Bundles.publish(store, "chat", "1.0.0", "first");
    List<StagedBlob> staged = new ArrayList<>();
    Manifest plain =
        Bundles.manifest(store.staging(), "chat", "1.1.0", Map.of("index.js", "second"), staged);
    StagedBlob blob = Bundles.stage(store.staging(), "a delta".getBytes(StandardCharsets.UTF_8));
    staged.add(blob);
    delta = blob.digest();
    AssetEntry entry = plain.files().get("index.js");
    Digest dictionary =
        store.manifest(widget("chat"), version("1.0.0")).files().get("index.js").digest();
    List<Variant> variants = new ArrayList<>(entry.variants());
    variants.add(new Variant(Encoding.DCB, delta, 7, dictionary));
    Manifest manifest =
        plain.withFiles(new TreeMap<>(Map.of("index.js", entry.withVariants(variants))), 0);
    store.publish(new NewVersion(manifest, ReleaseState.RELEASED, "ana", "a test"), staged);
  }

  private void block(String version) {
    Change blocked =
        new Change.StateChanged(
            widget("chat"),
            version(version),
            ReleaseState.RELEASED,
            ReleaseState.BLOCKED,
            "malware");
    store.catalog().commit("ana", "malware", snapshot -> List.of(blocked));
    now = now.plus(Duration.ofDays(30));
    GarbageCollector.collect(store, false, Duration.ofHours(24));
  }

  private boolean isThere(NodeStore where) throws IOException {
    try {
      return where.blobs().read(delta).size() == 7;
    } catch (StoreException missing) {
      return false;
    }
  }

  @Test
  void collect_dictionaryBlocked_deltaStays() throws IOException {
    block("1.0.0");
    assertThat(isThere(store)).isTrue();
    assertThat(store.intact(widget("chat"), version("1.1.0"))).isTrue();
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
  }

  @Test
  void collect_versionBlocked_deltaGoes() throws IOException {
    block("1.1.0");
    assertThat(isThere(store)).isFalse();
  }

  @Test
  void verify_deltaDamaged_isFound() throws IOException {
    Path file = Damaging.blob(temporary.resolve("store"), delta);
    Files.delete(file);
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages())
        .anySatisfy(damage -> assertThat(damage.toString()).contains("(dcb)"));
    assertThat(store.check(widget("chat"), version("1.1.0"))).isPresent();
  }

  @Test
  void restore_hasTheDelta() throws IOException {
    Path copy = temporary.resolve("copy");
    Backup.backup(store, copy, UpkeepEvents.NONE);
    Path restored = temporary.resolve("restored");
    Restoring.restore(copy, restored);
    try (NodeStore opened = FolderStores.open(restored, StoreOptions.DEFAULTS)) {
      assertThat(isThere(opened)).isTrue();
      assertThat(opened.intact(widget("chat"), version("1.1.0"))).isTrue();
    }
  }
}
