package dev.widgetorigin.resolver;

import java.util.List;

/** How ranges lie to each other and to a version: node-semver's intersects, gtr and ltr. */
final class RangeRelations {
  /** The side of a range a version may lie on. */
  enum Side {
    ABOVE,
    BELOW
  }

  private RangeRelations() {}

  static boolean intersects(Range a, Range b) {
    for (List<Comparator> one : a.alternatives()) {
      if (!satisfiable(one)) {
        continue;
      }
      for (List<Comparator> other : b.alternatives()) {
        if (satisfiable(other) && allIntersect(one, other)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean satisfiable(List<Comparator> all) {
    for (int last = all.size() - 1; last > 0; last--) {
      for (int i = 0; i < last; i++) {
        if (!intersects(all.get(last), all.get(i))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean allIntersect(List<Comparator> one, List<Comparator> other) {
    for (Comparator a : one) {
      for (Comparator b : other) {
        if (!intersects(a, b)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean intersects(Comparator a, Comparator b) {
    if (a.operator() == Comparator.Operator.EQUAL) {
      return a.isAny() || Range.contains(List.of(b), a.version());
    }
    if (b.operator() == Comparator.Operator.EQUAL) {
      return b.isAny() || Range.contains(List.of(a), b.version());
    }
    if (nothingBelow(a) || nothingBelow(b)) {
      return false;
    }
    if (a.operator().pointsUp() == b.operator().pointsUp()) {
      return true;
    }
    int order = a.version().compareTo(b.version());
    if (order == 0) {
      return a.operator().inclusive() && b.operator().inclusive();
    }
    return a.operator().pointsUp() == order < 0;
  }

  /** {@code <0.0.0} and {@code <0.0.0-…}: no version without includePrerelease is below them. */
  private static boolean nothingBelow(Comparator c) {
    Version version = c.version();
    return c.operator() == Comparator.Operator.LESS
        && version.major() == 0
        && version.minor() == 0
        && version.patch() == 0;
  }

  /** Whether the version lies beyond every alternative of the range, on the given side. */
  static boolean outside(Version version, Range range, Side side) {
    if (range.contains(version)) {
      return false;
    }
    for (List<Comparator> all : range.alternatives()) {
      if (!beyond(version, all, side == Side.ABOVE ? 1 : -1)) {
        return false;
      }
    }
    return true;
  }

  /** Written for ABOVE; BELOW is the same with every comparison turned round by {@code sign}. */
  private static boolean beyond(Version version, List<Comparator> all, int sign) {
    Comparator high = null;
    Comparator low = null;
    for (Comparator each : all) {
      Comparator comparator =
          each.isAny() ? Comparator.of(Comparator.Operator.GREATER_OR_EQUAL, 0, 0, 0) : each;
      if (high == null) {
        high = comparator;
        low = comparator;
      }
      if (sign * comparator.version().compareTo(high.version()) > 0) {
        high = comparator;
      } else if (sign * comparator.version().compareTo(low.version()) < 0) {
        low = comparator;
      }
    }
    if (high == null || pointsOut(high, sign)) {
      return false;
    }
    int order = sign * version.compareTo(low.version());
    if (low.operator() == Comparator.Operator.EQUAL
        || (pointsOut(low, sign) && !low.operator().inclusive())) {
      return order > 0;
    }
    return !pointsOut(low, sign) || order >= 0;
  }

  private static boolean pointsOut(Comparator comparator, int sign) {
    return sign > 0 ? comparator.operator().pointsUp() : comparator.operator().pointsDown();
  }
}
