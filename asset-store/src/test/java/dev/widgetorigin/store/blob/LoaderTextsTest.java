package dev.widgetorigin.store.blob;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.LoaderTexts;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.Backup;
import dev.widgetorigin.store.upkeep.GarbageCollector;
import dev.widgetorigin.store.upkeep.Restoring;
import dev.widgetorigin.store.upkeep.Scrubber;
import dev.widgetorigin.store.upkeep.UpkeepEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderTextsTest {
  private static final StoreOptions OPTIONS = StoreOptions.DEFAULTS.withSync(false);
  private static final byte[] TEXT = text("(function(){})()");
  private static final String NAME = LoaderTexts.name(TEXT);

  @TempDir Path temporary;

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path folder() {
    return temporary.resolve("store");
  }

  private NodeStore open() {
    return FolderStores.open(folder(), OPTIONS);
  }

  private Path file() {
    return folder().resolve("loaders/@acme/chat/1.0.0/" + NAME + ".js");
  }

  private void keepOne() {
    try (NodeStore store = open()) {
      publish(store, "@acme/chat", "1.0.0", "a.js");
      assertThat(store.loaders().keep(widget("@acme/chat"), version("1.0.0"), TEXT)).isTrue();
      assertThat(store.loaders().keep(widget("@acme/chat"), version("1.0.0"), TEXT)).isTrue();
    }
  }

  @Test
  void keep_thenRestart_isFoundUnderItsOwnVersionOnly() {
    keepOne();
    assertThat(file()).hasBinaryContent(TEXT);
    try (NodeStore store = open()) {
      LoaderTexts texts = store.loaders();
      assertThat(texts.find(widget("@acme/chat"), version("1.0.0"), NAME)).contains(TEXT);
      assertThat(texts.find(widget("@acme/chat"), version("1.0.1"), NAME)).isEmpty();
      assertThat(texts.find(widget("chat"), version("1.0.0"), NAME)).isEmpty();
    }
  }

  @Test
  void collection_leavesThem() {
    keepOne();
    try (NodeStore store = open()) {
      GarbageCollector.collect(store, false, Duration.ZERO);
      assertThat(store.loaders().find(widget("@acme/chat"), version("1.0.0"), NAME)).contains(TEXT);
    }
  }

  @Test
  void backupAndRestore_bringThem() {
    keepOne();
    Path copy = temporary.resolve("copy");
    try (NodeStore store = open()) {
      assertThat(Backup.backup(store, copy, UpkeepEvents.NONE).problems()).isEmpty();
    }
    Path restored = temporary.resolve("restored");
    Restoring.restore(copy, restored);
    try (NodeStore store = FolderStores.open(restored, OPTIONS)) {
      assertThat(store.loaders().find(widget("@acme/chat"), version("1.0.0"), NAME)).contains(TEXT);
    }
  }

  @Test
  void damage_isNeverServedAndIsNamed() throws IOException {
    keepOne();
    Files.delete(file());
    Files.write(file(), text("evil()"));
    try (NodeStore store = open()) {
      assertThatThrownBy(() -> store.loaders().find(widget("@acme/chat"), version("1.0.0"), NAME))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
      List<Damage> damages = Scrubber.scrub(store, UpkeepEvents.NONE).damages();
      assertThat(damages).extracting(Damage::kind).containsExactly(Damage.Kind.LOADER);
      assertThat(damages.get(0).object()).isEqualTo("loader @acme/chat/1.0.0/" + NAME + ".js");
      Backup.Report report = Backup.backup(store, temporary.resolve("copy"), UpkeepEvents.NONE);
      assertThat(report.problems()).singleElement().asString().contains(NAME);
    }
  }

  @Test
  void keep_endlessTexts_isBounded() {
    try (NodeStore store = open()) {
      for (int i = 0; i < LoaderObjects.MAX_OF_A_VERSION; i++) {
        assertThat(store.loaders().keep(widget("chat"), version("1.0.0"), text("loader " + i)))
            .isTrue();
      }
      LoaderTexts texts = store.loaders();
      assertThat(texts.keep(widget("chat"), version("1.0.0"), text("one more"))).isFalse();
      assertThat(texts.keep(widget("chat"), version("1.0.0"), text("loader 7"))).isTrue();
      assertThat(texts.keep(widget("chat"), version("1.0.1"), text("one more"))).isTrue();
    }
  }
}
