package dev.widgetorigin.origin.http.exchange;

import dev.widgetorigin.origin.web.async.SafeLog;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coarse timer wheel for the connections of one event loop. Setting a deadline is a few field
 * writes and no system call, because every request sets several. Deadlines are late by up to two
 * ticks, by more on a loop that is late itself, and never early. Confined to its loop.
 */
public final class TimerWheel {
  private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);

  static final int TICK_MILLIS = 100;

  private static final int SLOTS = 1024;

  /** Something with at most one deadline at a time. */
  abstract static class Deadline {
    private Deadline previous;
    private Deadline next;
    private int slot = -1;

    /** When the wheel will look at this; never behind {@link #due}. */
    private long looked;

    private long due;

    /** Called once when the deadline has passed. */
    abstract void expired();
  }

  private final EventLoop loop;
  private final Runnable onTick;
  private final Deadline[] heads = new Deadline[SLOTS];
  private ScheduledFuture<?> ticking;
  private long now;
  private int waiting;

  TimerWheel(EventLoop loop, Runnable onTick) {
    this.loop = loop;
    this.onTick = onTick;
  }

  /** Ticks since the wheel first turned; stands still while nothing waits. */
  public long now() {
    return now;
  }

  /** Sets or moves the deadline. */
  void arm(Deadline deadline, long ticks) {
    deadline.due = now + ticks;
    if (deadline.slot >= 0) {
      if (deadline.looked <= deadline.due) {
        return;
      }
      unlink(deadline);
    }
    link(deadline);
  }

  void cancel(Deadline deadline) {
    if (deadline.slot >= 0) {
      unlink(deadline);
    }
  }

  /** Rounded up, and one more because the current tick has begun already. */
  static long ticks(Duration time) {
    return (time.toMillis() + TICK_MILLIS - 1) / TICK_MILLIS + 1;
  }

  private void link(Deadline deadline) {
    if (ticking == null) {
      // Not at a fixed rate: after a pause, ticks that were missed would come all at once, and
      // deadlines set meanwhile too early.
      ticking =
          loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
    // Never into the slot that is being emptied.
    deadline.looked = Math.min(Math.max(deadline.due, now + 1), now + SLOTS - 1);
    int slot = (int) (deadline.looked % SLOTS);
    deadline.slot = slot;
    deadline.previous = null;
    deadline.next = heads[slot];
    if (deadline.next != null) {
      deadline.next.previous = deadline;
    }
    heads[slot] = deadline;
    waiting++;
  }

  private void unlink(Deadline deadline) {
    if (deadline.previous != null) {
      deadline.previous.next = deadline.next;
    } else {
      heads[deadline.slot] = deadline.next;
    }
    if (deadline.next != null) {
      deadline.next.previous = deadline.previous;
    }
    deadline.previous = null;
    deadline.next = null;
    deadline.slot = -1;
    waiting--;
  }

  private void tick() {
    now++;
    surviving(onTick);
    int slot = (int) (now % SLOTS);
    // Whoever is told may set and cancel deadlines of its own and of others: the list is looked at
    // anew each time.
    for (Deadline first = heads[slot]; first != null; first = heads[slot]) {
      unlink(first);
      if (first.due <= now) {
        surviving(first::expired);
      } else {
        link(first);
      }
    }
    if (waiting == 0 && ticking != null) {
      boolean unusedResult = ticking.cancel(false);
      ticking = null;
    }
  }

  /** One that throws must not take the time-outs of all other connections with it. */
  private static void surviving(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      SafeLog.error(LOG, "a time-out could not be acted on", e);
    }
  }
}
