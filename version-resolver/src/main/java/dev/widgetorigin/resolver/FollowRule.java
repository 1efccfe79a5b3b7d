package dev.widgetorigin.resolver;

import java.time.Duration;
import java.time.Instant;

/**
 * How the origin moves a channel by itself: it stands for what another selector stood for some time
 * ago. {@code latest by 7d}: of the versions that satisfy {@code latest}, the newest that has been
 * released for seven days.
 *
 * @param follow any selector but one that leads back to the channel
 * @param delay 0 or more, whole milliseconds
 * @param hold why the channel stays where it is, or null while it is moved
 */
public record FollowRule(Selector follow, Duration delay, Hold hold) {
  private static final String[] UNITS = {"d", "h", "m", "s"};
  private static final long[] MILLIS = {86_400_000L, 3_600_000L, 60_000L, 1_000L};

  /** Somebody keeps the channel where it is, until it is resumed. */
  public record Hold(String by, Instant at, String reason) {
    @Override
    public String toString() {
      return "held by " + by + " at " + at + (reason.isBlank() ? "" : ": " + reason);
    }
  }

  /** {@code latest by 7d}, {@code v1}. */
  @Override
  public String toString() {
    return follow.alias() + (delay.isZero() ? "" : " by " + delayText());
  }

  /** The delay as it may be given: {@code 7d}, {@code 90s}, {@code 0}. */
  public String delayText() {
    long millis = delay.toMillis();
    if (millis == 0) {
      return "0";
    }
    for (int i = 0; i < UNITS.length; i++) {
      if (millis % MILLIS[i] == 0) {
        return millis / MILLIS[i] + UNITS[i];
      }
    }
    return millis + "ms";
  }
}
