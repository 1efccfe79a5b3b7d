package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.blob.VersionCheck;
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
 * ask for files. A pass begins an hour after the one before has ended. Thread-safe.
 */
public final class BackgroundScrubber implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundScrubber.class);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int WAITS_PER_READ = 9;
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** {@link VersionCheck}, for all but tests. */
  @FunctionalInterface
  interface Check {
    Optional<String> check(WidgetName widget, Version version, VersionCheck.Pace pace)
        throws InterruptedException;
  }

  private final Catalog catalog;
  private final Check check;
  private final Duration first;
  private final Duration pause;
  private final Thread thread;
  private long lastRead;

  private BackgroundScrubber(Catalog catalog, Check check, Duration first, Duration pause) {
    this.catalog = catalog;
    this.check = check;
    this.first = first;
    this.pause = pause;
    this.thread = new Thread(this::run, "store-scrubber");
    thread.setDaemon(true);
  }

  /** Begins; close it before the store. */
  public static BackgroundScrubber start(NodeStore store) {
    return start(store.catalog(), store.versionCheck()::check, FIRST, PAUSE);
  }

  /** The same with other pauses: before the first pass, and between two. */
  static BackgroundScrubber start(Catalog catalog, Check check, Duration first, Duration pause) {
    BackgroundScrubber scrubber = new BackgroundScrubber(catalog, check, first, pause);
    scrubber.thread.start();
    return scrubber;
  }

  private void run() {
    try {
      TimeUnit.NANOSECONDS.sleep(first.toNanos());
      while (!Thread.currentThread().isInterrupted()) {
        try {
          pass();
        } catch (RuntimeException | Error e) {
          // Whatever it is: without this thread nothing would be checked any more.
          say("the versions could not be listed to check them", e);
        }
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    } catch (InterruptedException e) {
      // Closed.
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
        lastRead = System.nanoTime();
        try {
          Optional<String> unused =
              check.check(widget.state().name(), release.version(), this::rest);
        } catch (RuntimeException | Error e) {
          if (Thread.currentThread().isInterrupted()) {
            // Closed, in the middle of a read.
            throw new InterruptedException();
          }
          // The disk failed in a way that is not damage, or memory is short: this thread goes on,
          // and the next pass looks again.
          say(widget.state().name() + " " + release.version() + " could not be checked", e);
        }
        rest();
      }
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
