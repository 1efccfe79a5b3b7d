package dev.widgetorigin.origin.loader;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The templates that this program has, by number. A widget keeps the one that it has, whatever
 * program serves it. Thread-safe.
 */
public final class LoaderTemplates {
  /** New widgets get it. */
  public static final int NEWEST = 1;

  /** How many the program has, at most. */
  static final int KEPT = 3;

  /** A widget with one that the program does not have any more gets this one. */
  static final int OLDEST = Math.max(1, NEWEST - KEPT + 1);

  /** What a loader may have or not, in any of the templates. */
  enum Switch {
    ROLLOUT,
    WATCH,
    CHANNELS,
    STYLES,
    ATTRIBUTES,
    SITES
  }

  /** Those that were asked for: a start needs none of them. */
  private final Map<Integer, LoaderTemplate> read = new ConcurrentHashMap<>();

  /**
   * The template of that number. Where the program does not have it, the next that it has: the
   * oldest for one that is gone, the newest for one that only a newer program has.
   */
  LoaderTemplate get(int number) {
    return read.computeIfAbsent(nearest(number), LoaderTemplate::read);
  }

  /** The number of what {@link #get} answers. */
  static int nearest(int number) {
    return Math.max(OLDEST, Math.min(NEWEST, number));
  }
}
