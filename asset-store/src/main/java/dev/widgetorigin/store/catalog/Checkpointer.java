package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.log.ChangeLog;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a checkpoint every so many batches and at close, on a thread of its own, and folds the log
 * behind it into segments. Its failures are logged and cost nothing but a slower next start.
 */
public final class Checkpointer {
  private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);

  private final Catalog catalog;
  private final ChangeLog changes;
  private final Checkpoints checkpoints;
  private final int every;
  private final AtomicBoolean pending = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread worker = new Thread(task, "store-checkpoint");
            worker.setDaemon(true);
            return worker;
          });
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
    catalog.onCommit(batch -> committed(batch.sequence()));
  }

  private void committed(long sequence) {
    if (sequence - written >= every && pending.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            pending.set(false);
            write();
          });
    }
  }

  /** Only on the checkpoint thread, so two never run at once. */
  private void write() {
    try {
      CatalogSnapshot snapshot = catalog.snapshot();
      if (snapshot.sequence() > written) {
        checkpoints.write(snapshot);
        written = snapshot.sequence();
      }
      changes.foldInto(written);
    } catch (IOException | RuntimeException | Error e) {
      log.error("could not write a checkpoint; the log is whole, the next start takes longer", e);
    }
  }

  /** Writes the last one and waits for it. */
  public void close() {
    thread.execute(this::write);
    thread.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (thread.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        // A half-written checkpoint would do no harm, but the lock must not be let go before it.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
