package dev.widgetorigin.resolver;

import java.util.Arrays;
import java.util.Collection;

/**
 * The releases of a widget, ascending by precedence, no version twice, and {@link Shelves} of them.
 * Immutable; thread-safe. States that differ in channels or pins only share one.
 *
 * <p>It is one sorted array, so that a version costs four bytes beside its {@link Release} and
 * adding one is a single copy. The shelves, which take as much again, are made when the first alias
 * is asked for: a widget nobody asks for costs nothing.
 */
final class Releases {
  static final Releases NONE = new Releases(new Release[0], null);

  /** Never written after construction. */
  private final Release[] all;

  /** Made on first use. A lost race makes them twice, and both are right. */
  private volatile Shelves shelves;

  private Releases(Release[] all, Shelves shelves) {
    this.all = all;
    this.shelves = shelves;
  }

  /** In any order; no version twice. */
  static Releases of(Collection<Release> releases) {
    Release[] ascending = releases.toArray(new Release[0]);
    Arrays.sort(ascending, java.util.Comparator.comparing(Release::version));
    return new Releases(ascending, null);
  }

  /** Adds or replaces. */
  Releases with(Release release) {
    Shelves made = shelves;
    int index = indexOf(release.version());
    Release before = index < 0 ? null : all[index];
    Release[] copy = index < 0 ? inserted(all, -index - 1, release) : all.clone();
    copy[index < 0 ? -index - 1 : index] = release;
    // So that an event loop makes them once for a widget, and not after every change.
    return new Releases(copy, made == null ? null : made.with(before, release));
  }

  static Release[] inserted(Release[] ascending, int at, Release release) {
    Release[] copy = new Release[ascending.length + 1];
    System.arraycopy(ascending, 0, copy, 0, at);
    copy[at] = release;
    System.arraycopy(ascending, at, copy, at + 1, ascending.length - at);
    return copy;
  }

  Shelves shelves() {
    Shelves made = shelves;
    if (made == null) {
      made = Shelves.of(all);
      shelves = made;
    }
    return made;
  }

  int size() {
    return all.length;
  }

  Release at(int index) {
    return all[index];
  }

  /** Index of the version, or {@code -insertionPoint - 1}. */
  int indexOf(Version version) {
    return indexOf(all, version);
  }

  /** The same in another array of that order. */
  static int indexOf(Release[] ascending, Version version) {
    int low = 0;
    int high = ascending.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = ascending[middle].version().compareTo(version);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }
}
