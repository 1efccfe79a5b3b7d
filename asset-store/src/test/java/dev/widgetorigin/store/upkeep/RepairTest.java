package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.Damaging;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of damaged object is put back from a backup; what cannot be is left and named. */
class RepairTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS.withSync(false).withCheckpoints(2, 3);

  @TempDir Path parent;
  private Path folder;
  private Path backup;

  /** What is done to the folder; five versions, so a segment 1–3 and log objects 4 and 5. */
  enum Harm {
    BLOB("blobs/sha256"),
    MANIFEST("manifests"),
    LOG("log"),
    HISTORY("history"),
    CHECKPOINT("checkpoints"),
    LOADER("loaders/chat/1.4.0");

    private final String under;

    Harm(String under) {
      this.under = under;
    }

    List<Path> files(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder.resolve(under))) {
        return files.filter(Files::isRegularFile).sorted().toList();
      }
    }
  }

  @BeforeEach
  void fill() {
    folder = parent.resolve("store");
    backup = parent.resolve("backup");
    try (NodeStore store = FolderStores.open(folder, OPTIONS)) {
      for (int i = 0; i < 5; i++) {
        Bundles.publish(store, "chat", "1." + i + ".0", "v" + i + " ", "a.js", "b.js");
      }
      store
          .loaders()
          .keep(widget("chat"), version("1.4.0"), "loader".getBytes(StandardCharsets.UTF_8));
      Backup.backup(store, backup, UpkeepEvents.NONE);
    }
  }

  private Repair.Report repair() {
    try (RepairSource source = RepairSource.backup(backup)) {
      return Repair.repair(folder, source, UpkeepEvents.NONE);
    }
  }

  private void assertWhole() {
    try (NodeStore store = FolderStores.open(folder, OPTIONS)) {
      assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
      assertThat(store.catalog().history(widget("chat"), 100, 100)).hasSize(5);
      for (int i = 0; i < 5; i++) {
        assertThat(store.check(widget("chat"), version("1." + i + ".0"))).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void repair_everyObjectOfAKindFlipped_putsThemBack(Harm harm) throws IOException {
    for (Path file : harm.files(folder)) {
      Damaging.flip(file);
    }

    Repair.Report report = repair();

    assertThat(report.left().damages()).isEmpty();
    assertThat(report.repaired())
        .hasSize(harm.files(folder).size() + (harm == Harm.CHECKPOINT ? 1 : 0));
    assertWhole();
    assertThat(repair().repaired()).as("nothing left to do").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void repair_everyObjectOfAKindCut_putsThemBack(Harm harm) throws IOException {
    for (Path file : harm.files(folder)) {
      Damaging.cut(file);
    }

    assertThat(repair().left().damages()).isEmpty();
    assertWhole();
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOB", "MANIFEST", "LOG"})
  void repair_everyObjectOfAKindMissing_putsThemBack(Harm harm) throws IOException {
    for (Path file : harm.files(folder)) {
      Files.delete(file);
    }

    assertThat(repair().left().damages()).isEmpty();
    assertWhole();
  }

  @Test
  void repair_besideTheProcessThatServes_isSeenByIt() throws IOException {
    try (NodeStore serving = FolderStores.open(folder, OPTIONS)) {
      Damaging.flip(Harm.BLOB.files(folder).get(0));
      Files.delete(Damaging.manifest(folder, serving, "chat", "1.2.0"));

      assertThat(repair().left().damages()).isEmpty();

      assertThat(Scrubber.scrub(serving, UpkeepEvents.NONE).damages()).isEmpty();
      Bundles.publish(serving, "chat", "2.0.0", "x");
    }
  }

  @Test
  void repair_backupIsDamagedToo_leavesWhatItHasNotAndSaysWhatToDo() throws IOException {
    Path blob = Harm.BLOB.files(folder).get(0);
    Damaging.flip(blob);
    Damaging.flip(backup.resolve(folder.relativize(blob)));
    byte[] before = Files.readAllBytes(blob);

    Repair.Report report = repair();

    assertThat(report.repaired()).isEmpty();
    assertThat(report.left().damages()).hasSize(1);
    Damage left = report.left().damages().get(0);
    assertThat(left.key()).isEqualTo(folder.relativize(blob).toString());
    assertThat(left.kind().remedy()).contains("Publish the same bytes again");
    assertThat(blob).hasBinaryContent(before);
  }

  @Test
  void repair_backupOfAnotherStore_isRefused() throws IOException {
    Path other = parent.resolve("other");
    try (NodeStore store = FolderStores.open(other, OPTIONS)) {
      for (int i = 0; i < 5; i++) {
        Bundles.publish(store, "chat", "1." + i + ".0", "w" + i + " ", "a.js");
      }
    }
    Damaging.flip(folder.resolve(StoreLayout.log(4)));

    try (RepairSource source = RepairSource.backup(other)) {
      assertThatThrownBy(() -> Repair.repair(folder, source, UpkeepEvents.NONE))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT))
          .hasMessageContaining("another store");
    }
  }

  @Test
  void backup_noBackup_isMissing() {
    assertThatThrownBy(() -> RepairSource.backup(parent.resolve("nothing")))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.MISSING));
  }

  @Test
  void open_logBeyondTheBackup_saysWhatToDo() throws IOException {
    for (Path checkpoint : Harm.CHECKPOINT.files(folder)) {
      Files.delete(checkpoint);
    }
    Damaging.cut(folder.resolve(StoreLayout.log(5)));

    assertThatThrownBy(() -> FolderStores.open(folder, OPTIONS).close())
        .hasMessageStartingWith("log object 5 is damaged")
        .hasMessageContaining("verify --repair-from BACKUP")
        .hasMessageContaining("restore it into a new folder");
  }
}
