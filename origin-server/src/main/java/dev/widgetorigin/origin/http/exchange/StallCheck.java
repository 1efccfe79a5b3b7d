package dev.widgetorigin.origin.http.exchange;

/**
 * Whether something moves fast enough: a figure that only grows, looked at from time to time.
 * Content or output that moves less than a least amount between two looks counts as stalled. Not
 * thread-safe.
 */
public final class StallCheck {
  private static final long UNMARKED = Long.MIN_VALUE;

  private final long least;
  private long mark = UNMARKED;

  /**
   * @param least octets that must move between two looks
   */
  public StallCheck(long least) {
    this.least = least;
  }

  /** Begins anew; the next look is the first. */
  public void reset() {
    mark = UNMARKED;
  }

  /** True where the figure has grown enough since the last look, and at the first look. */
  public boolean moved(long figure) {
    if (mark != UNMARKED && figure - mark < least) {
      return false;
    }
    mark = figure;
    return true;
  }
}
