package dev.widgetorigin.resolver;

import java.util.List;

/** How ranges lie to each other: node-semver's intersects. */
final class RangeRelations {
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
}
