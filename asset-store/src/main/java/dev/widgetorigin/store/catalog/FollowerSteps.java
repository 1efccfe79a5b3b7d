package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.LogFollower.Position;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a follower is in the log, and its next step. Knows no thread and no clock, so that a
 * simulation can take the steps. One thread takes them; any may ask for {@link #status}.
 */
public final class FollowerSteps {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerSteps.class);

  /** Batches that are read ahead of the handler: what a follower that is behind has in memory. */
  private static final int READ_AHEAD = 256;

  /** While there is more to do, the cursor is saved this often. */
  private static final int SAVE_EVERY = 64;

  private final LogCatalog catalog;
  private final LogFollower follower;
  private final Deque<ChangeBatch> ahead = new ArrayDeque<>();

  /** The state after the last batch that was handled; null before it was made. */
  private ShardedSnapshot at;

  /** Where it begins when no cursor was saved. */
  private ShardedSnapshot begin;

  private Position position;
  private Position saved;
  private volatile long handled;
  private volatile long failures;

  /** Begins after the present state, or where the cursor says. */
  public FollowerSteps(LogCatalog catalog, LogFollower follower) {
    this.catalog = catalog;
    this.follower = follower;
    this.begin = (ShardedSnapshot) catalog.snapshot();
    this.handled = begin.sequence();
  }

  /**
   * Tells the follower of the next commit. What the handler throws comes out; the next step is then
   * the same again.
   *
   * @return false where there is nothing to tell
   */
  public boolean step() throws Exception {
    boolean done = false;
    try {
      Commit next = next();
      if (next != null) {
        follower.handler().committed(next);
        passed(next);
      }
      save(next == null);
      done = true;
      return next != null;
    } finally {
      if (done) {
        recovered();
      } else {
        // Written by the one thread that takes the steps; others only read it.
        long before = failures;
        failures = before + 1;
      }
    }
  }

  private Commit next() throws IOException {
    if (position == null) {
      prepare();
    }
    if (at == null) {
      at = catalog.at(position.sequence());
    }
    long sequence = at.sequence() + 1;
    Commit recent = catalog.recent(sequence);
    if (recent != null) {
      ahead.clear();
      return recent;
    }
    if (ahead.isEmpty()) {
      long last = catalog.snapshot().sequence();
      if (last < sequence) {
        return null;
      }
      catalog.read(sequence, Math.min(last, sequence + READ_AHEAD - 1), ahead::add);
    }
    ChangeBatch batch = ahead.peek();
    return new Commit(batch, at, LogCatalog.replay(at, batch));
  }

  private void passed(Commit commit) {
    at = (ShardedSnapshot) commit.after();
    position = new Position(commit.sequence(), commit.batch().id());
    handled = commit.sequence();
    ahead.poll();
  }

  /**
   * Reads the cursor. Where there is none, saves where the follower begins, so that nothing after
   * this is missed, whatever happens to the process.
   */
  void prepare() throws IOException {
    Optional<Position> from = follower.cursor().load();
    if (from.isPresent() && catalog.holds(from.get())) {
      position = from.get();
      saved = position;
    } else {
      if (from.isPresent()) {
        LOG.warn(
            "follower {} has seen batch {} of another log; it begins anew after batch {}",
            follower.name(),
            from.get().sequence(),
            begin.sequence());
      }
      position = new Position(begin.sequence(), catalog.id(begin.sequence()));
      at = begin;
      save(true);
    }
    begin = null;
    handled = position.sequence();
  }

  /** Now and then while there is more to do, and whenever there is no more. */
  private void save(boolean idle) throws IOException {
    boolean due = saved == null || idle || position.sequence() - saved.sequence() >= SAVE_EVERY;
    if (due && !position.equals(saved)) {
      follower.cursor().save(position);
      saved = position;
    }
  }

  private void recovered() {
    if (failures > 0) {
      LOG.info("follower {} goes on after {} failures", follower.name(), failures);
      failures = 0;
    }
  }

  /** Saves the cursor where it is not; so that less is told twice. */
  void finish() throws IOException {
    if (position != null) {
      save(true);
    }
  }

  LogFollower follower() {
    return follower;
  }

  long failures() {
    return failures;
  }

  public Following.Status status() {
    long done = handled;
    long behind = Math.max(0, catalog.snapshot().sequence() - done);
    return new Following.Status(follower.name(), done, behind, failures);
  }
}
