package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.ingest.compress.CompressionPlan.Task;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What is left to do for one bundle and how hard to work on it: planned by figures at first, then
 * again and again by how long the tasks took so far, so that a busy machine does not come to its
 * end in the middle, and a fast one does not stop early. Thread-safe.
 */
final class CompressionRun {
  private static final double PLANNED_FOR = 0.5;

  /** Before so much is done, a figure for the machine would be chance. */
  private static final double KNOWN_AFTER = 0.3;

  private static final double FASTEST = 0.25;
  private static final double SLOWEST = 20;

  private final int threads;
  private final LongSupplier nanos;
  private final long started;
  private final double patience;
  private final Set<Task> waiting;
  private Map<Task, Effort> efforts;
  private double plannedAt;

  /** What the tasks that are done should have taken, and took. */
  private double figured;

  private double taken;

  CompressionRun(Collection<Task> tasks, int threads, LongSupplier nanos) {
    this.threads = threads;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.waiting = new HashSet<>(tasks);
    this.patience = CompressionPlan.patience(tasks, threads);
    this.efforts = CompressionPlan.efforts(tasks, patience, threads, 1);
  }

  double elapsed() {
    return (nanos.getAsLong() - started) / 1e9;
  }

  /** Whether all that is not done must be done quickly now. */
  boolean isLate() {
    return elapsed() > patience;
  }

  /** How many times longer tasks took so far than the figures say. */
  synchronized double slowness() {
    return figured == 0 ? 1 : Math.min(SLOWEST, Math.max(FASTEST, taken / figured));
  }

  /** How hard to work on a task that begins now. */
  synchronized Effort begin(Task task, double now) {
    if (now > patience) {
      return Effort.QUICK;
    }
    if (now - plannedAt > PLANNED_FOR && figured > KNOWN_AFTER) {
      efforts = CompressionPlan.efforts(waiting, patience - now, threads, slowness());
      plannedAt = now;
    }
    waiting.remove(task);
    return efforts.get(task);
  }

  /**
   * A task is done.
   *
   * @param seconds that it took
   */
  synchronized void done(Task task, Effort effort, double seconds) {
    figured += task.seconds(effort);
    taken += seconds;
  }
}
