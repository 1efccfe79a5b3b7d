package dev.widgetorigin.origin.auth.access;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets something happen once in a while: at once the first time, then not before the pause is over.
 * Measured by a clock that nobody can set, so that putting the time of day back does not stretch
 * it. Thread-safe; never blocks.
 */
public final class Pause {
  private final long nanos;
  private final LongSupplier ticker;

  /** When it is over, by the ticker. */
  private final AtomicLong over;

  public Pause(Duration length) {
    this(length, System::nanoTime);
  }

  /** {@code ticker} counts nanoseconds from anywhere, like {@link System#nanoTime}. */
  public Pause(Duration length, LongSupplier ticker) {
    this.nanos = length.toNanos();
    this.ticker = ticker;
    this.over = new AtomicLong(ticker.getAsLong());
  }

  /** Whether it is over; then the next one begins. */
  public boolean over() {
    long now = ticker.getAsLong();
    long end = over.get();
    return now - end >= 0 && over.compareAndSet(end, now + nanos);
  }
}
