package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.Deferred;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The threads on which control calls block: some for what takes long (publishes), others for all
 * else, so that a rollback never waits for fifty uploads. Both have bounded queues; a call beyond
 * them is answered 503.
 */
public final class ControlThreads implements AutoCloseable {
  private static final int QUEUE = 256;
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** A change has begun by then, or does not happen; what only looks has answered by then. */
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ExecutorService quick = BoundedPool.of("control", 4, QUEUE);
  private final ExecutorService slow =
      BoundedPool.of("publish", Math.max(2, Runtime.getRuntime().availableProcessors()), QUEUE);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, ControlThreads::ofDeadlines);

  private final UnaryOperator<Duration> left;

  public ControlThreads() {
    this(UnaryOperator.identity());
  }

  /**
   * @param left how long {@link #close} may still wait, of what it would
   */
  public ControlThreads(UnaryOperator<Duration> left) {
    this.left = left;
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * How calls go on.
   *
   * @param takesLong whether on the threads for long work
   * @param changes whether a call may change something, and so is not given up once it has begun
   */
  public Deferred calls(boolean takesLong, boolean changes) {
    ExecutorService pool = takesLong ? slow : quick;
    return changes
        ? Deferred.begunWithin(DEADLINE, pool, timer)
        : Deferred.within(DEADLINE, pool, timer);
  }

  /**
   * Runs what nobody waits for.
   *
   * @param failed told once where it is not done: the queue is full, or it threw something
   */
  void background(Runnable task, Consumer<Throwable> failed) {
    Deferred.background(quick, task, failed);
  }

  private static Thread ofDeadlines(Runnable task) {
    Thread thread = new Thread(task, "control-deadlines");
    thread.setDaemon(true);
    return thread;
  }

  /** Lets running calls end, for a while; then interrupts them. */
  @Override
  public void close() {
    quick.shutdown();
    slow.shutdown();
    end(quick);
    end(slow);
    timer.shutdownNow();
  }

  private void end(ExecutorService pool) {
    try {
      if (!pool.awaitTermination(left.apply(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
