package dev.widgetorigin.store.upkeep;

import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Damaging;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.AssetEntry;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same bundle once more puts back what was lost of it, and another bundle changes nothing. */
class RepairByPublishingTest {
  @TempDir Path folder;
  @AutoClose private NodeStore store;
  private PublishOutcome first;

  /** What is done to a version's files. */
  enum Harm {
    ORIGINAL_MISSING,
    ORIGINAL_CUT,
    ORIGINAL_FLIPPED,
    VARIANT_MISSING,
    VARIANT_CUT,
    VARIANT_FLIPPED,
    MANIFEST_MISSING,
    MANIFEST_CUT,
    MANIFEST_FLIPPED,
    MANIFEST_OF_ANOTHER_VERSION,
    MANIFEST_AND_BLOB;

    void apply(Path folder, Store store, Manifest manifest) throws IOException {
      AssetEntry file = manifest.file("a.js").orElseThrow();
      Path original = Damaging.blob(folder, file.digest());
      Path variant = Damaging.blob(folder, file.variants().get(0).digest());
      Path document = Damaging.manifest(folder, store, "chat", "1.1.0");
      switch (this) {
        case ORIGINAL_MISSING -> Files.delete(original);
        case ORIGINAL_CUT -> Damaging.cut(original);
        case ORIGINAL_FLIPPED -> Damaging.flip(original);
        case VARIANT_MISSING -> Files.delete(variant);
        case VARIANT_CUT -> Damaging.cut(variant);
        case VARIANT_FLIPPED -> Damaging.flip(variant);
        case MANIFEST_MISSING -> Files.delete(document);
        case MANIFEST_CUT -> Damaging.cut(document);
        case MANIFEST_FLIPPED -> Damaging.flip(document);
        case MANIFEST_OF_ANOTHER_VERSION ->
            Damaging.overwrite(
                document, Files.readAllBytes(Damaging.manifest(folder, store, "chat", "1.0.0")));
        case MANIFEST_AND_BLOB -> {
          Files.delete(document);
          Damaging.flip(original);
        }
      }
    }
  }

  @BeforeEach
  void open() {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
    Bundles.publish(store, "chat", "1.0.0", "old", "a.js", "b.js");
    first = Bundles.publish(store, "chat", "1.1.0", "new", "a.js", "b.js");
  }

  private void reopen() {
    store.close();
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
  }

  private void assertWhole() {
    assertThat(store.check(widget("chat"), version("1.1.0"))).isEmpty();
    assertThat(store.damaged().count()).isZero();
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void publish_sameBytesAfterHarm_putsThemBack(Harm harm) throws IOException {
    harm.apply(folder, store, first.manifest());
    assertThat(store.check(widget("chat"), version("1.1.0"))).isPresent();
    assertThat(store.damaged().unreadable(widget("chat"), version("1.1.0")))
        .as("a lost variant can be done without")
        .isEqualTo(!harm.name().startsWith("VARIANT"));

    PublishOutcome again = Bundles.publish(store, "chat", "1.1.0", "new", "a.js", "b.js");

    assertThat(again.kind()).isEqualTo(Kind.REPAIRED);
    assertThat(again.manifest().content()).isEqualTo(first.manifest().content());
    assertWhole();
    reopen();
    assertWhole();
    assertThat(Bundles.publish(store, "chat", "1.1.0", "new", "a.js", "b.js").kind())
        .isEqualTo(Kind.IDENTICAL);
  }

  @ParameterizedTest
  @EnumSource
  void publish_otherBytesAfterHarm_changesNothing(Harm harm) throws IOException {
    harm.apply(folder, store, first.manifest());
    long sequence = store.catalog().snapshot().sequence();

    PublishOutcome other = Bundles.publish(store, "chat", "1.1.0", "other", "a.js", "b.js");

    assertThat(other.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(store.catalog().snapshot().sequence()).isEqualTo(sequence);
    assertThat(store.check(widget("chat"), version("1.1.0"))).isPresent();
  }

  @Test
  void publish_variantCompressedOtherwise_isNamedByANewManifest() throws IOException {
    Harm.VARIANT_MISSING.apply(folder, store, first.manifest());
    List<StagedBlob> staged = new ArrayList<>();
    Manifest again =
        Bundles.manifest(
            store.staging(), "chat", "1.1.0", Map.of("a.js", "newa.js", "b.js", "newb.js"), staged);
    byte[] other = "br, smaller".getBytes(StandardCharsets.UTF_8);
    StagedBlob variant = Bundles.stage(store.staging(), other);
    staged.add(variant);
    AssetEntry file = again.file("a.js").orElseThrow();
    AssetEntry recompressed =
        new AssetEntry(
            file.path(),
            file.size(),
            file.digest(),
            file.sha384(),
            file.sha512(),
            List.of(new Variant(Encoding.BR, variant.digest(), other.length)));
    Map<String, AssetEntry> files = new TreeMap<>(again.files());
    files.put("a.js", recompressed);
    staged.removeIf(blob -> blob.digest().equals(file.variants().get(0).digest()));

    PublishOutcome outcome =
        store.publish(
            new NewVersion(again.withFiles(files, 0), ReleaseState.RELEASED, "ben", ""), staged);

    assertThat(outcome.kind()).isEqualTo(Kind.REPAIRED);
    Manifest now = store.manifest(widget("chat"), version("1.1.0"));
    assertThat(now.file("a.js").orElseThrow()).isEqualTo(recompressed);
    assertThat(now.file("b.js")).isEqualTo(first.manifest().file("b.js"));
    assertThat(now.publishedAt()).isEqualTo(first.manifest().publishedAt());
    assertThat(store.catalog().history(widget("chat"), 100, 1).get(0).changes().get(0))
        .isInstanceOf(Change.Repaired.class);
    assertWhole();
    reopen();
    assertWhole();
  }

  @Test
  void publish_newVersionOverADamagedBlob_isWhole() throws IOException {
    Harm.ORIGINAL_FLIPPED.apply(folder, store, first.manifest());

    Bundles.publish(store, "chat", "1.2.0", "new", "a.js", "b.js");

    assertThat(store.check(widget("chat"), version("1.2.0"))).isEmpty();
  }
}
