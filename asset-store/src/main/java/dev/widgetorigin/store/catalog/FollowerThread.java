package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a follower's steps on a thread of its own, and waits between attempts that fail. */
final class FollowerThread implements Following {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerThread.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final FollowerSteps steps;
  private final Consumer<FollowerThread> whenClosed;
  private final Thread thread;
  private volatile boolean closed;

  FollowerThread(LogCatalog catalog, LogFollower follower, Consumer<FollowerThread> whenClosed) {
    this.steps = new FollowerSteps(catalog, follower);
    this.whenClosed = whenClosed;
    this.thread = new Thread(this::run, "follow-" + follower.name());
    thread.setDaemon(true);
  }

  /** What is committed after this returns is heard of, by a process after this one if need be. */
  void start() {
    try {
      steps.prepare();
    } catch (IOException | RuntimeException e) {
      // Its first step tries again, and is reported.
      LOG.warn("follower {} cannot read how far it came: {}", name(), e.toString());
      LOG.debug("follower {} cannot read how far it came", name(), e);
    }
    thread.start();
  }

  /** There is more in the log. Never blocks. */
  void wake() {
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      try {
        if (!steps.step()) {
          LockSupport.park(this);
          // A handler that left its thread interrupted must not make this loop spin.
          boolean unused = Thread.interrupted();
        }
      } catch (Throwable e) {
        // Whatever a handler throws: without this thread its follower would never hear of a commit.
        survive(e);
      }
    }
    try {
      steps.finish();
    } catch (IOException | RuntimeException e) {
      // The end of the thread: nobody else can say it.
      LOG.warn(
          "follower {} could not say how far it came; the next start tells it of some"
              + " commits again: {}",
          name(),
          e.toString());
      LOG.debug("follower {} could not say how far it came", name(), e);
    }
  }

  private void survive(Throwable e) {
    try {
      failed(e);
    } catch (Throwable again) {
      // Where memory is short it may not even be possible to say so.
      LockSupport.parkNanos(this, FIRST_PAUSE.toNanos());
    }
  }

  private void failed(Throwable e) {
    if (closed) {
      return;
    }
    long failures = steps.failures();
    Duration pause = pause(failures);
    if (Long.bitCount(failures) == 1) {
      boolean disk = e instanceof IOException || e instanceof StoreException;
      LOG.error(
          "follower {} could not handle batch {}, {} times in a row; it tries again in {} ms: {}",
          name(),
          steps.status().handled() + 1,
          failures,
          pause.toMillis(),
          e.toString(),
          disk ? null : e);
      if (disk) {
        LOG.debug("follower {} failed", name(), e);
      }
    }
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
      boolean unused = Thread.interrupted();
    }
  }

  /** Doubles with each failure. */
  static Duration pause(long failures) {
    long doubled = FIRST_PAUSE.toMillis() << Math.min(20, Math.max(0, failures - 1));
    return doubled < LONGEST_PAUSE.toMillis() ? Duration.ofMillis(doubled) : LONGEST_PAUSE;
  }

  private String name() {
    return steps.follower().name();
  }

  @Override
  public Status status() {
    return steps.status();
  }

  @Override
  public void stop() {
    closed = true;
    wake();
  }

  @Override
  public void close(Duration atMost) {
    stop();
    Stoppable.join(thread, atMost);
    if (thread.isAlive() && Thread.currentThread() != thread) {
      LOG.warn("follower {} has not stopped in time, and is left behind", name());
    }
    whenClosed.accept(this);
  }
}
