package dev.widgetorigin.store.ingest.compress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs the tasks of one bundle in a lane of the pool they share, and waits for all of them. */
final class PoolRun {
  private final FairPool.Lane lane;
  private final BooleanSupplier closed;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  PoolRun(FairPool pool, BooleanSupplier closed) {
    this.lane = pool.lane();
    this.closed = closed;
  }

  /** Whether tasks are to end at their next buffer: the pool is closed, or one of them failed. */
  boolean isCancelled() {
    return closed.getAsBoolean() || cancelled.get();
  }

  /**
   * The results, as they came. Throws CompressorClosedException once the pool is closed. When it
   * throws, no task runs any more.
   *
   * @param each is told each result
   */
  <T> List<T> all(List<Callable<T>> tasks, Consumer<T> each)
      throws IOException, InterruptedException {
    CompletionService<T> running = new ExecutorCompletionService<>(lane);
    List<T> results = new ArrayList<>(tasks.size());
    int submitted = 0;
    int done = 0;
    try {
      for (Callable<T> task : tasks) {
        running.submit(task);
        submitted++;
      }
      while (done < submitted) {
        T result = running.take().get();
        done++;
        results.add(result);
        each.accept(result);
      }
    } catch (ExecutionException e) {
      done++;
      if (closed.getAsBoolean()) {
        throw new CompressorClosedException(e);
      }
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("precompression failed", e.getCause());
    } catch (RejectedExecutionException e) {
      throw new CompressorClosedException(e);
    } finally {
      if (done < submitted) {
        cancelled.set(true);
      }
      drain(running, submitted - done);
    }
    return results;
  }

  /** Waits for what still runs; cancelled tasks end at their next buffer. */
  private static void drain(CompletionService<?> running, int left) {
    boolean interrupted = false;
    int open = left;
    while (open > 0) {
      try {
        open -= running.take().isDone() ? 1 : 0;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
