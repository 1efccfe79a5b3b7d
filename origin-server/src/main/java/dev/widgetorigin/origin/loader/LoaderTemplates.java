package dev.widgetorigin.origin.loader;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The templates that this program has, by number. A widget keeps the one that it has, whatever
 * program serves it. Thread-safe.
 */
public final class LoaderTemplates {
  /** New widgets get it. */
  public static final int NEWEST = 2;

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
    /** The rollout has rules for sites. */
    SITES,
    /** The rollout has rules for sites, or some are held back from it. */
    RULES,
    /**
     * Some sites are held back from the rollout: their hashes are in the loader, not their names.
     */
    HELD
  }

  /** Of all that the program has, the oldest first. */
  public static IntStream numbers() {
    return IntStream.rangeClosed(OLDEST, NEWEST);
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
