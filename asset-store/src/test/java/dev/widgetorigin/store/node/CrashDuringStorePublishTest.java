package dev.widgetorigin.store.node;

import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.CrashJvm;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.upkeep.Scrubber;
import dev.widgetorigin.store.upkeep.UpkeepEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A process is halted at each named point. Whatever it had been told exists is there afterwards,
 * and all that is there is whole.
 */
class CrashDuringStorePublishTest {
  private static final int VERSIONS = 8;

  @TempDir Path folder;

  private List<String> publish(String crash, int first, int expectedStatus)
      throws IOException, InterruptedException {
    CrashJvm.Ended ended = CrashJvm.run(CrashTestPublisher.class, crash, folder, first, VERSIONS);
    assertThat(ended.status()).isEqualTo(expectedStatus);
    return ended.out().lines().filter(line -> line.startsWith("published ")).toList();
  }

  private void assertWhole(NodeStore store, List<String> acknowledged) {
    Set<Version> visible = new HashSet<>();
    store
        .catalog()
        .snapshot()
        .widget(widget("chat"))
        .ifPresent(w -> visible.addAll(w.state().releases().keySet()));
    for (String line : acknowledged) {
      assertThat(visible).contains(version(line.substring("published ".length())));
    }
    for (Version version : visible) {
      assertThat(store.intact(widget("chat"), version)).as("%s whole", version).isTrue();
    }
    assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
    assertThat(store.catalog().history(null, Long.MAX_VALUE, 1000))
        .hasSize((int) store.catalog().snapshot().sequence());
  }

  @ParameterizedTest
  @EnumSource(value = CrashPoint.class, mode = Mode.MATCH_NONE, names = "AUDIT_.*")
  void publish_haltedAtPoint_keepsAllItAcknowledged(CrashPoint point) throws Exception {
    // Twice: on an empty store, and on the one that the first crash left.
    List<String> acknowledged =
        new ArrayList<>(publish(point.text() + ":1", 0, CrashPoint.EXIT_STATUS));
    acknowledged.addAll(publish(point.text() + ":2", VERSIONS, CrashPoint.EXIT_STATUS));

    // What the halted process left is on the disk; what is added here need not be.
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false))) {
      assertWhole(store, acknowledged);
      // The number that was being published is not lost: other bytes may take it, if it is not
      // there.
      int next = acknowledged.size();
      for (int i = 0; i < 2 * VERSIONS; i++) {
        String number = "1." + i + ".0";
        boolean there =
            store.catalog().snapshot().widget(widget("chat")).stream()
                .anyMatch(w -> w.state().release(version(number)).isPresent());
        assertThat(Bundles.publish(store, "chat", number, "other " + next).kind())
            .isEqualTo(there ? Kind.CONFLICT : Kind.CREATED);
      }
      assertWhole(store, acknowledged);
    }
  }

  @Test
  void publish_notHalted_acknowledgesAll() throws Exception {
    assertThat(publish("", 0, 0)).hasSize(VERSIONS);
  }
}
