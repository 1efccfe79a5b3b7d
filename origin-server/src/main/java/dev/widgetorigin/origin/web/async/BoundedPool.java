package dev.widgetorigin.origin.web.async;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
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
   * Threads are daemons, begin when needed and end when idle.
   *
   * @param name of the threads, {@code reads} for {@code reads-1}, {@code reads-2}, …
   */
  public static ExecutorService of(String name, int threads, int waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waiting),
            named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
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
