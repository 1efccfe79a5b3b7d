package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.blob.VersionCheck;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every version in turn, the newest of each widget first, for as long as it is open, so that
 * damage is known before a reader meets it. What it finds is in {@link Store#damaged}.
 *
 * <p>It reads a tenth of the time and waits for the rest, so that a slow disk is left to those who
 * ask for files. A pass begins an hour after the one before has ended. Meanwhile it looks every
 * minute at what is known to be damaged, so that an alarm ends soon after its cause, also where
 * nobody asks for the version: a disk is mounted again, or a file put back. Thread-safe.
 */
public final class BackgroundScrubber implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundScrubber.class);

  private static final int WAITS_PER_READ = 9;
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The first by name; where they are whole again, the others come next. */
  private static final int DAMAGED_AT_ONCE = 100;

  /**
   * How long it waits.
   *
   * @param first before the first pass
   * @param passes between two
   * @param damaged meanwhile, between two looks at what is damaged
   */
  record Pauses(Duration first, Duration passes, Duration damaged) {
    static final Pauses USUAL =
        new Pauses(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofMinutes(1));
  }

  /** {@link VersionCheck}, for all but tests. */
  @FunctionalInterface
  interface Check {
    Optional<String> check(WidgetName widget, Version version, VersionCheck.Pace pace)
        throws InterruptedException;
  }

  private final Catalog catalog;
  private final DamagedVersions damaged;
  private final Check check;
  private final Pauses pauses;
  private final Thread thread;
  private long lastRead;

  private BackgroundScrubber(Catalog catalog, DamagedVersions damaged, Check check, Pauses pauses) {
    this.catalog = catalog;
    this.damaged = damaged;
    this.check = check;
    this.pauses = pauses;
    this.thread = new Thread(this::run, "store-scrubber");
    thread.setDaemon(true);
  }

  /** Begins; close it before the store. */
  public static BackgroundScrubber start(NodeStore store) {
    return start(store.catalog(), store.damaged(), store.versionCheck()::check, Pauses.USUAL);
  }

  static BackgroundScrubber start(
      Catalog catalog, DamagedVersions damaged, Check check, Pauses pauses) {
    BackgroundScrubber scrubber = new BackgroundScrubber(catalog, damaged, check, pauses);
    scrubber.thread.start();
    return scrubber;
  }

  private void run() {
    try {
      TimeUnit.NANOSECONDS.sleep(pauses.first().toNanos());
      while (!Thread.currentThread().isInterrupted()) {
        try {
          pass();
        } catch (RuntimeException | Error e) {
          // Whatever it is: without this thread nothing would be checked any more.
          say("the versions could not be listed to check them", e);
        }
        untilNextPass();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void untilNextPass() throws InterruptedException {
    long end = System.nanoTime() + pauses.passes().toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.sleep(Math.min(left, pauses.damaged().toNanos()));
      lookAtDamaged();
    }
  }

  private void lookAtDamaged() throws InterruptedException {
    try {
      for (DamagedVersions.Entry entry : damaged.list(DAMAGED_AT_ONCE)) {
        check(entry.widget(), entry.version());
      }
    } catch (RuntimeException | Error e) {
      // That the disk fails in another way now, or memory is short, others say.
      LOG.debug("what is damaged could not be checked again", e);
    }
  }

  /** Where memory is short, not even that may be possible; the thread goes on all the same. */
  private static void say(String what, Throwable e) {
    try {
      LOG.warn("{}: {}", what, e.toString(), e instanceof StoreException ? null : e);
    } catch (RuntimeException | Error again) {
      // Nobody can be told now.
    }
  }

  /** One look at every version. */
  private void pass() throws InterruptedException {
    List<Widget> widgets =
        catalog
            .snapshot()
            .widgets()
            .sorted(Comparator.comparing(widget -> widget.state().name()))
            .toList();
    for (Widget widget : widgets) {
      for (Release release : widget.state().releases().descendingMap().values()) {
        try {
          check(widget.state().name(), release.version());
        } catch (RuntimeException | Error e) {
          // The disk failed in a way that is not damage, or memory is short: this thread goes on,
          // and the next pass looks again.
          say(widget.state().name() + " " + release.version() + " could not be checked", e);
        }
      }
    }
  }

  private void check(WidgetName widget, Version version) throws InterruptedException {
    lastRead = System.nanoTime();
    try {
      Optional<String> unused = check.check(widget, version, this::rest);
    } catch (RuntimeException | Error e) {
      if (Thread.currentThread().isInterrupted()) {
        // Closed, in the middle of a read.
        throw new InterruptedException();
      }
      throw e;
    } finally {
      rest();
    }
  }

  private void rest() throws InterruptedException {
    long wait = Math.min(MAX_WAIT_NANOS, WAITS_PER_READ * (System.nanoTime() - lastRead));
    TimeUnit.NANOSECONDS.sleep(wait);
    lastRead = System.nanoTime();
  }

  @Override
  public void stop() {
    thread.interrupt();
  }

  @Override
  public void close(Duration atMost) {
    stop();
    Stoppable.join(thread, atMost);
  }
}
