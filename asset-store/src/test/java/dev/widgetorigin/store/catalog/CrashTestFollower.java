package dev.widgetorigin.store.catalog;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that commits and hears of it until it is halted: its follower writes a line for each
 * batch to the file {@code heard}. Arguments: the store folder, that file, how many commits, and
 * the step of writing the cursor at which it is halted, e.g. {@code LINKED 3}, or {@code none 0}.
 */
final class CrashTestFollower {
  private CrashTestFollower() {}

  public static void main(String[] args) throws Exception {
    Path heard = Path.of(args[1]);
    AtomicInteger left = new AtomicInteger(Integer.parseInt(args[4]));
    StoreOptions options =
        StoreOptions.DEFAULTS
            .withCheckpoints(4, 3)
            .withPutObserver(
                (step, key) -> {
                  boolean here =
                      key.startsWith(StoreLayout.FOLLOWERS) && args[3].equals(step.name());
                  if (here && left.decrementAndGet() == 0) {
                    Runtime.getRuntime().halt(CrashPoint.EXIT_STATUS);
                  }
                });
    try (NodeStore store = FolderStores.open(Path.of(args[0]), options)) {
      store.catalog().follow(follower(store, heard));
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        WidgetName widget = WidgetName.parse("w" + i);
        store
            .catalog()
            .commit(
                "ana",
                "",
                now -> List.of(new Change.SettingsChanged(widget, WidgetSettings.DEFAULTS)));
        if (i % 3 == 0) {
          awaitSaved(store);
        }
      }
      awaitSaved(store);
    }
  }

  /** One cursor is saved for all commits that were handled together: so each wait is one more. */
  private static void awaitSaved(NodeStore store) throws IOException {
    long last = store.catalog().snapshot().sequence();
    while (store.cursor("test").load().map(Position::sequence).orElse(0L) < last) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  static LogFollower follower(NodeStore store, Path heard) {
    return new LogFollower(
        "test",
        store.cursor("test"),
        commit ->
            Files.writeString(
                heard,
                commit.sequence() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC));
  }

  static void awaitAll(NodeStore store) {
    while (store.catalog().followers().stream()
        .anyMatch(status -> status.name().equals("test") && status.behind() > 0)) {
      Thread.onSpinWait();
    }
  }
}
