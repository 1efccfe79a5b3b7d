package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.Damaging;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS.withSync(false).withCheckpoints(4, 5);

  @TempDir Path temporary;
  private Path copy;
  @AutoClose private NodeStore store;

  @BeforeEach
  void open() {
    copy = temporary.resolve("copy");
    store = FolderStores.open(temporary.resolve("store"), OPTIONS);
    for (int i = 0; i < 7; i++) {
      publish(store, "chat", "1." + i + ".0", "v" + i, "a.js", "b.js");
    }
  }

  private void assertWholeCopy(Path folder, long sequence) {
    try (NodeStore opened = FolderStores.openReadOnly(folder, OPTIONS)) {
      assertThat(opened.catalog().snapshot().sequence()).isEqualTo(sequence);
      assertThat(Scrubber.scrub(opened, UpkeepEvents.NONE).damages()).isEmpty();
      assertThat(opened.catalog().history(null, sequence + 1, 10_000))
          .isEqualTo(store.catalog().history(null, sequence + 1, 10_000))
          .hasSize((int) sequence);
    }
  }

  @Test
  void backup_thenRestore_isTheSameStoreAndGoesOn() {
    Backup.Report backup = Backup.backup(store, copy, UpkeepEvents.NONE);
    assertThat(backup.problems()).isEmpty();
    assertThat(backup.blobs()).isEqualTo(28);
    assertWholeCopy(copy, 7);

    Path restored = temporary.resolve("restored");
    assertThat(Restoring.restore(copy, restored).sequence()).isEqualTo(7);

    assertWholeCopy(restored, 7);
    try (NodeStore opened = FolderStores.open(restored, StoreOptions.DEFAULTS)) {
      assertThat(opened.manifest(widget("chat"), version("1.3.0")))
          .isEqualTo(store.manifest(widget("chat"), version("1.3.0")));
      assertThat(publish(opened, "chat", "2.0.0", "x").sequence()).isEqualTo(8);
    }
  }

  @Test
  void backup_again_copiesOnlyWhatIsNew() {
    Backup.backup(store, copy, UpkeepEvents.NONE);
    assertThat(Backup.backup(store, copy, UpkeepEvents.NONE).blobs()).isZero();
    for (int i = 0; i < 6; i++) {
      publish(store, "map", "1." + i + ".0", "m" + i);
    }

    Backup.Report second = Backup.backup(store, copy, UpkeepEvents.NONE);

    assertThat(second.blobs()).isEqualTo(12);
    assertThat(second.manifests()).isEqualTo(6);
    assertWholeCopy(copy, 13);
  }

  @Test
  void backup_damagedCopy_isMendedByTheNext() throws IOException {
    Backup.backup(store, copy, UpkeepEvents.NONE);
    AssetEntry file = store.manifest(widget("chat"), version("1.0.0")).file("a.js").orElseThrow();
    Path blob = Damaging.blob(copy, file.digest());
    Files.delete(blob);
    Files.writeString(blob, "short");

    assertThat(Backup.backup(store, copy, UpkeepEvents.NONE).blobs()).isEqualTo(1);
    assertWholeCopy(copy, 7);
  }

  @Test
  void backup_whilePublishing_isWholeEachTime() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> publisher =
          thread.submit(
              () -> {
                for (int i = 0; !stop.get() && i < 150; i++) {
                  publish(store, "busy", "1." + i + ".0", "b" + i);
                }
              });
      for (int round = 0; round < 3; round++) {
        long sequence = Backup.backup(store, copy, UpkeepEvents.NONE).sequence();
        assertWholeCopy(copy, sequence);
        try (NodeStore reader = FolderStores.openReadOnly(store.root(), OPTIONS)) {
          Path other = temporary.resolve("beside");
          long seen = Backup.backup(reader, other, UpkeepEvents.NONE).sequence();
          assertWholeCopy(other, seen);
        }
      }
      stop.set(true);
      publisher.get();
    } finally {
      stop.set(true);
      thread.shutdownNow();
    }
  }

  @Test
  void backup_damagedSource_saysWhatIsNotInTheCopy() {
    AssetEntry file = store.manifest(widget("chat"), version("1.0.0")).file("a.js").orElseThrow();
    deleteBlob(store, file.digest());

    Backup.Report report = Backup.backup(store, copy, UpkeepEvents.NONE);

    assertThat(report.problems())
        .containsExactly(
            "chat@1.0.0: blob "
                + file.digest()
                + " is missing ("
                + StoreLayout.blob(file.digest())
                + ".…)");
  }

  private static void deleteBlob(NodeStore store, Digest digest) {
    try {
      Files.delete(Damaging.blob(store.root(), digest));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void restore_damagedBackup_isRefusedAndNoStore() throws IOException {
    Backup.backup(store, copy, UpkeepEvents.NONE);
    AssetEntry file = store.manifest(widget("chat"), version("1.0.0")).file("a.js").orElseThrow();
    Path blob = Damaging.blob(copy, file.digest());
    byte[] bytes = Files.readAllBytes(blob);
    bytes[0] ^= 1;
    Files.delete(blob);
    Files.write(blob, bytes);
    Path restored = temporary.resolve("restored");

    assertThatThrownBy(() -> Restoring.restore(copy, restored))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT))
        .hasMessageContaining("chat@1.0.0: blob " + file.digest());
    assertThatThrownBy(() -> FolderStores.open(restored, StoreOptions.DEFAULTS))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.INCOMPATIBLE));
  }

  @Test
  void restore_intoAFolderWithContent_isRefused() throws IOException {
    Backup.backup(store, copy, UpkeepEvents.NONE);
    Files.writeString(Files.createDirectory(temporary.resolve("full")).resolve("x"), "x");

    for (Path target : List.of(temporary.resolve("full"), store.root())) {
      assertThatThrownBy(() -> Restoring.restore(copy, target)).hasMessageContaining("not empty");
    }
    assertThatThrownBy(
            () -> Restoring.restore(temporary.resolve("nowhere"), temporary.resolve("new")))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.MISSING));
  }

  @Test
  void backup_overAnotherStoresCopyOrItself_isRefused() {
    Backup.backup(store, copy, UpkeepEvents.NONE);
    try (NodeStore other = FolderStores.open(temporary.resolve("other"), StoreOptions.DEFAULTS)) {
      for (int i = 0; i < 9; i++) {
        assertThat(publish(other, "chat", "1." + i + ".0", "other").kind()).isEqualTo(Kind.CREATED);
      }
      assertThatThrownBy(() -> Backup.backup(other, copy, UpkeepEvents.NONE))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT))
          .hasMessageContaining("another store");
      assertThatThrownBy(() -> Backup.backup(other, other.root(), UpkeepEvents.NONE))
          .isInstanceOf(StoreException.class);
    }
    assertWholeCopy(copy, 7);
  }
}
