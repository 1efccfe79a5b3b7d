package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.CrashJvm;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.PutEvents.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process is killed while a follower hears of commits. It misses none afterwards. */
class CrashOfFollowerTest {
  private static final int COMMITS = 8;

  @TempDir Path folder;

  private void run(String crash, String step, int time, Path heard)
      throws IOException, InterruptedException {
    CrashJvm.Ended ended =
        CrashJvm.run(
            CrashTestFollower.class, crash, folder.resolve("store"), heard, COMMITS, step, time);
    assertThat(ended.status()).isEqualTo(CrashPoint.EXIT_STATUS);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void follow_killedAtAStepOfItsCursor_missesNothingAndKeepsTheOrder(Step step) throws Exception {
    Path heard = folder.resolve("heard");
    run("", step.name(), 1, heard);
    run("", step.name(), 3, heard);
    assertNoneIsMissed(heard);
  }

  @ParameterizedTest
  @EnumSource(
      value = CrashPoint.class,
      names = {"LOG_DURABLE", "CATALOG_SWAPPED"})
  void follow_killedBetweenACommitAndItsHandler_missesNothingAndKeepsTheOrder(CrashPoint point)
      throws Exception {
    Path heard = folder.resolve("heard");
    run(point.text() + ":1", "none", 0, heard);
    run(point.text() + ":3", "none", 0, heard);
    assertNoneIsMissed(heard);
  }

  private void assertNoneIsMissed(Path heard) throws IOException {
    long last;
    try (NodeStore store =
        FolderStores.open(folder.resolve("store"), StoreOptions.DEFAULTS.withSync(false))) {
      store.catalog().follow(CrashTestFollower.follower(store, heard));
      CrashTestFollower.awaitAll(store);
      last = store.catalog().snapshot().sequence();
    }
    List<Long> sequences =
        Files.exists(heard)
            ? Files.readAllLines(heard).stream().map(Long::valueOf).toList()
            : List.of();
    long newest = 0;
    for (long sequence : sequences) {
      assertThat(sequence).as("%s", sequences).isBetween(1L, newest + 1);
      newest = Math.max(newest, sequence);
    }
    assertThat(newest).isEqualTo(last);
  }
}
