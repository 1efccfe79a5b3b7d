package dev.widgetorigin.resolver;

import dev.widgetorigin.resolver.ReleaseIndex.Kind;
import java.util.List;
import java.util.function.Predicate;

/** What an alias answers where the version it means cannot be read. Pure. */
public final class Substitute {
  private Substitute() {}

  /**
   * The newest older version that is whole and that the alias could have meant, released before
   * deprecated; null where there is none, and for an exact version, which nothing stands in for.
   *
   * @param meant what the alias means
   * @param unreadable whether a version cannot be read
   */
  public static Release of(
      WidgetState state, Selector selector, Version meant, Predicate<Version> unreadable) {
    if (selector instanceof Selector.Exact) {
      return null;
    }
    Predicate<Release> readable = release -> !unreadable.test(release.version());
    return selector instanceof Selector.Ranged ranged
        ? inRange(state, ranged.range(), meant, readable)
        : below(state, selector, meant, readable);
  }

  private static Release inRange(
      WidgetState state, Range range, Version meant, Predicate<Release> readable) {
    List<Interval> older =
        range.intervals().stream().map(interval -> interval.below(meant)).toList();
    Release released = state.index().highest(Kind.RELEASED, older, readable);
    return released != null ? released : state.index().highest(Kind.DEPRECATED, older, readable);
  }

  private static Release below(
      WidgetState state, Selector selector, Version meant, Predicate<Release> readable) {
    Release deprecated = null;
    int index = state.indexOf(meant);
    for (int i = index < 0 ? -index - 2 : index - 1; i >= 0; i--) {
      Release release = state.at(i);
      if (!couldMean(selector, meant, release) || !readable.test(release)) {
        continue;
      }
      if (release.state() == ReleaseState.RELEASED) {
        return release;
      }
      deprecated = deprecated == null ? release : deprecated;
    }
    return deprecated;
  }

  private static boolean couldMean(Selector selector, Version meant, Release other) {
    return AliasResolver.answerable(other)
        && (selector instanceof Selector.Channel || !other.isCandidate())
        && (meant.isPrerelease() || !other.version().isPrerelease());
  }
}
