package dev.widgetorigin.origin.admin;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which control calls block: some for what takes long (publishes), others for all
 * else, so that a rollback never waits for fifty uploads. Both have bounded queues; a call beyond
 * them is answered 503.
 */
public final class ControlThreads implements AutoCloseable {
  private static final int QUEUE = 256;
  private static final long GRACE_SECONDS = 30;

  private final ThreadPoolExecutor quick = pool("control", 4);
  private final ThreadPoolExecutor slow =
      pool("publish", Math.max(2, Runtime.getRuntime().availableProcessors()));

  /** Throws RejectedExecutionException where the queue is full. */
  void execute(boolean takesLong, Runnable task) {
    (takesLong ? slow : quick).execute(task);
  }

  private static ThreadPoolExecutor pool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Lets running calls end, for a while; then interrupts them. */
  @Override
  public void close() {
    quick.shutdown();
    slow.shutdown();
    end(quick);
    end(slow);
  }

  private static void end(ExecutorService pool) {
    try {
      if (!pool.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
