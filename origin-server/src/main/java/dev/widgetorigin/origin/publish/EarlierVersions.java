package dev.widgetorigin.origin.publish;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.DeltaRules;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions whose files browsers may have when a new version comes out. */
final class EarlierVersions {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierVersions.class);

  private EarlierVersions() {}

  /**
   * Those that an alias answered, at most {@code count}: first those below the new version, the
   * highest first, then those above it, the lowest first. For a stable version all stable ones come
   * before prereleases: behind five betas are still the browsers that have the last release. Pure.
   *
   * <p>A version that is staged, and that no channel points to, is none of them: nobody may learn
   * of it. Neither is a blocked one, whose bytes may be gone.
   */
  static List<Version> choose(WidgetState state, Version version, int count) {
    Set<Version> channels = new HashSet<>(state.channels().values());
    Comparator<Version> order =
        Comparator.<Version, Boolean>comparing(
                other -> !version.isPrerelease() && other.isPrerelease())
            .thenComparing(other -> other.compareTo(version) > 0)
            .thenComparing((a, b) -> a.compareTo(version) > 0 ? a.compareTo(b) : b.compareTo(a));
    Stream<Version> answered =
        state.releases().values().stream()
            .filter(
                release ->
                    switch (release.state()) {
                      case RELEASED, DEPRECATED, YANKED -> true;
                      case STAGED -> channels.contains(release.version());
                      case BLOCKED -> false;
                    })
            .map(Release::version);
    return answered
        .filter(other -> other.compareTo(version) != 0)
        .sorted(order)
        .limit(count)
        .toList();
  }

  /** Their files. A version that cannot be read is left out. May block. */
  static Dictionaries dictionaries(Store store, WidgetName widget, List<Version> versions) {
    List<Manifest> manifests = new ArrayList<>();
    for (Version version : versions) {
      try {
        manifests.add(store.manifest(widget, version));
      } catch (StoreException e) {
        LOG.warn("no deltas from {} {}: it cannot be read", widget, version, e);
      }
    }
    return path -> dictionaries(store, manifests, path);
  }

  private static List<Dictionaries.Dictionary> dictionaries(
      Store store, List<Manifest> manifests, String path) {
    List<Dictionaries.Dictionary> found = new ArrayList<>();
    Set<Digest> seen = new HashSet<>();
    for (Manifest manifest : manifests) {
      AssetEntry entry = manifest.files().get(path);
      if (entry != null && DeltaRules.takesPart(path, entry.size()) && seen.add(entry.digest())) {
        found.add(
            new Dictionaries.Dictionary(
                entry.digest(),
                entry.size(),
                () -> store.blobs().read(entry.digest(), entry.size()).bytes()));
      }
    }
    return found;
  }
}
