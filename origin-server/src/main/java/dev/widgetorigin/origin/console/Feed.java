package dev.widgetorigin.origin.console;

import dev.widgetorigin.origin.web.async.SafeLog;
import dev.widgetorigin.origin.web.async.ShareEvents;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells open pages when the change log has grown. Each asks with the sequence that it shows, and is
 * answered when there is a later one, or after {@link #PATIENCE} with the one there is. No thread
 * waits. Bounded; thread-safe.
 */
final class Feed implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  static final Duration PATIENCE = Duration.ofSeconds(25);

  /** Pages that are open at a time. */
  static final int MOST = 500;

  /** Pages of one token: the rest is for others. */
  static final int SHARE = MOST / 2;

  private record Waiting(String token, long after, LongConsumer answer) {}

  private final Catalog catalog;
  private final ScheduledExecutorService timer;
  private final ShareEvents shares;
  private final Following following;
  private final Set<Waiting> waiting = new LinkedHashSet<>();
  private volatile boolean ended;

  /**
   * @param timer its tasks are short
   * @param shares told of pages that are refused because their token has its share
   */
  Feed(Catalog catalog, ScheduledExecutorService timer, ShareEvents shares) {
    this.catalog = catalog;
    this.timer = timer;
    this.shares = shares;
    this.following = catalog.follow(LogFollower.fromNow("console", commit -> wake()));
  }

  /**
   * Answers now or later, once, from any thread.
   *
   * @param token the name of the one that the page was signed in with
   * @return false where too many wait, of all or of this token; then nothing is answered
   */
  boolean await(String token, long after, LongConsumer answer) {
    Waiting one = new Waiting(token, after, answer);
    synchronized (waiting) {
      if (waiting.size() >= MOST) {
        return false;
      }
      if (waiting.stream().filter(other -> other.token().equals(token)).count() >= SHARE) {
        shares.refused(ShareEvents.Of.LIVE_PAGES);
        return false;
      }
      waiting.add(one);
    }
    // A change that came before this one was in the list woke nobody.
    if (ended || catalog.snapshot().sequence() > after) {
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
      tell(one, catalog.snapshot().sequence());
    }
  }

  /** One page that cannot be told must not keep the others from hearing of it. */
  private static void tell(Waiting one, long now) {
    try {
      one.answer().accept(now);
    } catch (RuntimeException | Error e) {
      SafeLog.error(LOG, "an open page of the console could not be told of a change", e);
    }
  }

  /**
   * Answers all who wait, and whoever comes from now on, at once: an origin that is about to stop
   * would otherwise wait for every open page until its time for draining is over.
   */
  void letGo() {
    ended = true;
    List<Waiting> all;
    synchronized (waiting) {
      all = List.copyOf(waiting);
      waiting.clear();
    }
    long now = catalog.snapshot().sequence();
    all.forEach(one -> tell(one, now));
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
    due.forEach(one -> tell(one, now));
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
