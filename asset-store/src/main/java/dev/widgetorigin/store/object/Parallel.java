package dev.widgetorigin.store.object;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Calls that wait for a bucket or a disk, several at a time. */
public final class Parallel {
  /**
   * What is done with each.
   *
   * @param <T> of what
   */
  @FunctionalInterface
  public interface Action<T> {
    void on(T each) throws IOException;
  }

  private Parallel() {}

  /**
   * Does it with each, in the order in which they come, at most {@code threads} at a time; this
   * thread is one of them. Returns when all is done. What one throws ends it: those under way are
   * waited for, no other is begun, and it is thrown here.
   */
  public static <T> void each(int threads, Iterable<T> all, Action<T> action) throws IOException {
    Run<T> run = new Run<>(all.iterator(), action);
    List<Thread> others = new ArrayList<>();
    try {
      for (int i = 1; i < threads && run.hasMore(); i++) {
        Thread other = new Thread(run::work, "parallel-" + i);
        other.setDaemon(true);
        other.start();
        others.add(other);
      }
      run.work();
    } catch (OutOfMemoryError e) {
      // No thread can be made. Those that run already stop soon, and are waited for.
      run.failed(e);
    }
    boolean interrupted = false;
    for (Thread other : others) {
      while (other.isAlive()) {
        try {
          other.join();
        } catch (InterruptedException e) {
          // What it has begun cannot be left alone.
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    run.rethrow();
  }

  private static final class Run<T> {
    private final Iterator<T> left;
    private final Action<T> action;
    private Throwable failure;

    Run(Iterator<T> left, Action<T> action) {
      this.left = left;
      this.action = action;
    }

    synchronized boolean hasMore() {
      return failure == null && left.hasNext();
    }

    private synchronized T next() {
      return hasMore() ? left.next() : null;
    }

    private synchronized void failed(Throwable e) {
      if (failure == null) {
        failure = e;
      } else if (failure != e) {
        failure.addSuppressed(e);
      }
    }

    void work() {
      try {
        for (T each = next(); each != null; each = next()) {
          action.on(each);
        }
      } catch (IOException | RuntimeException | Error e) {
        // Thrown again by the thread that called, once the others have stopped.
        failed(e);
      }
    }

    synchronized void rethrow() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      } else if (failure instanceof RuntimeException e) {
        throw e;
      } else if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
