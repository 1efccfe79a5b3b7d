package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.health.BucketStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads what only the store has, for calls that are not to wait for a bucket that is away: that is
 * known only when a call of it has come to nothing, after up to ten seconds. A store in a folder is
 * read directly. Thread-safe; blocks.
 */
final class BoundedReads {
  /** A bucket answers within tenths of a second, most often. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Store store;
  private final Executor threads;

  /**
   * @param threads where buckets are looked at; may refuse
   */
  BoundedReads(Store store, Executor threads) {
    this.store = store;
    this.threads = threads;
  }

  /**
   * What the look finds; empty where the bucket has said nothing in time, or too many wait for it.
   * A look that comes too late goes on, and is forgotten.
   *
   * @throws IOException and whatever else the look throws
   */
  <T> Optional<T> attempt(Callable<T> look) throws IOException {
    return store.bucket().isEmpty() ? Optional.of(here(look)) : elsewhere(look, false);
  }

  /**
   * The same for what there is no answer without: a bucket that is slow, and has answered others
   * meanwhile, is waited for.
   *
   * @throws ProblemException 503 where the bucket does not answer
   * @throws IOException and whatever else the look throws
   */
  <T> T needed(Callable<T> look) throws IOException {
    return store.bucket().isEmpty()
        ? here(look)
        : elsewhere(look, true)
            .orElseThrow(
                () ->
                    ProblemException.of(
                        503,
                        "Bucket does not answer",
                        "What is asked for is only in the bucket of the store, which has not"
                            + " answered this node for "
                            + PATIENCE.toSeconds()
                            + " s. Repeat the call in a moment."));
  }

  private <T> Optional<T> elsewhere(Callable<T> look, boolean waitsWhileOthersAreAnswered)
      throws IOException {
    FutureTask<T> task = new FutureTask<>(look);
    long begun = System.nanoTime();
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      return Optional.empty();
    }
    try {
      do {
        try {
          return Optional.of(task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          // It may be away, or just slow.
        }
      } while (waitsWhileOthersAreAnswered && answeredSince(begun));
      return Optional.empty();
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      boolean unused = task.cancel(false);
    }
  }

  /** Whether the node has looked for changes in the bucket since, and had an answer. */
  private boolean answeredSince(long begun) {
    Duration ago = Duration.ofNanos(System.nanoTime() - begun);
    return store.bucket().map(BucketStatus::age).filter(age -> age.compareTo(ago) < 0).isPresent();
  }

  private static <T> T here(Callable<T> look) throws IOException {
    try {
      return look.call();
    } catch (Exception e) {
      throw thrown(e);
    }
  }

  /** The same, as this thread would have thrown it. */
  private static IOException thrown(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    } else if (e instanceof Error error) {
      throw error;
    }
    return e instanceof IOException io ? io : new IOException(e);
  }
}
