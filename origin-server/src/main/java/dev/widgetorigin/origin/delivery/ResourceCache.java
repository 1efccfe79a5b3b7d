package dev.widgetorigin.origin.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.delivery.answer.Asset;
import dev.widgetorigin.origin.delivery.answer.Resource;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.widget.Widget;

/**
 * What URLs were found to mean, by their path as it came. An entry holds for as long as the catalog
 * holds the very same {@link Widget}, and none of its versions has become broken or whole.
 * Thread-safe.
 */
final class ResourceCache {
  private final Catalog catalog;
  private final BrokenVersions broken;
  private final Cache<String, Known> resources;

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

  /** {@code maxBytes} of heads, roughly. */
  ResourceCache(Catalog catalog, BrokenVersions broken, long maxBytes) {
    this.catalog = catalog;
    this.broken = broken;
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
  }

  void clear() {
    resources.invalidateAll();
  }
}
