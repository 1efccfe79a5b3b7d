package dev.widgetorigin.origin.web.async;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads of their own for work that must not hold up other work. */
public final class BoundedPool {
  private static final int IDLE_SECONDS = 10;

  private BoundedPool() {}

  /**
   * Refuses what comes when {@code waiting} tasks wait already, with a RejectedExecutionException.
   * Threads are daemons, begin when needed and end when idle. Where the system has no thread to
   * give, tasks wait for those that have begun, and are refused in the same way where none has.
   *
   * @param name of the threads, {@code reads} for {@code reads-1}, {@code reads-2}, …
   */
  public static ExecutorService of(String name, int threads, int waiting) {
    return of(named(name), threads, waiting);
  }

  static ExecutorService of(ThreadFactory factory, int threads, int waiting) {
    return new Pool(factory, threads, waiting);
  }

  private static final class Pool extends ThreadPoolExecutor {
    Pool(ThreadFactory factory, int threads, int waiting) {
      super(
          threads,
          threads,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(waiting),
          factory);
      allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
      try {
        super.execute(task);
      } catch (OutOfMemoryError e) {
        // "Unable to create native thread". An Error would pass by all who are ready for a refusal,
        // and what they hold for the task would never be given back.
        if (!waits(task)) {
          throw new RejectedExecutionException("no thread can be made: " + e.getMessage(), e);
        }
      }
    }

    /** Whether the task waits for a thread that has begun; a thread that ends looks once more. */
    private boolean waits(Runnable task) {
      boolean queued = getQueue().contains(task) || (!isShutdown() && getQueue().offer(task));
      return queued && !((getPoolSize() == 0 || isShutdown()) && remove(task));
    }
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
