package dev.widgetorigin.origin.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A coarse timer wheel for the connections of one event loop. Setting a deadline is a few field
 * writes and no system call, because every request sets several. Deadlines are late by up to two
 * ticks, by more on a loop that is late itself, and never early. Confined to its loop.
 */
final class Timeouts {
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

  Timeouts(EventLoop loop, Runnable onTick) {
    this.loop = loop;
    this.onTick = onTick;
  }

  /** Ticks since the wheel first turned; stands still while nothing waits. */
  long now() {
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
    deadline.looked = Math.min(deadline.due, now + SLOTS - 1);
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
    onTick.run();
    int slot = (int) (now % SLOTS);
    Deadline deadline = heads[slot];
    heads[slot] = null;
    while (deadline != null) {
      Deadline following = deadline.next;
      if (following != null) {
        following.previous = null;
      }
      deadline.next = null;
      deadline.slot = -1;
      waiting--;
      if (deadline.due <= now) {
        deadline.expired();
      } else {
        link(deadline);
      }
      deadline = following;
    }
    if (waiting == 0) {
      boolean unusedResult = ticking.cancel(false);
      ticking = null;
    }
  }
}
