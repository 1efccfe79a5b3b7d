package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.CrashJvm;
import dev.widgetorigin.store.Damaging;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is halted at each named point of a repair. The store is no worse afterwards, and the
 * same repair once more puts back the rest.
 */
class CrashDuringRepairTest {
  @TempDir Path parent;
  private Path folder;
  private Path backup;

  @BeforeEach
  void fill() throws IOException {
    folder = parent.resolve("store");
    backup = parent.resolve("backup");
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false))) {
      Bundles.publish(store, "chat", "0.9.0", "untouched", "a.js");
      Bundles.publish(store, "chat", "1.0.0", "content", "a.js", "b.js");
      Backup.backup(store, backup, UpkeepEvents.NONE);
      for (AssetEntry file : store.manifest(widget("chat"), version("1.0.0")).files().values()) {
        Damaging.flip(Damaging.blob(folder, file.digest()));
        Files.delete(Damaging.blob(folder, file.variants().get(0).digest()));
      }
      Damaging.cut(Damaging.manifest(folder, store, "chat", "1.0.0"));
    }
  }

  private int run(String crash, String how) throws IOException, InterruptedException {
    return CrashJvm.run(CrashTestRepairer.class, crash, folder, how).status();
  }

  private void assertRepaired() throws IOException {
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false))) {
      assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
      assertThat(store.manifest(widget("chat"), version("1.0.0")).files()).hasSize(2);
    }
    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "BLOB_SYNCED",
        "BLOB_LINKED",
        "MANIFEST_SYNCED",
        "MANIFEST_LINKED",
        "LOG_SYNCED",
        "LOG_LINKED",
        "CATALOG_SWAPPED"
      })
  void publishAgain_haltedAtPoint_isNoWorseAndCanBeRepeated(CrashPoint point) throws Exception {
    assertThat(run(point.text() + ":1", "publish")).isEqualTo(CrashPoint.EXIT_STATUS);

    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false))) {
      assertThat(store.check(widget("chat"), version("0.9.0"))).isEmpty();
      assertThat(Bundles.publish(store, "chat", "1.0.0", "other", "a.js", "b.js").kind())
          .isEqualTo(Store.PublishOutcome.Kind.CONFLICT);
    }
    assertThat(run("", "publish")).isZero();
    assertRepaired();
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOB_SYNCED", "BLOB_LINKED", "MANIFEST_SYNCED", "MANIFEST_LINKED"})
  void repairFromBackup_haltedAtPoint_isNoWorseAndCanBeRepeated(CrashPoint point) throws Exception {
    assertThat(run(point.text() + ":1", backup.toString())).isEqualTo(CrashPoint.EXIT_STATUS);

    assertThat(run("", backup.toString())).isZero();
    assertRepaired();
  }
}
