package dev.widgetorigin.store.node;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process that publishes until it is halted: prints a line for each version it was told exists.
 * Arguments: the store folder, the first version's minor number, how many.
 */
final class CrashTestPublisher {
  private CrashTestPublisher() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    int first = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    StoreOptions options = StoreOptions.DEFAULTS.withCheckpoints(2, 3);
    try (NodeStore store = FolderStores.open(Path.of(args[0]), options)) {
      for (int i = first; i < first + count; i++) {
        String version = "1." + i + ".0";
        List<StagedBlob> staged = new ArrayList<>();
        Manifest manifest =
            Bundles.manifest(
                store.staging(), "chat", version, Map.of("index.js", "content of " + i), staged);
        store.publish(manifest, staged, ReleaseState.RELEASED, List.of(), "ana", "");
        System.out.println("published " + version);
        System.out.flush();
      }
    }
    System.out.println("closed");
  }
}
