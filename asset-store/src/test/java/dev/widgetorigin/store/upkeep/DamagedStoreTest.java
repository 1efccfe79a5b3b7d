package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Damaging;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.codec.BatchCodec;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.HistorySegment;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a closed store are cut, changed or removed: it says which, or does without. */
class DamagedStoreTest {
  @TempDir Path folder;
  private AssetEntry file;

  @BeforeEach
  void fill() {
    try (NodeStore store = open()) {
      for (int i = 0; i < 5; i++) {
        file =
            publish(store, "chat", "1." + i + ".0", "v" + i + " ", "a.js", "b.js")
                .manifest()
                .file("a.js")
                .orElseThrow();
      }
    }
  }

  private NodeStore open() {
    return FolderStores.open(folder, StoreOptions.DEFAULTS.withCheckpoints(2, 3));
  }

  private List<Path> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(directory))) {
      return files.sorted().toList();
    }
  }

  private Path manifest(String version) {
    try (NodeStore store = FolderStores.openReadOnly(folder, StoreOptions.DEFAULTS)) {
      return Damaging.manifest(folder, store, "chat", version);
    }
  }

  private void deleteCheckpoints() throws IOException {
    for (Path checkpoint : files("checkpoints")) {
      Files.delete(checkpoint);
    }
  }

  private static void overwrite(Path path, byte[] bytes) throws IOException {
    Files.delete(path);
    Files.write(path, bytes);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertOpenFails(Code code) {
    return assertThatThrownBy(() -> open().close())
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void assertOpens() {
    try (NodeStore store = open()) {
      assertThat(store.catalog().snapshot().sequence()).isEqualTo(5);
      assertThat(store.intact(widget("chat"), version("1.4.0"))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "torn"})
  void open_tornTailOfTheLog_namesTheObject(String content) throws IOException {
    deleteCheckpoints();
    byte[] whole = Files.readAllBytes(folder.resolve(StoreLayout.log(5)));
    byte[] torn =
        content.equals("torn")
            ? Arrays.copyOf(whole, whole.length / 2)
            : content.getBytes(StandardCharsets.UTF_8);
    overwrite(folder.resolve(StoreLayout.log(5)), torn);

    assertOpenFails(Code.CORRUPT).hasMessageStartingWith("log object 5 is damaged");
  }

  @Test
  void open_gapInTheLog_namesIt() throws IOException {
    deleteCheckpoints();
    Files.delete(folder.resolve(StoreLayout.log(4)));

    assertOpenFails(Code.CORRUPT).hasMessageContaining("log object 4 is missing");
  }

  @Test
  void open_logShorterThanItsCheckpoint_isRefused() throws IOException {
    Files.delete(folder.resolve(StoreLayout.log(5)));

    assertOpenFails(Code.CORRUPT).hasMessageContaining("the log ends at 4");
  }

  @Test
  void open_damagedNewestCheckpoint_usesTheOneBefore() throws IOException {
    List<Path> checkpoints = files("checkpoints");
    assertThat(checkpoints).hasSize(2);
    overwrite(checkpoints.get(1), new byte[100]);

    assertOpens();
  }

  @Test
  void open_allCheckpointsDamaged_replaysTheLogAndItsSegments() throws IOException {
    for (Path checkpoint : files("checkpoints")) {
      overwrite(checkpoint, new byte[] {1});
    }
    assertThat(files("history")).hasSize(1);

    assertOpens();
  }

  @Test
  void open_singleObjectsLeftBesideTheirSegment_areTidiedAway() throws IOException {
    HistorySegment segment = new HistorySegment(StoreLayout.segment(1, 3), 1, 3);
    try (NodeStore store = open()) {
      ChangeBatch second = segment.read(store.objects()).get(1);
      Files.write(folder.resolve(StoreLayout.log(2)), BatchCodec.encode(second));
    }

    try (NodeStore store = open()) {
      publish(store, "chat", "2.0.0", "x");
      assertThat(store.catalog().history(widget("chat"), 100, 100)).hasSize(6);
    }
    assertThat(folder.resolve(StoreLayout.log(2))).doesNotExist();
  }

  @Test
  void manifest_changedOrMissing_isCorruptOrMissing() throws IOException {
    Path manifest = manifest("1.4.0");
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[bytes.length / 2] ^= 1;
    overwrite(manifest, bytes);
    try (NodeStore store = open()) {
      assertThatThrownBy(() -> store.manifest(widget("chat"), version("1.4.0")))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT))
          .hasMessageContaining("the manifest of chat@1.4.0 is damaged");
      assertThat(store.intact(widget("chat"), version("1.4.0"))).isFalse();
      Files.delete(manifest);
      assertThatThrownBy(() -> store.manifest(widget("chat"), version("1.4.0")))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.MISSING));
      assertThatThrownBy(() -> store.manifest(widget("chat"), version("9.0.0")))
          .hasMessage("chat@9.0.0 was never published");
    }
  }

  @Test
  void scrub_damageOfEveryKind_isNamedWithWhatItAffects() throws IOException {
    Path flipped = Damaging.blob(folder, file.digest());
    byte[] bytes = Files.readAllBytes(flipped);
    bytes[0] ^= 1;
    overwrite(flipped, bytes);
    Digest variant = file.variants().get(0).digest();
    Files.delete(Damaging.blob(folder, variant));
    Files.delete(manifest("1.2.0"));
    overwrite(files("history").get(0), new byte[] {1, 2, 3});
    byte[] batch = Files.readAllBytes(folder.resolve(StoreLayout.log(4)));
    batch[batch.length / 2] ^= 1;
    overwrite(folder.resolve(StoreLayout.log(4)), batch);
    overwrite(files("checkpoints").get(0), new byte[] {1});

    try (NodeStore store = FolderStores.openReadOnly(folder, StoreOptions.DEFAULTS)) {
      Scrubber.Report report = Scrubber.scrub(store, UpkeepEvents.NONE);

      assertThat(report.intact()).isFalse();
      assertThat(report.damages())
          .extracting(Damage::kind, Damage::object, Damage::affects)
          .containsExactlyInAnyOrder(
              tuple(Damage.Kind.BLOB, "blob " + file.digest(), List.of("chat@1.4.0 a.js")),
              tuple(Damage.Kind.BLOB, "blob " + variant, List.of("chat@1.4.0 a.js (br)")),
              tuple(Damage.Kind.MANIFEST, "manifest of chat@1.2.0", List.of("chat@1.2.0")),
              tuple(Damage.Kind.LOG, "history segment 1-3", List.of("the history it holds")),
              tuple(Damage.Kind.LOG, "log object 4", List.of("the history it holds")),
              tuple(Damage.Kind.CHECKPOINT, "checkpoint 4", List.of()));
    }
  }

  @Test
  void checkpointsOfAnOlderFormat_areNoDamageAndMadeAgain() throws IOException {
    byte[] old = gzip("{\"format\":1,\"sequence\":4}");
    for (Path checkpoint : files("checkpoints")) {
      Files.delete(checkpoint);
    }
    Files.write(folder.resolve(StoreLayout.checkpoint(4, Digest.sha256(old))), old);

    try (NodeStore store = open()) {
      assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
      assertThat(store.catalog().snapshot().widget(widget("chat")).orElseThrow().state().releases())
          .hasSize(5);
    }
    assertThat(files("checkpoints")).hasSize(2);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void scrub_intactStore_countsWhatItRead() {
    try (NodeStore store = open()) {
      Scrubber.Report report = Scrubber.scrub(store, UpkeepEvents.NONE);

      assertThat(report.damages()).isEmpty();
      assertThat(report.blobs()).isEqualTo(20);
      assertThat(report.manifests()).isEqualTo(5);
      assertThat(report.batches()).isEqualTo(5);
    }
  }
}
