package dev.widgetorigin.store.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Widget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * 100,000 versions: a start reads a checkpoint, no manifest; a commit shares all it does not touch.
 */
class LargeStoreTest {
  private static final Logger log = LoggerFactory.getLogger(LargeStoreTest.class);
  private static final int WIDGETS = 2_000;
  private static final int VERSIONS = 50;

  @TempDir Path folder;

  private static WidgetName name(int widget) {
    return WidgetName.parse(widget % 3 == 0 ? "@scope/widget-" + widget : "widget-" + widget);
  }

  private static void publish(WidgetName widget, List<Change> changes) {
    Digest digest = Digest.sha256(widget.toString().getBytes(StandardCharsets.UTF_8));
    for (int version = 0; version < VERSIONS; version++) {
      changes.add(
          new Change.Published(
              widget, Version.parse("1." + version + ".0"), ReleaseState.RELEASED, digest));
    }
  }

  @Test
  void open_hundredThousandVersions_startsFromTheCheckpoint() {
    StoreOptions options = StoreOptions.DEFAULTS.withSync(false).withCheckpoints(100_000, 1000);
    try (NodeStore store = FolderStores.open(folder, options)) {
      for (int first = 0; first < WIDGETS; first += 100) {
        List<Change> changes = new ArrayList<>();
        for (int widget = first; widget < first + 100; widget++) {
          publish(name(widget), changes);
        }
        store.catalog().commit("generator", "", now -> changes);
      }
    }
    long started = System.nanoTime();
    try (NodeStore store = FolderStores.open(folder, options)) {
      log.info(
          "a store of {} versions opened in {} ms",
          WIDGETS * VERSIONS,
          (System.nanoTime() - started) / 1_000_000);
      CatalogSnapshot before = store.catalog().snapshot();
      assertThat(before.widgetCount()).isEqualTo(WIDGETS);
      assertThat(before.widgets().mapToInt(w -> w.state().releases().size()).sum())
          .isEqualTo(WIDGETS * VERSIONS);

      store
          .catalog()
          .commit(
              "ana",
              "",
              now ->
                  List.of(
                      new Change.Pinned(
                          name(1), "latest", null, Version.parse("1.1.0"), "a test")));

      CatalogSnapshot after = store.catalog().snapshot();
      Optional<Widget> untouched = after.widget(name(2));
      assertThat(untouched.orElseThrow()).isSameAs(before.widget(name(2)).orElseThrow());
      assertThat(after.widget(name(1)).orElseThrow())
          .isNotSameAs(before.widget(name(1)).orElseThrow());
    }
  }
}
