package dev.widgetorigin.store.catalog;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The catalog over a {@link ChangeLog}, which other nodes may append to as well. A commit is: catch
 * up, decide, create the next number. A node that finds the number taken begins again; one that
 * gets no answer looks in the log for the id of its batch. The result depends on neither clocks nor
 * time-outs.
 */
public final class LogCatalog implements Catalog {
  /** Each time another node was quicker, or an answer was lost. */
  private static final int ATTEMPTS = 100;

  private static final long AGAIN_NANOS = 100_000_000;

  private static final Duration FOREVER = Duration.ofDays(365);

  private final ChangeLog changes;
  private final Checkpoints checkpoints;
  private final StoreOptions options;
  private final ReentrantLock committing = new ReentrantLock();
  private final RecentCommits recent = new RecentCommits();
  private final List<FollowerThread> followers = new CopyOnWriteArrayList<>();
  private volatile ShardedSnapshot snapshot;

  /** How often the log could not be read; changed under the lock. */
  private volatile long failures;

  /** Why it could not be read the last time; null where it always could. */
  private volatile IOException failure;

  private volatile boolean closed;

  private LogCatalog(
      ChangeLog changes, Checkpoints checkpoints, StoreOptions options, ShardedSnapshot snapshot) {
    this.checkpoints = checkpoints;
    this.changes = changes;
    this.options = options;
    this.snapshot = snapshot;
  }

  /** Replays what the log has after {@code start}. */
  public static LogCatalog open(
      ChangeLog changes, Checkpoints checkpoints, StoreOptions options, ShardedSnapshot start)
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
      throw damaged(e);
    }
    return new LogCatalog(changes, checkpoints, options, fold[0]);
  }

  /**
   * Reads the newest batch. Everybody who follows the log begins there, also where a checkpoint has
   * what it changed, and nobody read it. Throws StoreException (CORRUPT, MISSING, UNAVAILABLE).
   */
  public void requireNewest() {
    try {
      String unused = id(snapshot.sequence());
    } catch (IOException e) {
      throw IoFailures.unavailable("read the log", e);
    } catch (StoreException e) {
      throw e.code() == Code.CORRUPT || e.code() == Code.MISSING ? damaged(e) : e;
    }
  }

  private static StoreException damaged(StoreException e) {
    return new StoreException(
        e.code(),
        e.getMessage()
            + ". The log ("
            + StoreLayout.LOG
            + ", "
            + StoreLayout.HISTORY
            + ") can only be mended from a backup: 'widget-origin verify --repair-from BACKUP'; where"
            + " the backup is older than the damage, restore it into a new folder",
        e);
  }

  static ShardedSnapshot replay(ShardedSnapshot before, ChangeBatch batch) {
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
      throw new IllegalStateException("a commit inside a commit");
    }
    long before = failures;
    committing.lock();
    try {
      requireUsable(before);
      // One id for all attempts: an answer that was lost may come to be true at any time.
      String id = options.ids().get();
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<ChangeBatch> mine = catchUp(id);
        if (mine.isPresent()) {
          return mine;
        }
        List<Change> decided = List.copyOf(decide.apply(snapshot));
        if (decided.isEmpty()) {
          return Optional.empty();
        }
        Optional<ChangeBatch> appended = appendNext(batch(id, who, why, decided));
        if (appended.isPresent()) {
          return appended;
        }
      }
    } finally {
      committing.unlock();
    }
    throw new StoreException(
        Code.UNAVAILABLE,
        "the change could not be appended to the log in "
            + ATTEMPTS
            + " attempts, because others appended theirs or answers were lost; it may be in the"
            + " log all the same: look at the history before asking again");
  }

  /**
   * @param before how many failures there had been before this call waited for its turn
   */
  private void requireUsable(long before) {
    if (closed) {
      throw new StoreException(Code.UNAVAILABLE, "the store is closed");
    }
    if (failures != before) {
      // Found out while this call waited; to ask once more would make its caller wait twice.
      throw IoFailures.unavailable("read the log a moment ago", failure);
    }
  }

  /**
   * Appends the batch with what following channels do because of it, and shows it. Empty where
   * another batch has the number, or the answer was lost.
   */
  private Optional<ChangeBatch> appendNext(ChangeBatch plain) {
    ShardedSnapshot after = Fold.apply(snapshot, plain);
    ChangeBatch batch = FollowingChannels.along(plain, after);
    if (!batch.equals(plain)) {
      after = Fold.apply(snapshot, batch);
    }
    if (append(batch) != Creation.CREATED) {
      return Optional.empty();
    }
    show(after, batch);
    return Optional.of(batch);
  }

  private ChangeBatch batch(String id, String who, String why, List<Change> decided) {
    // Milliseconds: what a checkpoint keeps, so that a fold does not depend on where it began.
    Instant time = options.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    return new ChangeBatch(
        snapshot.sequence() + 1, id, options.node(), time, who, why == null ? "" : why, decided);
  }

  private Creation append(ChangeBatch batch) {
    try {
      return changes.append(batch);
    } catch (IOException e) {
      throw IoFailures.unavailable(
          "append " + StoreLayout.log(batch.sequence()) + " to the log", e);
    }
  }

  /** Takes over what the log has and this node has not seen; the batch of that id among it. */
  private Optional<ChangeBatch> catchUp(String id) {
    ChangeBatch mine = null;
    try {
      for (Optional<ChangeBatch> next = changes.next(); next.isPresent(); next = changes.next()) {
        ChangeBatch batch = next.get();
        ShardedSnapshot after = replay(snapshot, batch);
        changes.passed(batch);
        show(after, batch);
        mine = batch.id().equals(id) ? batch : mine;
      }
    } catch (IOException e) {
      // Only who holds the lock is here.
      failure = e;
      long counted = failures;
      failures = counted + 1;
      throw IoFailures.unavailable("read the log", e);
    }
    return Optional.ofNullable(mine);
  }

  /** Takes over what other nodes have appended. May block. */
  public void catchUp() {
    committing.lock();
    try {
      var unused = catchUp("");
    } finally {
      committing.unlock();
    }
  }

  @Override
  public boolean reached(long sequence, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (snapshot.sequence() < sequence) {
      try {
        catchUp();
      } catch (StoreException e) {
        if (e.code() != Code.UNAVAILABLE) {
          throw e;
        }
        // It may be there again in a moment.
      }
      long left = end - System.nanoTime();
      if (snapshot.sequence() < sequence && (left <= 0 || !rested(left))) {
        return false;
      }
    }
    return true;
  }

  private static boolean rested(long mostNanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(mostNanos, AGAIN_NANOS));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void show(ShardedSnapshot after, ChangeBatch batch) {
    Commit commit = new Commit(batch, snapshot, after);
    snapshot = after;
    CrashPoint.reached(CrashPoint.CATALOG_SWAPPED);
    // After the snapshot: who hears of a commit finds it there.
    recent.add(commit);
    followers.forEach(FollowerThread::wake);
  }

  @Override
  public Following follow(LogFollower follower) {
    FollowerThread thread = new FollowerThread(this, follower, followers::remove);
    followers.add(thread);
    thread.start();
    return thread;
  }

  @Override
  public List<Following.Status> followers() {
    return followers.stream().map(FollowerThread::status).toList();
  }

  /** Null where it is no longer, or not yet, among the newest. */
  Commit recent(long sequence) {
    return recent.find(sequence);
  }

  /** Batches of the log as it is kept, oldest first. */
  void read(long from, long to, Consumer<ChangeBatch> each) throws IOException {
    changes.read(from, to, each);
  }

  /** Whether the log has that batch under that number. */
  boolean holds(LogFollower.Position position) throws IOException {
    if (position.sequence() > snapshot.sequence()) {
      // Another node may have saved it, and be further.
      catchUp();
    }
    return position.sequence() <= snapshot.sequence()
        && id(position.sequence()).equals(position.id());
  }

  /** The id of a batch; empty before the first. */
  String id(long sequence) throws IOException {
    String[] id = {""};
    if (sequence > 0) {
      changes.read(sequence, sequence, batch -> id[0] = batch.id());
    }
    return id[0];
  }

  /** The state after that batch: of the newest checkpoint before it and the log from there on. */
  ShardedSnapshot at(long sequence) throws IOException {
    ShardedSnapshot now = snapshot;
    if (sequence == now.sequence()) {
      return now;
    }
    ShardedSnapshot[] fold = {checkpoints.newest(sequence)};
    changes.read(fold[0].sequence() + 1, sequence, batch -> fold[0] = replay(fold[0], batch));
    return fold[0];
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

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Ends followers and waits for a commit under way, so long at most for all together; later ones
   * are refused. False where a commit goes on.
   */
  public boolean close(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    closed = true;
    Stoppable.closeAll(followers, shorter(atMost, Stoppable.PATIENCE));
    try {
      if (!committing.tryLock(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    committing.unlock();
    return true;
  }

  /** The same, and waits for a commit for as long as it takes. */
  public void close() {
    boolean unused = close(FOREVER);
  }
}
