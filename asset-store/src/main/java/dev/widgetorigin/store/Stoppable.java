package dev.widgetorigin.store;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * What works on threads of its own until it is told to end. Several are told first and waited for
 * afterwards, so that they end at the same time. Thread-safe.
 */
public interface Stoppable extends AutoCloseable {
  /** How long the end of what is under way is waited for, where nobody says. */
  Duration PATIENCE = Duration.ofSeconds(2);

  /** Tells it to end. Never waits; may be called again. */
  void stop();

  /** Tells it to end, and waits for that, so long at most. What goes on then is left behind. */
  void close(Duration atMost);

  /** The same, for two seconds at most. */
  @Override
  default void close() {
    close(PATIENCE);
  }

  /** Tells all to end, and waits for that, so long at most for all together. */
  static void closeAll(Collection<? extends Stoppable> all, Duration atMost) {
    all.forEach(Stoppable::stop);
    long end = System.nanoTime() + atMost.toNanos();
    all.forEach(each -> each.close(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
  }

  /** Waits for a thread, so long at most; not at all where it is this one. */
  static void join(Thread thread, Duration atMost) {
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      // A wait of nothing would be one without an end.
      TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, atMost.toNanos()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
