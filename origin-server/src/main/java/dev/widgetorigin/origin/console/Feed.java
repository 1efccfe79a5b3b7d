package dev.widgetorigin.origin.console;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Stoppable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Tells open pages when the change log has grown. Each asks with the sequence that it shows, and is
 * answered when there is a later one, or after {@link #PATIENCE} with the one there is. No thread
 * waits. Bounded; thread-safe.
 */
final class Feed implements Stoppable {
  static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final int MOST = 500;

  private record Waiting(long after, LongConsumer answer) {}

  private final Catalog catalog;
  private final ScheduledExecutorService timer;
  private final Following following;
  private final Set<Waiting> waiting = new LinkedHashSet<>();

  /**
   * @param timer its tasks are short
   */
  Feed(Catalog catalog, ScheduledExecutorService timer) {
    this.catalog = catalog;
    this.timer = timer;
    this.following = catalog.follow(LogFollower.fromNow("console", commit -> wake()));
  }

  /**
   * Answers now or later, once, from any thread.
   *
   * @return false where too many wait; then nothing is answered
   */
  boolean await(long after, LongConsumer answer) {
    Waiting one = new Waiting(after, answer);
    synchronized (waiting) {
      if (waiting.size() >= MOST) {
        return false;
      }
      waiting.add(one);
    }
    // A change that came before this one was in the list woke nobody.
    if (catalog.snapshot().sequence() > after) {
      end(one);
    } else {
      var unused = timer.schedule(() -> end(one), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return true;
  }

  private void end(Waiting one) {
    boolean mine;
    synchronized (waiting) {
      mine = waiting.remove(one);
    }
    if (mine) {
      one.answer().accept(catalog.snapshot().sequence());
    }
  }

  private void wake() {
    long now = catalog.snapshot().sequence();
    List<Waiting> due = new ArrayList<>();
    synchronized (waiting) {
      for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
        Waiting one = each.next();
        if (now > one.after()) {
          due.add(one);
          each.remove();
        }
      }
    }
    due.forEach(one -> one.answer().accept(now));
  }

  @Override
  public void stop() {
    following.stop();
  }

  @Override
  public void close(Duration atMost) {
    following.close(atMost);
  }
}
