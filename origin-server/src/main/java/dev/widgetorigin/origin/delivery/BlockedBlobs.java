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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blobs that no peer gets: those that a blocked version names and no other version of the same
 * widget does. Other widgets are not looked at, so that one request never reads the manifests of
 * the whole store: where another widget has the very same file, it is refused all the same.
 *
 * <p>What was found is kept for as long as the catalog holds the very same {@link Widget}. A widget
 * without a blocked version costs nothing. Blocks where manifests must be read. Thread-safe.
 */
final class BlockedBlobs {
  private static final Logger LOG = LoggerFactory.getLogger(BlockedBlobs.class);

  private final Store store;
  private Map<WidgetName, Refused> byWidget = Map.of();
  private long sequence = -1;

  BlockedBlobs(Store store) {
    this.store = store;
  }

  private record Refused(Widget widget, Set<Digest> digests) {}

  synchronized boolean contains(Digest digest) {
    CatalogSnapshot snapshot = store.catalog().snapshot();
    if (snapshot.sequence() != sequence) {
      refresh(snapshot);
      sequence = snapshot.sequence();
    }
    return byWidget.values().stream().anyMatch(refused -> refused.digests().contains(digest));
  }

  private void refresh(CatalogSnapshot snapshot) {
    Map<WidgetName, Refused> next = new HashMap<>();
    snapshot
        .widgets()
        .filter(BlockedBlobs::hasBlocked)
        .forEach(widget -> next.put(widget.state().name(), refused(widget)));
    byWidget = next;
  }

  private static boolean hasBlocked(Widget widget) {
    return widget.state().releases().values().stream()
        .anyMatch(release -> release.state() == ReleaseState.BLOCKED);
  }

  @SuppressWarnings("ReferenceEquality") // the very same widget: nothing about it has changed
  private Refused refused(Widget widget) {
    Refused known = byWidget.get(widget.state().name());
    if (known != null && known.widget() == widget) {
      return known;
    }
    Set<Digest> blocked = new HashSet<>();
    Set<Digest> answered = new HashSet<>();
    for (Release release : widget.state().releases().values()) {
      addNamed(widget, release, release.state() == ReleaseState.BLOCKED ? blocked : answered);
    }
    blocked.removeAll(answered);
    return new Refused(widget, blocked);
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
