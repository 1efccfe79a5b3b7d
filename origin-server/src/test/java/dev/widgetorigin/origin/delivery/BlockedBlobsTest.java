package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockedBlobsTest {
  @TempDir Path folder;

  @Test
  void contains_whileManifestsCannotBeRead_saysSoAndRemembersNothing() {
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"))) {
      world.publish("w", "1.0.0", ReleaseState.RELEASED, "a.js", Map.of("a.js", "let a = 1;"));
      Digest digest = world.entry("1.0.0", "a.js").digest();
      world.state("1.0.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
      ObservedStore store = new ObservedStore(world.store);
      BlockedBlobs blobs = new BlockedBlobs(store);
      store.failing = true;
      assertThatThrownBy(() -> blobs.contains(digest)).isInstanceOf(StoreException.class);
      store.failing = false;
      assertThat(blobs.contains(digest)).isTrue();
    }
  }
}
