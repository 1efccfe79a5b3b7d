package dev.widgetorigin.origin.web.async;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads for work that takes long enough that clients must take turns: the one whose turn is next
 * waits for one piece of work of each other client, however much of it they have brought. One
 * client may have half of the places where work waits. Thread-safe; never blocks for long.
 *
 * <p>{@link ClientQueue} is for short work: it shares the places, and keeps the order in which work
 * came.
 */
public final class FairQueue {
  /** A client has so much waiting that the rest is for others. */
  static final class ShareTaken extends RejectedExecutionException {
    private static final long serialVersionUID = 1;

    ShareTaken(String client) {
      super(client + " has its share of the waiting work");
    }
  }

  private final Executor threads;
  private final int share;

  /** By client; the first is the one whose turn is next. Guarded by itself. */
  private final Map<String, Deque<Runnable>> waiting = new LinkedHashMap<>();

  /**
   * @param threads where the work is done, in the order in which it is given to them; may refuse
   * @param places that they have for waiting work
   */
  public FairQueue(Executor threads, int places) {
    this.threads = threads;
    this.share = Math.max(1, places / 2);
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
      Deque<Runnable> own = waiting.computeIfAbsent(client, key -> new ArrayDeque<>());
      if (own.size() >= share) {
        throw new ShareTaken(client);
      }
      own.add(work);
      boolean accepted = false;
      try {
        threads.execute(this::runNext);
        accepted = true;
      } finally {
        if (!accepted && own.removeLastOccurrence(work) && own.isEmpty()) {
          waiting.remove(client);
        }
      }
    }
  }

  private void runNext() {
    Runnable work;
    synchronized (waiting) {
      Iterator<Map.Entry<String, Deque<Runnable>>> turns = waiting.entrySet().iterator();
      Map.Entry<String, Deque<Runnable>> turn = turns.next();
      String client = turn.getKey();
      Deque<Runnable> own = turn.getValue();
      turns.remove();
      work = own.poll();
      if (!own.isEmpty()) {
        waiting.put(client, own);
      }
    }
    work.run();
  }
}
