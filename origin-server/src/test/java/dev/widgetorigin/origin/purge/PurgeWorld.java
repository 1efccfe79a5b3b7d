package dev.widgetorigin.origin.purge;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real log, and the commit that each change makes. */
final class PurgeWorld implements AutoCloseable {
  static final WidgetName CHAT = WidgetName.parse("chat");

  final NodeStore store;

  PurgeWorld(Path folder) {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
  }

  static Change.Published published(WidgetName widget, String version, ReleaseState state) {
    return new Change.Published(
        widget,
        Version.parse(version),
        state,
        Digest.sha256(version.getBytes(StandardCharsets.UTF_8)));
  }

  static Change.Published published(String version) {
    return published(CHAT, version, ReleaseState.RELEASED);
  }

  static Change.StateChanged moved(String version, ReleaseState from, ReleaseState to) {
    return new Change.StateChanged(CHAT, Version.parse(version), from, to, "");
  }

  /** Null where nothing changed. */
  Commit commit(Change... changes) {
    CatalogSnapshot before = store.catalog().snapshot();
    Optional<ChangeBatch> batch =
        store.catalog().commit("ana", "a test", snapshot -> List.of(changes));
    return batch.map(done -> new Commit(done, before, store.catalog().snapshot())).orElse(null);
  }

  @Override
  public void close() {
    store.close();
  }
}
