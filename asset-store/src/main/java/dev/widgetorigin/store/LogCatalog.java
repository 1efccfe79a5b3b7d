package dev.widgetorigin.store;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException.Code;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalog over a {@link ChangeLog}. */
final class LogCatalog implements Catalog {
  private static final Logger log = LoggerFactory.getLogger(LogCatalog.class);

  private final ChangeLog changes;
  private final InstantSource clock;
  private final ReentrantLock committing = new ReentrantLock();
  private final List<Consumer<ChangeBatch>> listeners = new CopyOnWriteArrayList<>();
  private volatile ShardedSnapshot snapshot;

  /** An append failed half-way: whether its batch is in the log is found out before the next. */
  private boolean inDoubt;

  private boolean closed;

  private LogCatalog(ChangeLog changes, InstantSource clock, ShardedSnapshot snapshot) {
    this.changes = changes;
    this.clock = clock;
    this.snapshot = snapshot;
  }

  /** Replays what the log has after {@code start}. */
  static LogCatalog open(ChangeLog changes, InstantSource clock, ShardedSnapshot start)
      throws IOException {
    if (changes.last() < start.sequence()) {
      throw new StoreException(
          Code.CORRUPT,
          "the log ends at "
              + changes.last()
              + ", but a checkpoint is at "
              + start.sequence()
              + ": log objects were removed. Take them from a backup: 'widget-origin verify --repair-from BACKUP'");
    }
    ShardedSnapshot[] fold = {start};
    try {
      changes.read(start.sequence() + 1, changes.last(), batch -> fold[0] = replay(fold[0], batch));
    } catch (StoreException e) {
      if (e.code() != Code.CORRUPT && e.code() != Code.MISSING) {
        throw e;
      }
      throw new StoreException(
          e.code(),
          e.getMessage()
              + ". The log ("
              + StoreLayout.LOG
              + ", "
              + StoreLayout.HISTORY
              + ") can only be mended from a backup: 'widget-origin verify --repair-from BACKUP'; where the backup"
              + " is older than the damage, restore it into a new folder",
          e);
    }
    return new LogCatalog(changes, clock, fold[0]);
  }

  private static ShardedSnapshot replay(ShardedSnapshot before, ChangeBatch batch) {
    try {
      return Fold.apply(before, batch);
    } catch (StoreException e) {
      throw new StoreException(
          Code.CORRUPT, "log object " + batch.sequence() + " does not fit: " + e.getMessage(), e);
    }
  }

  @Override
  public CatalogSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public Optional<ChangeBatch> commit(
      String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
    if (committing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a commit inside a commit or its listener");
    }
    committing.lock();
    try {
      if (closed) {
        throw new StoreException(Code.UNAVAILABLE, "the store is closed");
      }
      settle();
      List<Change> decided = List.copyOf(decide.apply(snapshot));
      if (decided.isEmpty()) {
        return Optional.empty();
      }
      // Milliseconds: what a checkpoint keeps, so that a fold does not depend on where it began.
      Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      ChangeBatch batch =
          new ChangeBatch(snapshot.sequence() + 1, time, who, why == null ? "" : why, decided);
      ShardedSnapshot after = Fold.apply(snapshot, batch);
      append(batch);
      show(after, batch);
      return Optional.of(batch);
    } finally {
      committing.unlock();
    }
  }

  private void append(ChangeBatch batch) {
    boolean appended = false;
    try {
      changes.append(batch);
      appended = true;
    } catch (IOException e) {
      throw IoFailures.unavailable(
          "append " + StoreLayout.log(batch.sequence()) + " to the log", e);
    } finally {
      inDoubt = !appended;
    }
  }

  /** After a failed append: the log, not our memory of it, says what happened. */
  private void settle() {
    if (!inDoubt) {
      return;
    }
    try {
      changes
          .settle()
          .ifPresent(
              batch -> {
                log.warn("batch {} was appended although its append failed", batch.sequence());
                show(replay(snapshot, batch), batch);
              });
      inDoubt = false;
    } catch (IOException e) {
      throw IoFailures.unavailable("read the log", e);
    }
  }

  private void show(ShardedSnapshot after, ChangeBatch batch) {
    snapshot = after;
    CrashPoint.reached(CrashPoint.CATALOG_SWAPPED);
    for (Consumer<ChangeBatch> listener : listeners) {
      try {
        listener.accept(batch);
      } catch (RuntimeException e) {
        log.error("a listener failed on batch {}", batch.sequence(), e);
      }
    }
  }

  @Override
  public void onCommit(Consumer<ChangeBatch> listener) {
    listeners.add(listener);
  }

  @Override
  public List<ChangeBatch> history(WidgetName widget, long before, int limit) {
    ShardedSnapshot now = snapshot;
    // Nothing newer than the widget's own last change can touch it.
    long newest =
        widget == null ? now.sequence() : now.widget(widget).map(Widget::sequence).orElse(0L);
    try {
      return changes.history(widget, Math.min(newest, before - 1), limit);
    } catch (IOException e) {
      throw IoFailures.unavailable("read the history", e);
    }
  }

  /** Waits for a commit under way; later ones are refused. */
  void close() {
    committing.lock();
    try {
      closed = true;
    } finally {
      committing.unlock();
    }
  }
}
