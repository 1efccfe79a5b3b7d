package dev.widgetorigin.store.ingest.compress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of daemon threads that work for several lanes in turn: one task of each lane, then
 * the next of each. Within a lane tasks run in the order in which they came. There is one thread
 * more than a lane may use, so that a lane that comes second begins at once, however long the first
 * one's tasks are. Thread-safe.
 */
final class FairPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FairPool.class);

  private final int threadsPerLane;

  /** Lanes with waiting tasks, the next in turn first. Guarded by {@code this}. */
  private final Deque<Lane> waiting = new ArrayDeque<>();

  /** Guarded by {@code this}. */
  private boolean closed;

  FairPool(int threadsPerLane, String threadName) {
    this.threadsPerLane = threadsPerLane;
    for (int i = 1; i <= threadsPerLane + 1; i++) {
      Thread thread = new Thread(this::work, threadName + "-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * Runs tasks of one kind, in order. Throws RejectedExecutionException once the pool is closed.
   */
  final class Lane implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private int running;

    private Lane() {}

    @Override
    public void execute(Runnable task) {
      add(this, task);
    }
  }

  private record Job(Lane lane, Runnable task) {}

  /** Holds nothing while it has no tasks, and need not be closed. */
  Lane lane() {
    return new Lane();
  }

  private synchronized void add(Lane lane, Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("the pool is closed");
    }
    if (lane.tasks.isEmpty()) {
      waiting.add(lane);
    }
    lane.tasks.add(task);
    notifyAll();
  }

  private void work() {
    Job job = take();
    while (job != null) {
      try {
        job.task.run();
      } catch (RuntimeException | Error e) {
        // What it is worth its submitter is told by the task itself; the thread is for all lanes.
        say(e);
      } finally {
        finished(job.lane);
      }
      job = take();
    }
  }

  /** Where memory is short, not even that may be possible; the thread goes on all the same. */
  private static void say(Throwable e) {
    try {
      LOG.error("a task of {} failed", Thread.currentThread().getName(), e);
    } catch (RuntimeException | Error again) {
      // Nobody can be told now.
    }
  }

  /** Waits for a task; null where the pool is closed and has no more. */
  private synchronized Job take() {
    while (true) {
      Job job = next();
      if (job != null || (closed && waiting.isEmpty())) {
        return job;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody interrupts these threads but a task by mistake; the pool goes on.
      }
    }
  }

  /** Of the first lane in turn that may use another thread; null where there is none. */
  private Job next() {
    Lane lane = null;
    for (Lane each : waiting) {
      if (each.running < threadsPerLane) {
        lane = each;
        break;
      }
    }
    if (lane == null) {
      return null;
    }
    waiting.remove(lane);
    Runnable task = lane.tasks.remove();
    lane.running++;
    if (!lane.tasks.isEmpty()) {
      waiting.add(lane);
    }
    return new Job(lane, task);
  }

  private synchronized void finished(Lane lane) {
    lane.running--;
    notifyAll();
  }

  /** No new tasks are taken; those that wait are still run. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
