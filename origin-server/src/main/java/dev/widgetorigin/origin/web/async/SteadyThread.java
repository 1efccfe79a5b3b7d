package dev.widgetorigin.origin.web.async;

import dev.widgetorigin.store.Stoppable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that does one round after another until it is closed. Whatever a round throws, an
 * {@link Error} included, is logged, and after a pause that grows to half a minute the next round
 * is done: memory that was short for a moment must not end work that nobody else does. Thread-safe.
 */
public final class SteadyThread implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(SteadyThread.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 20;

  /** One round: waits until something is to be done, for as long as it likes, and does it. */
  @FunctionalInterface
  public interface Round {
    void run() throws InterruptedException;
  }

  private final String what;
  private final Object monitor;
  private final Round round;
  private final Runnable last;
  private final Thread thread;
  private volatile boolean closed;

  /** Whether no round is done any more, and nothing is to be interrupted. */
  private boolean ending;

  private volatile String problem;

  /**
   * Does not begin yet.
   *
   * @param name of the thread
   * @param what for the log, e.g. {@code telling ops}
   * @param monitor all that wait on it are woken when this is closed; then they ask {@link
   *     #isClosed}
   */
  public SteadyThread(String name, String what, Object monitor, Round round) {
    this(name, what, monitor, round, () -> {});
  }

  /**
   * The same with something that is done after the last round, e.g. writing how far it came. It is
   * not interrupted.
   */
  public SteadyThread(String name, String what, Object monitor, Round round, Runnable last) {
    this.what = what;
    this.monitor = monitor;
    this.round = round;
    this.last = last;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      try {
        round.run();
        failures = 0;
        problem = null;
      } catch (InterruptedException e) {
        // Where it was not close that interrupted, it was by mistake, and the work goes on.
      } catch (Throwable e) {
        // Whatever it is: nobody else would do this work.
        failures++;
        failed(e, failures);
      }
    }
    end();
    try {
      last.run();
    } catch (Throwable e) {
      // The end of the thread: nobody else can say it.
      SafeLog.error(LOG, what + " could not be ended in order", e);
    }
  }

  private synchronized void end() {
    ending = true;
    boolean unused = Thread.interrupted();
  }

  private void failed(Throwable e, int failures) {
    long doubled = FIRST_PAUSE.toMillis() << Math.min(MOST_DOUBLINGS, failures - 1);
    try {
      problem = "the origin made a mistake: " + e.getClass().getSimpleName();
      if (Integer.bitCount(failures) == 1) {
        LOG.error("{} failed, {} times in a row; it is tried again", what, failures, e);
      }
      Thread.sleep(Math.min(doubled, LONGEST_PAUSE.toMillis()));
    } catch (InterruptedException closing) {
      // The loop looks whether it is closed.
    } catch (Throwable again) {
      // Not even that could be said. The next round comes without a pause.
      problem = null;
    }
  }

  public boolean isClosed() {
    return closed;
  }

  /** Why the last round could not be done; null where it could. */
  public String problem() {
    return problem;
  }

  /** Interrupts a round under way. */
  @Override
  public void stop() {
    synchronized (monitor) {
      closed = true;
      monitor.notifyAll();
    }
    synchronized (this) {
      if (!ending) {
        thread.interrupt();
      }
    }
  }

  @Override
  public void close(Duration atMost) {
    stop();
    Stoppable.join(thread, atMost);
  }
}
