package dev.widgetorigin.origin;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a stop must be over: one for all parts, so that their waits do not add up. Thread-safe. */
final class StopDeadline {
  private final LongSupplier nanos;
  private volatile long end;
  private volatile boolean begun;

  StopDeadline(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Starts the clock. */
  void begin(Duration all) {
    end = nanos.getAsLong() + all.toNanos();
    begun = true;
  }

  /** How long a part may still wait: at most {@code own}, and nothing once the time is over. */
  Duration left(Duration own) {
    if (!begun) {
      return own;
    }
    Duration left = Duration.ofNanos(Math.max(0, end - nanos.getAsLong()));
    return left.compareTo(own) < 0 ? left : own;
  }
}
