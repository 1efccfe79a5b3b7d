package dev.widgetorigin.origin.http;

/**
 * Whether something moves fast enough: a figure that only grows, looked at from time to time.
 * Content or output that moves less than a least amount between two looks counts as stalled.
 */
final class Progress {
  private static final long UNMARKED = Long.MIN_VALUE;

  private final long least;
  private long mark = UNMARKED;

  /**
   * @param least octets that must move between two looks
   */
  Progress(long least) {
    this.least = least;
  }

  /** Begins anew; the next look is the first. */
  void reset() {
    mark = UNMARKED;
  }

  /** Begins anew at that figure, so that the next look already judges. */
  void reset(long figure) {
    mark = figure;
  }

  /** True where the figure has grown enough since the last look, and at the first look. */
  boolean moved(long figure) {
    if (mark != UNMARKED && figure - mark < least) {
      return false;
    }
    mark = figure;
    return true;
  }
}
