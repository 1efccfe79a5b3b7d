package dev.widgetorigin.resolver;

import java.util.Arrays;
import java.util.Collection;

/**
 * The releases of a widget, ascending by precedence, no version twice, with a {@link ReleaseIndex}.
 * Immutable; thread-safe. States that differ in channels or pins only share one.
 *
 * <p>It is one sorted array, so that a version costs four bytes beside its {@link Release} and
 * adding one is a single copy. The index, which takes as much again, is made when the first alias
 * is asked for: a widget nobody asks for costs nothing.
 */
final class Releases {
  static final Releases NONE = new Releases(new Release[0], null);

  /** Never written after construction. */
  private final Release[] all;

  /** Made on first use. A lost race makes it twice, and both are right. */
  private volatile ReleaseIndex index;

  private Releases(Release[] all, ReleaseIndex index) {
    this.all = all;
    this.index = index;
  }

  /** In any order; no version twice. */
  static Releases of(Collection<Release> releases) {
    Release[] ascending = releases.toArray(new Release[0]);
    Arrays.sort(ascending, java.util.Comparator.comparing(Release::version));
    return new Releases(ascending, null);
  }

  /** Adds or replaces. */
  Releases with(Release release) {
    ReleaseIndex made = index;
    int at = indexOf(release.version());
    Release before = at < 0 ? null : all[at];
    Release[] copy = at < 0 ? inserted(all, -at - 1, release) : all.clone();
    copy[at < 0 ? -at - 1 : at] = release;
    // So that an event loop makes it once for a widget, and not after every change.
    return new Releases(copy, made == null ? null : made.with(before, release));
  }

  static Release[] inserted(Release[] ascending, int at, Release release) {
    Release[] copy = new Release[ascending.length + 1];
    System.arraycopy(ascending, 0, copy, 0, at);
    copy[at] = release;
    System.arraycopy(ascending, at, copy, at + 1, ascending.length - at);
    return copy;
  }

  ReleaseIndex index() {
    ReleaseIndex made = index;
    if (made == null) {
      made = ReleaseIndex.of(all);
      index = made;
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
