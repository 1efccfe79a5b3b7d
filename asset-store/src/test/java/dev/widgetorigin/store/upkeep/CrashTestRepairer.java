package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.nio.file.Path;

/**
 * A process that puts back what a store lost until it is halted. Arguments: the store folder, and
 * {@code publish} (the same bytes again) or the folder of a backup.
 */
final class CrashTestRepairer {
  private CrashTestRepairer() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    if (!args[1].equals("publish")) {
      try (RepairSource source = RepairSource.backup(Path.of(args[1]))) {
        Repair.repair(folder, source, UpkeepEvents.NONE);
      }
      return;
    }
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS)) {
      Bundles.publish(store, "chat", "1.0.0", "content", "a.js", "b.js");
    }
  }
}
