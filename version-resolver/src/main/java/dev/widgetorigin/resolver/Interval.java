package dev.widgetorigin.resolver;

import dev.widgetorigin.resolver.Comparator.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * One alternative of a {@link Range}, so that it can be searched for: all that satisfy a
 * conjunction of bounds lie between the highest lower one and the lowest upper one, and of these
 * prereleases are welcome where a bound names one of the same major.minor.patch. Immutable.
 *
 * @param low null where nothing is too low
 * @param high null where nothing is too high
 * @param welcome the major.minor.patch of which prereleases are welcome, distinct
 */
record Interval(Comparator low, Comparator high, List<Version> welcome) {
  static Interval of(List<Comparator> all) {
    Comparator low = null;
    Comparator high = null;
    List<Version> welcome = new ArrayList<>();
    for (Comparator bound : all) {
      if (!bound.isAny()) {
        low = bound.operator().pointsDown() ? low : tighter(low, bound, Operator.GREATER);
        high = bound.operator().pointsUp() ? high : tighter(high, bound, Operator.LESS);
        addCore(welcome, bound.version());
      }
    }
    return new Interval(low, high, welcome);
  }

  private static void addCore(List<Version> welcome, Version version) {
    if (version.isPrerelease() && welcome.stream().noneMatch(version::sameCore)) {
      welcome.add(new Version(version.major(), version.minor(), version.patch(), "", ""));
    }
  }

  /**
   * The bound that leaves less.
   *
   * @param strict the operator that shuts the bound's own version out
   */
  private static Comparator tighter(Comparator one, Comparator other, Operator strict) {
    if (one == null) {
      return other;
    }
    int order = other.version().compareTo(one.version());
    boolean otherLeavesLess =
        order == 0 ? other.operator() == strict : order > 0 == (strict == Operator.GREATER);
    return otherLeavesLess ? other : one;
  }

  /** What of it is below that version. */
  Interval below(Version version) {
    return new Interval(
        low, tighter(high, new Comparator(Operator.LESS, version), Operator.LESS), welcome);
  }

  /** Index of the highest of these that is not too high; negative where there is none. */
  int lastOf(Release[] ascending) {
    if (high == null) {
      return ascending.length - 1;
    }
    int index = Releases.indexOf(ascending, high.version());
    return index < 0 ? -index - 2 : high.operator() == Operator.LESS ? index - 1 : index;
  }

  /** The same of those that are prereleases of one major.minor.patch, or below. */
  int lastOf(Release[] ascending, Version core) {
    int index = Releases.indexOf(ascending, core);
    return Math.min(lastOf(ascending), index < 0 ? -index - 2 : index - 1);
  }

  /** Whether a version is not too low. */
  boolean reaches(Version version) {
    if (low == null) {
      return true;
    }
    int order = version.compareTo(low.version());
    return order > 0 || (order == 0 && low.operator() != Operator.GREATER);
  }
}
