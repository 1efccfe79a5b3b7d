package dev.widgetorigin.resolver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A widget's releases grouped by what aliases may do with them, so that what a range has is found
 * by binary search, however many versions lie between that it cannot have: prereleases, staged,
 * yanked and blocked ones. Anybody can make up ranges, and an event loop looks for them. Immutable.
 */
final class ReleaseIndex {
  /** What an alias makes of a release. A staged one is in no group. */
  enum Kind {
    /** The rules may choose it. */
    RELEASED,
    /** The rules choose it where nothing else is left. */
    DEPRECATED,
    /** Yanked, blocked, or a candidate: a range that has nothing else says so. */
    PASSED_OVER
  }

  /** Two of each kind: stable versions, then prereleases. Ascending; never written to. */
  private final Release[][] groups;

  private ReleaseIndex(Release[][] groups) {
    this.groups = groups;
  }

  /** Linear in the releases, which are ascending. */
  static ReleaseIndex of(Release[] releases) {
    int[] sizes = new int[2 * Kind.values().length];
    for (Release release : releases) {
      int group = groupOf(release);
      if (group >= 0) {
        sizes[group]++;
      }
    }
    Release[][] groups = new Release[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      groups[i] = new Release[sizes[i]];
      sizes[i] = 0;
    }
    for (Release release : releases) {
      int group = groupOf(release);
      if (group >= 0) {
        groups[group][sizes[group]++] = release;
      }
    }
    return new ReleaseIndex(groups);
  }

  /**
   * @param before what was there of the same version; or null
   */
  ReleaseIndex with(Release before, Release release) {
    Release[][] copy = groups.clone();
    int from = before == null ? -1 : groupOf(before);
    int to = groupOf(release);
    if (from >= 0) {
      copy[from] = without(copy[from], before.version());
    }
    if (to >= 0) {
      int index = Releases.indexOf(copy[to], release.version());
      copy[to] = Releases.inserted(copy[to], -index - 1, release);
    }
    return new ReleaseIndex(copy);
  }

  private static Release[] without(Release[] group, Version version) {
    int index = Releases.indexOf(group, version);
    Release[] copy = new Release[group.length - 1];
    System.arraycopy(group, 0, copy, 0, index);
    System.arraycopy(group, index + 1, copy, index, copy.length - index);
    return copy;
  }

  /** Negative for none. */
  private static int groupOf(Release release) {
    if (release.state() == ReleaseState.STAGED) {
      return -1;
    }
    Kind kind = Kind.PASSED_OVER;
    if (AliasResolver.eligible(release)) {
      kind = release.state() == ReleaseState.RELEASED ? Kind.RELEASED : Kind.DEPRECATED;
    }
    return 2 * kind.ordinal() + (release.version().isPrerelease() ? 1 : 0);
  }

  private Release[] stable(Kind kind) {
    return groups[2 * kind.ordinal()];
  }

  private Release[] prereleases(Kind kind) {
    return groups[2 * kind.ordinal() + 1];
  }

  /** The highest stable version of a kind; null where there is none. */
  Release highestStable(Kind kind) {
    Release[] group = stable(kind);
    return group.length == 0 ? null : group[group.length - 1];
  }

  /**
   * The highest that a range has of a kind; null where it has none. One search for each alternative
   * and each prerelease that the range names, and a step for each that is not wanted.
   */
  Release highest(Kind kind, List<Interval> range, Predicate<Release> wanted) {
    Release best = null;
    for (Interval within : range) {
      Release[] group = stable(kind);
      best = higher(best, first(group, within.lastOf(group), within, null, wanted));
      Release[] prereleases = prereleases(kind);
      for (Version core : within.welcome()) {
        int last = within.lastOf(prereleases, core);
        best = higher(best, first(prereleases, last, within, core, wanted));
      }
    }
    return best;
  }

  private static Release first(
      Release[] group, int last, Interval within, Version core, Predicate<Release> wanted) {
    for (int i = last; i >= 0 && isOf(within, core, group[i].version()); i--) {
      if (wanted.test(group[i])) {
        return group[i];
      }
    }
    return null;
  }

  private static Release higher(Release one, Release other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.version().compareTo(other.version()) >= 0 ? one : other;
  }

  /** The highest that one alternative has of a kind, from the highest down, at most so many. */
  List<Release> highest(Kind kind, Interval within, int most) {
    List<Release> found = new ArrayList<>();
    Release[] group = stable(kind);
    add(found, group, within.lastOf(group), within, null, most);
    Release[] prereleases = prereleases(kind);
    for (Version core : within.welcome()) {
      add(found, prereleases, within.lastOf(prereleases, core), within, core, most);
    }
    found.sort(java.util.Comparator.comparing(Release::version).reversed());
    return found.size() > most ? found.subList(0, most) : found;
  }

  private static void add(
      List<Release> found, Release[] group, int last, Interval within, Version core, int most) {
    int lowest = Math.max(0, last - most + 1);
    for (int i = last; i >= lowest && isOf(within, core, group[i].version()); i--) {
      found.add(group[i]);
    }
  }

  /**
   * Whether a version that is not too high is in the interval, and of that core if there is one.
   */
  private static boolean isOf(Interval within, Version core, Version version) {
    return within.reaches(version) && (core == null || core.sameCore(version));
  }
}
