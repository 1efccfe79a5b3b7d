package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blobs that no peer gets: those that a blocked version names and no other version of the same
 * widget does. Other widgets are not looked at, so that one request never reads the manifests of
 * the whole store: where another widget has the very same file, it is refused all the same.
 *
 * <p>What was found is kept until the widget changes; a question after a change looks at the
 * widgets that changed. Blocks where manifests must be read. Thread-safe.
 */
final class BlockedBlobs {
  private static final Logger LOG = LoggerFactory.getLogger(BlockedBlobs.class);

  private final Store store;

  /** By widget; what nothing is refused of is not in it. */
  private final Map<WidgetName, Set<Digest>> refused = new HashMap<>();

  /** What was looked through; null before the first question. */
  private CatalogSnapshot seen;

  BlockedBlobs(Store store) {
    this.store = store;
  }

  synchronized boolean contains(Digest digest) {
    CatalogSnapshot now = store.catalog().snapshot();
    Stream<Widget> changed = seen == null ? now.widgets() : now.widgetsChangedSince(seen);
    changed.filter(BlockedBlobs::hasBlocked).forEach(this::look);
    seen = now;
    return refused.values().stream().anyMatch(each -> each.contains(digest));
  }

  private static boolean hasBlocked(Widget widget) {
    return widget.state().releases().values().stream()
        .anyMatch(release -> release.state() == ReleaseState.BLOCKED);
  }

  private void look(Widget widget) {
    Set<Digest> blocked = new HashSet<>();
    Set<Digest> answered = new HashSet<>();
    for (Release release : widget.state().releases().values()) {
      addNamed(widget, release, release.state() == ReleaseState.BLOCKED ? blocked : answered);
    }
    blocked.removeAll(answered);
    refused.put(widget.state().name(), blocked);
  }

  private void addNamed(Widget widget, Release release, Set<Digest> into) {
    Manifest manifest;
    try {
      manifest = store.manifest(widget.state().name(), release.version());
    } catch (StoreException e) {
      if (e.code() == StoreException.Code.UNAVAILABLE) {
        // It may be readable again soon; an answer made without it would be kept.
        throw e;
      }
      // Of a blocked version nobody can say what to refuse; of another, its files are refused.
      LOG.warn(
          "which blobs {} {} names is not known: {}",
          widget.state().name(),
          release.version(),
          e.getMessage());
      return;
    }
    for (AssetEntry file : manifest.files().values()) {
      into.add(file.digest());
      file.variants().forEach(variant -> into.add(variant.digest()));
    }
  }
}
