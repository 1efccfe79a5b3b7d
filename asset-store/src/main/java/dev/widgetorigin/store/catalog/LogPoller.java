package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.health.BucketStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what other nodes append, by asking for the next number of the log every so often. The
 * pauses are jittered, so that nodes that were started together do not ask together. Thread-safe.
 */
public final class LogPoller implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(LogPoller.class);

  /** Not beyond the pause itself: what is promised is that pause. */
  private static final double LEAST = 0.7;

  /** A look that takes longer says already that there is no answer. */
  private static final Duration SLOW = Duration.ofSeconds(2);

  private record Seen(long nanos, Instant since) {}

  /** When a look began that is under way. */
  private record Look(long nanos, Instant began) {}

  private final LogCatalog catalog;
  private final String where;
  private final Duration pause;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final NodeReports reports;
  private final Thread thread;
  private volatile Seen seen = new Seen(System.nanoTime(), null);
  private volatile Look look;
  private volatile boolean closed;

  private LogPoller(
      LogCatalog catalog,
      String where,
      Duration pause,
      InstantSource clock,
      DoubleSupplier random,
      NodeReports reports) {
    this.catalog = catalog;
    this.where = where;
    this.pause = pause;
    this.clock = clock;
    this.random = random;
    this.reports = reports;
    this.thread = new Thread(this::run, "log-poll");
    thread.setDaemon(true);
  }

  /**
   * Begins; the catalog was opened a moment ago.
   *
   * @param random from 0 to 1
   */
  public static LogPoller start(
      LogCatalog catalog,
      String where,
      Duration pause,
      InstantSource clock,
      DoubleSupplier random,
      NodeReports reports) {
    LogPoller poller = new LogPoller(catalog, where, pause, clock, random, reports);
    poller.thread.start();
    return poller;
  }

  private void run() {
    while (!closed) {
      survive(this::report);
      double part = LEAST + (1 - LEAST) * random.getAsDouble();
      LockSupport.parkNanos(this, (long) (pause.toNanos() * part));
      boolean unused = Thread.interrupted();
      if (!closed) {
        survive(this::look);
      }
    }
    reports.leave();
  }

  /** Where memory is short it may not even be possible to say what failed for that. */
  private static void survive(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Without this thread the node would never hear of other nodes' changes: there is a next
      // time, after the pause.
    }
  }

  private void report() {
    if (seen.since() == null) {
      reports.seen(catalog.snapshot().sequence());
    }
  }

  private void look() {
    Seen before = seen;
    Look began = new Look(System.nanoTime(), clock.instant());
    look = began;
    try {
      catalog.catchUp();
      if (before.since() != null) {
        LOG.info("the log in {} can be read again; it could not since {}", where, before.since());
      }
      seen = new Seen(System.nanoTime(), null);
    } catch (RuntimeException | Error e) {
      // Whatever it is: without this thread the node would never hear of other nodes' changes.
      if (closed) {
        return;
      }
      Instant since = before.since() == null ? began.began() : before.since();
      // Before it is said: that takes memory.
      seen = new Seen(before.nanos(), since);
      if (before.since() == null) {
        boolean away = e instanceof StoreException known && known.code() == Code.UNAVAILABLE;
        LOG.error(
            "the log in {} cannot be read; this node serves what it knows, and asks again every"
                + " {} ms",
            where,
            pause.toMillis(),
            away ? null : e);
      }
    } finally {
      look = null;
    }
  }

  public BucketStatus status() {
    // In this order: a look that ends meanwhile has been seen.
    Look under = look;
    Seen now = seen;
    boolean slow =
        under != null && now.since() == null && System.nanoTime() - under.nanos() > SLOW.toNanos();
    return new BucketStatus(
        catalog.snapshot().sequence(),
        Duration.ofNanos(System.nanoTime() - now.nanos()),
        slow ? under.began() : now.since());
  }

  @Override
  public void stop() {
    closed = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void close(Duration atMost) {
    stop();
    Stoppable.join(thread, atMost);
  }
}
