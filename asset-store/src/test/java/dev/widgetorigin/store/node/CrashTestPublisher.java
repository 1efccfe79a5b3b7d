package dev.widgetorigin.store.node;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that publishes until it is halted: prints a line for each version it was told exists.
 * Arguments: the store folder, the first version's minor number, how many.
 *
 * <p>Checkpoints are written by a thread of their own, one for all versions that were published in
 * the meantime. So that each point is reached at least twice, however slow that thread is, every
 * fourth version waits for it; the three between go on beside it.
 */
public final class CrashTestPublisher {
  private static final int VERSIONS_BESIDE = 4;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

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
        store.publish(new NewVersion(manifest, ReleaseState.RELEASED, "ana", ""), staged);
        System.out.println("published " + version);
        System.out.flush();
        if (i % VERSIONS_BESIDE == VERSIONS_BESIDE - 1) {
          awaitCheckpoint(store);
        }
      }
    }
    System.out.println("closed");
  }

  private static void awaitCheckpoint(NodeStore store) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (store.catalog().followers().stream().anyMatch(each -> each.behind() > 0)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(store.catalog().followers().toString());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
