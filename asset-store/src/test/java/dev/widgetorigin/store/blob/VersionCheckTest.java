package dev.widgetorigin.store.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.Damaging;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a slow check says is still so when it says it. */
final class VersionCheckTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Version ONE = Version.parse("1.0.0");
  private static final byte[] CONTENT = "aindex.js".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  /** The check rests for seconds between two files, and somebody may mend the version meanwhile. */
  @Test
  void check_damageIsMendedWhileItRests_isNotSaidAfterwards() throws Exception {
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false))) {
      Bundles.publish(store, "chat", "1.0.0", "a");
      Path blob = Damaging.blob(folder, Digest.sha256(CONTENT));
      Files.delete(blob);
      var unused = store.versionCheck().check(CHAT, ONE, () -> mend(store, blob));
      assertThat(store.damaged().find(CHAT, ONE).isPresent())
          .as("damaged")
          .isEqualTo(Files.notExists(blob));
    }
  }

  private static void mend(NodeStore store, Path blob) {
    try {
      Files.write(blob, CONTENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(store.check(CHAT, ONE)).isEmpty();
  }
}
