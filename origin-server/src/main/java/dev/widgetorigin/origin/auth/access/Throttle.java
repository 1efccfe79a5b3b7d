package dev.widgetorigin.origin.auth.access;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets something happen once in a while: at once the first time, then not before a pause is over.
 * Measured by a clock that nobody can set, so that putting the time of day back does not stretch
 * the pause. Thread-safe; never blocks.
 */
public final class Throttle {
  private final long nanos;
  private final LongSupplier ticker;

  /** When the pause is over, by the ticker. */
  private final AtomicLong next;

  public Throttle(Duration pause) {
    this(pause, System::nanoTime);
  }

  /** {@code ticker} counts nanoseconds from anywhere, like {@link System#nanoTime}. */
  public Throttle(Duration pause, LongSupplier ticker) {
    this.nanos = pause.toNanos();
    this.ticker = ticker;
    this.next = new AtomicLong(ticker.getAsLong());
  }

  /** Whether it may happen now; then the next pause begins. */
  public boolean tryAcquire() {
    long now = ticker.getAsLong();
    long end = next.get();
    return now - end >= 0 && next.compareAndSet(end, now + nanos);
  }
}
