package dev.widgetorigin.resolver;

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
    Release deprecated = null;
    for (Release release : state.releases().headMap(meant, false).descendingMap().values()) {
      if (!couldMean(selector, meant, release) || unreadable.test(release.version())) {
        continue;
      }
      if (release.state() == ReleaseState.RELEASED) {
        return release;
      }
      if (release.state() == ReleaseState.DEPRECATED && deprecated == null) {
        deprecated = release;
      }
    }
    return deprecated;
  }

  private static boolean couldMean(Selector selector, Version meant, Release other) {
    if (other.isCandidate() && !(selector instanceof Selector.Channel)) {
      return false;
    }
    if (selector instanceof Selector.Ranged ranged) {
      return ranged.range().contains(other.version());
    }
    return meant.isPrerelease() || !other.version().isPrerelease();
  }
}
