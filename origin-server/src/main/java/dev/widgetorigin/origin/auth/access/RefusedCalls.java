package dev.widgetorigin.origin.auth.access;

import dev.widgetorigin.origin.auth.access.AccessEvents.Reason;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts refused calls, and tells of many without a valid token once a minute at most: each of them
 * is in the access log. Thread-safe; never blocks.
 */
final class RefusedCalls {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedCalls.class);
  private static final int MANY = 100;
  private static final int COUNT_BITS = 24;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

  private final InstantSource clock;
  private final AccessEvents events;

  /** The minute, and in the low bits how many calls it saw. */
  private final AtomicLong window = new AtomicLong();

  RefusedCalls(InstantSource clock, AccessEvents events) {
    this.clock = clock;
    this.events = events;
  }

  void count(Reason reason, String address) {
    events.refused(reason);
    if (reason == Reason.SCOPE) {
      return;
    }
    long minute = clock.instant().getEpochSecond() / 60;
    long now =
        window.updateAndGet(
            old -> {
              boolean same = old >>> COUNT_BITS == minute;
              long count = same ? Math.min(COUNT_MASK, (old & COUNT_MASK) + 1) : 1;
              return minute << COUNT_BITS | count;
            });
    if ((now & COUNT_MASK) == MANY) {
      LOG.warn(
          "{} calls without a valid token were refused within a minute, the last from {};"
              + " the access log has each of them",
          MANY,
          address);
    }
  }
}
