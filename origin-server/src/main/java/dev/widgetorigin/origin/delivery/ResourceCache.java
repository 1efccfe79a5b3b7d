package dev.widgetorigin.origin.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.delivery.answer.Asset;
import dev.widgetorigin.origin.delivery.answer.Resource;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.widget.Widget;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What URLs were found to mean, by their path as it came. An entry holds for as long as the catalog
 * holds the very same {@link Widget}, and none of its versions has become broken or whole.
 * Thread-safe.
 */
final class ResourceCache {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceCache.class);

  /** After so many changes it is looked for entries that hold no longer. */
  private static final int CHANGES_BETWEEN_SWEEPS = 64;

  private final Catalog catalog;
  private final BrokenVersions broken;
  private final Executor background;
  private final Cache<String, Known> resources;

  /** {@link CatalogSnapshot#sequence} when that was looked for last. */
  private final AtomicLong swept;

  /** A resource, and when the catalog was last seen to hold its widget still. */
  private static final class Known {
    final Resource resource;

    /** {@link CatalogSnapshot#sequence}; nothing changes without another. */
    private volatile long seenAt = -1;

    Known(Resource resource) {
      this.resource = resource;
    }

    /** Whether the catalog holds the very same widget. */
    @SuppressWarnings("ReferenceEquality") // the very same widget: nothing about it has changed
    boolean holds(CatalogSnapshot now) {
      if (seenAt == now.sequence()) {
        return true;
      }
      ResolvedTarget target = resource.target();
      if (now.widget(target.name()).orElse(null) != target.widget()) {
        return false;
      }
      seenAt = now.sequence();
      return true;
    }
  }

  /**
   * Knows nothing yet.
   *
   * @param maxBytes of heads, roughly
   * @param background lets go of what holds no longer
   */
  ResourceCache(Catalog catalog, BrokenVersions broken, long maxBytes, Executor background) {
    this.catalog = catalog;
    this.broken = broken;
    this.background = background;
    this.swept = new AtomicLong(catalog.snapshot().sequence());
    this.resources =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String path, Known each) -> each.resource.weight() + 2 * path.length())
            .executor(Runnable::run)
            .build();
  }

  /** What the path meant last time, if nothing that decides it has changed since; else null. */
  Resource current(String path, long nowMillis) {
    Known known = resources.getIfPresent(path);
    if (known == null) {
      return null;
    }
    Resource resource = known.resource;
    if (resource instanceof Asset asset && asset.lastModified() > Math.floorDiv(nowMillis, 1000L)) {
      // The clock was put back; a Last-Modified in the future would be wrong.
      return null;
    }
    ResolvedTarget target = resource.target();
    if (target.insteadOf() != null) {
      // Asking is what makes a broken version be tried again.
      broken.contains(target.name(), target.insteadOf());
    }
    return resource.holds() && target.epoch() == broken.epoch() && known.holds(catalog.snapshot())
        ? resource
        : null;
  }

  void put(String path, Resource resource) {
    resources.put(path, new Known(resource));
    long now = catalog.snapshot().sequence();
    long before = swept.get();
    if (now - before >= CHANGES_BETWEEN_SWEEPS && swept.compareAndSet(before, now)) {
      Deferred.background(
          background, this::sweep, e -> LOG.debug("not swept, until more has changed", e));
    }
  }

  /**
   * Lets go of what holds no longer. An entry has its widget as it was, with a list of all versions
   * that no head's size tells of: one for each version of a widget would be too much.
   */
  private void sweep() {
    CatalogSnapshot now = catalog.snapshot();
    resources.asMap().values().removeIf(known -> !known.holds(now));
  }

  void clear() {
    resources.invalidateAll();
  }
}
