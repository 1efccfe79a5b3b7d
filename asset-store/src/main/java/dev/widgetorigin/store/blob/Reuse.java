package dev.widgetorigin.store.blob;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.manifest.Digest;
import java.util.Set;

/** The versions on whose blobs a publish counts. Pure. */
record Reuse(Set<Owner> owners) {
  /**
   * A version that names a blob.
   *
   * @param manifest by which it does
   */
  record Owner(WidgetName widget, Version version, Digest manifest) {
    /** Whether it still does: a blocked version's blobs may be collected at any time. */
    boolean live(CatalogSnapshot now) {
      return now.widget(widget)
          .filter(found -> manifest.equals(found.manifests().get(version)))
          .flatMap(found -> found.state().release(version))
          .filter(release -> release.state() != ReleaseState.BLOCKED)
          .isPresent();
    }
  }

  boolean live(CatalogSnapshot now) {
    return owners.stream().allMatch(owner -> owner.live(now));
  }
}
