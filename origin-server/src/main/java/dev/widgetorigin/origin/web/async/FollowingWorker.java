package dev.widgetorigin.origin.web.async;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.LowWaterMark;
import dev.widgetorigin.store.Stoppable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that the change log asks for: a follower hears of commits and notes what is to be done, and
 * a thread does it. What waits needs no file of its own: the cursor stays before the oldest commit
 * that is not done, so after a restart, or on the node that takes over, the log tells it again.
 * Thread-safe.
 */
public final class FollowingWorker implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowingWorker.class);

  private final LogFollower follower;
  private final LowWaterMark cursor;
  private final String what;
  private final SteadyThread thread;

  /** Null before the start. */
  private Following following;

  /**
   * Does not begin yet.
   *
   * @param name of the follower and of the thread
   * @param committed notes what is to be done
   * @param what for the log, e.g. {@code telling ops}
   * @param monitor all that wait on it are woken when this is closed; then they ask {@link
   *     #isClosed}
   * @param round does some of it
   */
  public FollowingWorker(
      String name,
      LowWaterMark cursor,
      LogFollower.Handler committed,
      String what,
      Object monitor,
      SteadyThread.Round round) {
    this.follower = new LogFollower(name, cursor, committed);
    this.cursor = cursor;
    this.what = what;
    this.thread = new SteadyThread(name, what, monitor, round, () -> save(true));
  }

  public void start(Catalog catalog) {
    following = catalog.follow(follower);
    thread.start();
  }

  public boolean isClosed() {
    return thread.isClosed();
  }

  /** Why the last round could not be done; null where it could. */
  public String problem() {
    return thread.problem();
  }

  /** Writes how far all is done. */
  public void save() {
    save(false);
  }

  /**
   * @param last whether nobody writes it after this. A thread that is being closed is interrupted,
   *     and files are not written by a thread that is: then it is written at its end.
   */
  private void save(boolean last) {
    try {
      cursor.update();
    } catch (IOException e) {
      if (last || !isClosed()) {
        LOG.warn("{}: how far it came cannot be written; a restart repeats some of it", what, e);
      }
    }
  }

  @Override
  public void stop() {
    threads().forEach(Stoppable::stop);
  }

  /** How far it came is written by the threads themselves, before they end. */
  @Override
  public void close(Duration atMost) {
    Stoppable.closeAll(threads(), atMost);
  }

  private List<Stoppable> threads() {
    return following == null ? List.of(thread) : List.of(thread, following);
  }
}
