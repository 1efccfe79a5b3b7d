package dev.widgetorigin.origin.web.async;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for work that takes long enough that clients must take turns: the one whose turn is next
 * waits for one piece of work of each other client, however much of it they have brought. One
 * client may have half of the places where work waits, and not all threads at a time, so that
 * others need not wait until its work ends. Thread-safe; never blocks for long.
 *
 * <p>{@link ClientQueue} is for short work: it shares the places, and keeps the order in which work
 * came.
 */
public final class FairQueue {
  private static final Logger LOG = LoggerFactory.getLogger(FairQueue.class);

  /** A client has so much waiting that the rest is for others. */
  static final class ShareTaken extends RejectedExecutionException {
    private static final long serialVersionUID = 1;

    ShareTaken(String client) {
      super(client + " has its share of the waiting work");
    }
  }

  private final Executor threads;
  private final int places;
  private final int mostAtOnce;
  private final Runnable refused;

  /** By client; the first is the one whose turn is next. Guards all below and itself. */
  private final Map<String, Deque<Runnable>> waiting = new LinkedHashMap<>();

  /** How many threads work for a client; those for which none does are not in it. */
  private final Map<String, Integer> working = new HashMap<>();

  private int count;

  /**
   * How much of what waits the threads have not been asked for: they were, and there was none that
   * its client might have had done then. They are asked again when work of that client ends.
   */
  private int unasked;

  /**
   * @param threads where the work is done, in the order in which it is given to them; may refuse.
   *     One more than {@code mostAtOnce} keeps one free for others than a client with much work
   * @param places that there are for waiting work
   * @param mostAtOnce threads that may work for one client at a time
   * @param refused told each time that a client has its share of the places; quick
   */
  public FairQueue(Executor threads, int places, int mostAtOnce, Runnable refused) {
    this.threads = threads;
    this.places = places;
    this.mostAtOnce = mostAtOnce;
    this.refused = refused;
  }

  /**
   * For work that this client waits for. Refuses with {@link RejectedExecutionException} where the
   * client may have no place now, or the threads refuse.
   *
   * @param client by whatever tells one from another
   */
  public Executor of(String client) {
    return work -> add(client, work);
  }

  private void add(String client, Runnable work) {
    // The threads are asked under the lock: else somebody's turn could be taken by work that they
    // then refuse, and what was waiting would wait for ever.
    synchronized (waiting) {
      Deque<Runnable> own = waiting.getOrDefault(client, new ArrayDeque<>());
      if (own.size() >= Math.max(1, places / 2)) {
        refused.run();
        throw new ShareTaken(client);
      }
      if (count >= places) {
        throw new RejectedExecutionException("too much work waits");
      }
      own.add(work);
      waiting.put(client, own);
      count++;
      boolean accepted = false;
      try {
        threads.execute(this::runNext);
        accepted = true;
      } finally {
        if (!accepted) {
          takeBack(client, own, work);
        }
      }
    }
  }

  private void takeBack(String client, Deque<Runnable> own, Runnable work) {
    if (own.removeLastOccurrence(work)) {
      count--;
      if (own.isEmpty()) {
        waiting.remove(client);
      }
    }
  }

  private void runNext() {
    String client;
    Runnable work;
    synchronized (waiting) {
      client = next();
      if (client == null) {
        unasked++;
        return;
      }
      Deque<Runnable> own = waiting.remove(client);
      work = own.remove();
      count--;
      working.merge(client, 1, Integer::sum);
      if (!own.isEmpty()) {
        waiting.put(client, own);
      }
    }
    try {
      work.run();
    } finally {
      ended(client);
    }
  }

  /** Whose turn is next of those who may have one more thread; null where nobody may. */
  private String next() {
    Iterator<String> turns = waiting.keySet().iterator();
    while (turns.hasNext()) {
      String client = turns.next();
      if (working.getOrDefault(client, 0) < mostAtOnce) {
        return client;
      }
    }
    return null;
  }

  private void ended(String client) {
    synchronized (waiting) {
      working.computeIfPresent(client, (same, own) -> own == 1 ? null : own - 1);
      if (unasked > 0 && next() != null) {
        unasked--;
        boolean accepted = false;
        try {
          threads.execute(this::runNext);
          accepted = true;
        } catch (RejectedExecutionException e) {
          // They are being stopped. Whoever waits for that work has a deadline.
          LOG.debug("work that waits is not begun", e);
        } finally {
          unasked += accepted ? 0 : 1;
        }
      }
    }
  }
}
