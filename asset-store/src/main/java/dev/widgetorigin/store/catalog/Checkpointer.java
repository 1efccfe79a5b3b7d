package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.log.ChangeLog;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log: writes a checkpoint every so many batches and at close, and folds the log behind
 * it into segments. Its failures cost nothing but a slower next start. Thread-safe.
 */
public final class Checkpointer {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  private final Catalog catalog;
  private final ChangeLog changes;
  private final Checkpoints checkpoints;
  private final int every;
  private final Following following;
  private volatile long written;

  /**
   * @param written the sequence of the newest checkpoint
   */
  public Checkpointer(
      Catalog catalog, ChangeLog changes, Checkpoints checkpoints, long written, int every) {
    this.catalog = catalog;
    this.changes = changes;
    this.checkpoints = checkpoints;
    this.every = every;
    this.written = written;
    this.following =
        catalog.follow(LogFollower.fromNow("checkpoints", commit -> committed(commit.sequence())));
  }

  private void committed(long sequence) throws IOException {
    if (sequence - written >= every) {
      write();
    }
  }

  /** One at a time. */
  private synchronized void write() throws IOException {
    CatalogSnapshot snapshot = catalog.snapshot();
    if (snapshot.sequence() > written) {
      checkpoints.write(snapshot);
      written = snapshot.sequence();
    }
    changes.foldInto(written);
  }

  /** Writes the last one and waits for it. */
  public void close() {
    following.close();
    writeLast();
  }

  /** The same, and leaves it behind where it takes longer; false then. */
  public boolean close(Duration atMost) {
    following.stop();
    Thread thread = new Thread(this::writeLast, "last-checkpoint");
    thread.setDaemon(true);
    thread.start();
    Stoppable.join(thread, atMost);
    boolean done = !thread.isAlive();
    if (!done) {
      LOG.warn("the last checkpoint was not written in time; the next start takes longer");
    }
    return done;
  }

  private void writeLast() {
    try {
      write();
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it is: the rest of the store must be closed, too.
      LOG.error("could not write a checkpoint; the log is whole, the next start takes longer", e);
    }
  }
}
