package dev.widgetorigin.store.node;

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
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderStoresTest {
  @TempDir Path folder;
  @AutoClose private NodeStore store;

  @BeforeEach
  void open() {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS);
  }

  private void reopen() {
    store.close();
    store = FolderStores.open(folder, StoreOptions.DEFAULTS);
  }

  private void block(String widget, String version) {
    store
        .catalog()
        .commit(
            "ana",
            "malware",
            now ->
                List.of(
                    new Change.StateChanged(
                        widget(widget),
                        version(version),
                        ReleaseState.RELEASED,
                        ReleaseState.BLOCKED,
                        "malware")));
  }

  @Test
  void publish_newVersion_isServedAfterReopening() throws IOException {
    PublishOutcome outcome = publish(store, "chat", "1.0.0", "hello ", "a.js", "b/c.js");

    assertThat(outcome.kind()).isEqualTo(Kind.CREATED);
    assertThat(outcome.sequence()).isEqualTo(1);
    reopen();
    Manifest manifest = store.manifest(widget("chat"), version("1.0.0"));
    assertThat(manifest).isEqualTo(outcome.manifest());
    AssetEntry file = manifest.file("b/c.js").orElseThrow();
    assertThat(store.blobs().read(file.digest(), file.size()).bytes())
        .isEqualTo("hello b/c.js".getBytes(StandardCharsets.UTF_8));
    assertThat(store.intact(widget("chat"), version("1.0.0"))).isTrue();
    assertThat(store.manifestIfCached(widget("chat"), version("1.0.0"))).isSameAs(manifest);
  }

  @Test
  void open_stagingIsALink_emptiesTheStoreOnly(@TempDir Path elsewhere) throws IOException {
    store.close();
    Files.writeString(elsewhere.resolve("kept"), "not ours");
    Files.delete(store.staging());
    Files.createSymbolicLink(store.staging(), elsewhere);
    reopen();
    assertThat(elsewhere.resolve("kept")).exists();
    assertThat(store.staging()).isDirectory().isEmptyDirectory();
  }

  @Test
  void publish_sameBytesAgain_isIdenticalAndAppendsNothing() {
    publish(store, "chat", "1.0.0", "x");

    PublishOutcome again = publish(store, "chat", "1.0.0", "x");

    assertThat(again.kind()).isEqualTo(Kind.IDENTICAL);
    assertThat(again.sequence()).isEqualTo(1);
    assertThat(store.catalog().snapshot().sequence()).isEqualTo(1);
  }

  @Test
  void publish_otherBytesOrPathsOrBuild_isConflict() {
    publish(store, "chat", "1.0.0+a", "x", "a.js");

    assertThat(publish(store, "chat", "1.0.0+a", "y", "a.js").kind()).isEqualTo(Kind.CONFLICT);
    assertThat(publish(store, "chat", "1.0.0+a", "x", "a.js", "b.js").kind())
        .isEqualTo(Kind.CONFLICT);
    assertThat(publish(store, "chat", "1.0.0+b", "x", "a.js").kind()).isEqualTo(Kind.CONFLICT);
    assertThat(publish(store, "chat", "1.0.0", "x", "a.js").kind()).isEqualTo(Kind.CONFLICT);
    assertThat(store.catalog().snapshot().sequence()).isEqualTo(1);
    assertThat(store.manifest(widget("chat"), version("1.0.0")).files()).containsOnlyKeys("a.js");
  }

  @Test
  void publish_blockedNumber_neverComesBack() {
    publish(store, "chat", "1.0.0", "x");
    block("chat", "1.0.0");

    assertThat(publish(store, "chat", "1.0.0", "x").kind()).isEqualTo(Kind.CONFLICT);
    assertThatThrownBy(
            () ->
                store
                    .catalog()
                    .commit(
                        "ana",
                        "",
                        now ->
                            List.of(
                                new Change.StateChanged(
                                    widget("chat"),
                                    version("1.0.0"),
                                    ReleaseState.BLOCKED,
                                    ReleaseState.RELEASED,
                                    ""))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("blocked is for good");
  }

  @Test
  void publish_versionsThatDifferInCase_areTwo() {
    publish(store, "@acme/map", "1.0.0-RC", "upper");
    publish(store, "@acme/map", "1.0.0-rc", "lower");
    reopen();

    assertThat(store.manifest(widget("@acme/map"), version("1.0.0-RC")))
        .isNotEqualTo(store.manifest(widget("@acme/map"), version("1.0.0-rc")));
  }

  @Test
  void publish_blobNeitherStagedNorStored_isRefused() {
    List<StagedBlob> staged = new ArrayList<>();
    Manifest manifest =
        Bundles.manifest(store.staging(), "chat", "1.0.0", Map.of("a.js", "x"), staged);

    assertThatThrownBy(
            () ->
                store.publish(
                    new NewVersion(manifest, ReleaseState.RELEASED, "a", ""), staged.subList(0, 1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("neither staged nor stored");
    assertThat(store.catalog().snapshot().widgetCount()).isZero();
  }

  @Test
  void publish_orphanManifestOfTheSameVersion_isNotInTheWay() throws IOException {
    List<StagedBlob> staged = new ArrayList<>();
    Manifest orphan =
        Bundles.manifest(store.staging(), "chat", "1.0.0", Map.of("old.js", "old"), staged);
    store.manifests().create(orphan, new Upload(0, "0123456789abcdef"));

    assertThat(publish(store, "chat", "1.0.0", "new", "new.js").kind()).isEqualTo(Kind.CREATED);
    reopen();
    assertThat(store.manifest(widget("chat"), version("1.0.0")).files()).containsOnlyKeys("new.js");
  }

  @Test
  void publish_fiftyAtOnce_oneIsCreated() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(50);
    try {
      List<Callable<PublishOutcome>> publishers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String content = i % 2 == 0 ? "even" : "odd";
        publishers.add(() -> publish(store, "chat", "1.0.0", content));
      }
      List<Kind> kinds = new ArrayList<>();
      for (Future<PublishOutcome> outcome : pool.invokeAll(publishers)) {
        kinds.add(outcome.get().kind());
      }
      assertThat(kinds).filteredOn(Kind.CREATED::equals).hasSize(1);
      assertThat(kinds).filteredOn(Kind.IDENTICAL::equals).hasSize(24);
      assertThat(kinds).filteredOn(Kind.CONFLICT::equals).hasSize(25);
    } finally {
      pool.shutdownNow();
    }
    assertThat(store.catalog().snapshot().sequence()).isEqualTo(1);
  }

  @Test
  void publish_lostBlobAgain_putsItBack() throws IOException {
    PublishOutcome outcome = publish(store, "chat", "1.0.0", "x");
    AssetEntry file = outcome.manifest().file("index.js").orElseThrow();
    Files.delete(Damaging.blob(folder, file.digest()));
    assertThat(store.intact(widget("chat"), version("1.0.0"))).isFalse();

    publish(store, "chat", "1.0.0", "x");

    assertThat(store.intact(widget("chat"), version("1.0.0"))).isTrue();
  }

  @Test
  void open_missingOrShortBlob_saysWhich() throws IOException {
    AssetEntry file =
        publish(store, "chat", "1.0.0", "x").manifest().file("index.js").orElseThrow();
    Path blob = Damaging.blob(folder, file.digest());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(blob)))
        .isEqualTo("r--r--r--");

    Files.delete(blob);
    assertThatThrownBy(() -> store.blobs().read(file.digest(), file.size()))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.MISSING));
    Files.writeString(blob, "");
    assertThatThrownBy(() -> store.blobs().read(file.digest(), file.size()))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
  }

  @Test
  void open_secondTime_isLockedAndNamesTheProcess() {
    assertThatThrownBy(() -> FolderStores.open(folder, StoreOptions.DEFAULTS))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.LOCKED))
        .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    publish(store, "chat", "1.0.0", "x");
  }

  /** By somebody who took it for left over. */
  @Test
  void keepLock_lockFileDeleted_makesItAgainAndHoldsIt() throws IOException {
    Path lock = folder.resolve("lock");
    store.keepLock();
    Files.delete(lock);

    store.keepLock();

    assertThat(lock).content().isEqualTo(ProcessHandle.current().pid() + "\n");
    FileChannel other = FileChannel.open(lock, StandardOpenOption.WRITE);
    try (other) {
      assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
    }
  }

  @Test
  void keepLock_lockFileOfAnotherProcess_saysSo() throws IOException {
    Path lock = folder.resolve("lock");
    Files.delete(lock);
    Files.writeString(lock, "1\n");

    assertThatThrownBy(store::keepLock)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.LOCKED))
        .hasMessageContaining("another process has opened the folder")
        .hasMessageNotContaining(folder.toString());
    assertThat(lock).content().isEqualTo("1\n");
  }

  @Test
  void openReadOnly_besideAWriter_readsAndRefusesWrites() {
    publish(store, "chat", "1.0.0", "x");

    try (NodeStore reader = FolderStores.openReadOnly(folder, StoreOptions.DEFAULTS)) {
      assertThat(reader.catalog().snapshot().sequence()).isEqualTo(1);
      assertThat(reader.intact(widget("chat"), version("1.0.0"))).isTrue();
      assertThatThrownBy(() -> publish(reader, "chat", "2.0.0", "y"))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
    }
    assertThat(publish(store, "chat", "2.0.0", "y").kind()).isEqualTo(Kind.CREATED);
  }

  @ParameterizedTest
  @CsvSource({"1, does not convert", "2, does not convert", "4, Run the newer version"})
  void open_otherFormat_isIncompatible(int found, String advice) throws IOException {
    store.close();
    Path format = folder.resolve("format.json");
    Files.delete(format);
    Files.writeString(format, "{\"format\":" + found + ",\"store\":\"widget-origin\"}");

    assertThatThrownBy(() -> FolderStores.open(folder, StoreOptions.DEFAULTS))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.INCOMPATIBLE))
        .hasMessageContaining(advice);
  }

  @Test
  void open_newFolder_isTheOwnersOnly_anExistingOneKeepsItsMode() throws IOException {
    Path made = folder.resolve("a/b/store");
    FolderStores.open(made, StoreOptions.DEFAULTS).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
    var wide = PosixFilePermissions.fromString("rwxr-xr-x");
    Files.setPosixFilePermissions(made, wide);
    FolderStores.open(made, StoreOptions.DEFAULTS).close();
    assertThat(Files.getPosixFilePermissions(made)).isEqualTo(wide);
  }

  @Test
  void open_fileInPlaceOfTheFolder_saysSoInWords() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> FolderStores.open(file, StoreOptions.DEFAULTS))
        .hasMessageContaining("expected a folder or a free name, found a file")
        .hasMessageNotContaining("Exception");
  }
}
