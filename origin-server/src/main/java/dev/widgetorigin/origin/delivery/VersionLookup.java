package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.ParsedPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * From a path to the version that answers it now, and to its manifest. A version whose bytes turn
 * out to be lost is left as a whole from then on. Thread-safe.
 */
final class VersionLookup {
  private final Store store;
  private final BrokenVersions broken;
  private final AssetLocator locator;
  private final List<String> fallback;

  /**
   * @param fallback paths to look under where the widget's settings name none
   */
  VersionLookup(Store store, BrokenVersions broken, List<String> fallback) {
    this.store = store;
    this.broken = broken;
    this.locator = new AssetLocator(broken);
    this.fallback = fallback;
  }

  /** The widget that a path names, whatever else is wrong with it; null where there is none. */
  Widget widgetOf(ParsedPath parsed) {
    return AssetLocator.widgetOf(store.catalog().snapshot(), parsed);
  }

  /** Where the path leads now. */
  Located locate(ParsedPath parsed) {
    return parsed instanceof BadPath bad
        ? new Located.NotFound(bad.problem(), null, null, null)
        : locator.locate(store.catalog().snapshot(), (AssetPath) parsed);
  }

  /** The paths under which the target's file may be, in their order. */
  List<String> fallback(ResolvedTarget target) {
    return target.fallback(fallback);
  }

  /** Null where it is not in memory; never blocks. */
  Manifest manifestIfCached(ResolvedTarget target) {
    return store.manifestIfCached(target.name(), target.version());
  }

  /** Throws StoreException. May block. */
  Manifest manifest(ResolvedTarget target) {
    return store.manifest(target.name(), target.version());
  }

  /** Aliases leave the version where its manifest is lost; false where it is only out of reach. */
  boolean leave(ResolvedTarget target, StoreException reason) {
    return leave(target, reason, () -> manifest(target) != null);
  }

  /**
   * Aliases leave the version where bytes of it are lost; false where they are only out of reach.
   *
   * @param again reads again what failed; may block
   */
  boolean leave(ResolvedTarget target, StoreException reason, BooleanSupplier again) {
    boolean lost = BlobReader.lost(reason);
    if (lost) {
      broken.add(target.name(), target.version(), reason.getMessage(), again);
    }
    return lost;
  }
}
