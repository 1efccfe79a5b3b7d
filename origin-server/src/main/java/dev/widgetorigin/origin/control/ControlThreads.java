package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.async.FairQueue;
import dev.widgetorigin.origin.web.async.ShareEvents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which control calls block: some for changes that take long (publishes), some for
 * reads that do (what npm installs, statistics), others for all else. So a rollback never waits for
 * fifty uploads, and nobody's install for somebody's publish. All have bounded queues, of which one
 * token may have half, and calls of different tokens take turns; a call beyond that is answered
 * 503. One thread of each kind is never for the token that has all others: who comes then need not
 * wait until a publish ends.
 */
public final class ControlThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlThreads.class);
  private static final int QUEUE = 512;
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** A change has begun by then, or does not happen; what only looks has answered by then. */
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** Threads for calls that are quick. */
  private static final int QUICK = 4;

  private final ExecutorService quick = BoundedPool.of("control", QUICK + 1, QUEUE);
  private final ExecutorService publishes = BoundedPool.of("publish", ofCores() + 1, QUEUE);
  private final ExecutorService longReads = BoundedPool.of("long-reads", ofCores() + 1, QUEUE);

  private final FairQueue quickCalls;
  private final FairQueue publishCalls;
  private final FairQueue longReadCalls;

  /** So many as may wait for the bucket before they are given up, of all who ask. */
  private final ExecutorService boundedReads = BoundedPool.of("bounded-reads", 16, QUEUE);

  /** One look at a time, and one more for who came after it began. */
  private final ExecutorService looks = BoundedPool.of("min-sequence", 1, 1);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, ControlThreads::ofDeadlines);

  private final UnaryOperator<Duration> left;

  public ControlThreads() {
    this(UnaryOperator.identity(), ShareEvents.NONE);
  }

  /**
   * @param left how long {@link #close} may still wait, of what it would
   * @param shares told of calls that are refused because their token has its share
   */
  public ControlThreads(UnaryOperator<Duration> left, ShareEvents shares) {
    this.left = left;
    Runnable refused = () -> shares.refused(ShareEvents.Of.CALLS);
    this.quickCalls = new FairQueue(quick, QUEUE, QUICK, refused);
    this.publishCalls = new FairQueue(publishes, QUEUE, ofCores(), refused);
    this.longReadCalls = new FairQueue(longReads, QUEUE, ofCores(), refused);
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * How calls of a client go on.
   *
   * @param client its token, or its address where it has none
   * @param takesLong whether on the threads for long work
   * @param changes whether a call may change something, and so is not given up once it has begun
   */
  public Deferred calls(String client, boolean takesLong, boolean changes) {
    FairQueue queue = !takesLong ? quickCalls : changes ? publishCalls : longReadCalls;
    return changes
        ? Deferred.begunWithin(DEADLINE, queue.of(client), timer)
        : Deferred.within(DEADLINE, queue.of(client), timer);
  }

  /**
   * Runs what nobody waits for.
   *
   * @param failed told once where it is not done: the queue is full, or it threw something
   */
  void background(Runnable task, Consumer<Throwable> failed) {
    Deferred.background(quick, task, failed);
  }

  /**
   * Runs the task on a thread of its own, unless it is about to run there anyway. Throws nothing
   * where that is so.
   */
  void lookForChanges(Runnable task) {
    try {
      looks.execute(task);
    } catch (RejectedExecutionException e) {
      if (looks.isShutdown()) {
        throw e;
      }
      LOG.debug("a look at the log is due already");
    }
  }

  /** For reads of the store by calls that do not wait long for a bucket. */
  public Executor boundedReads() {
    return boundedReads;
  }

  /** Runs a short task when that time is over, unless it is cancelled. */
  Future<?> after(Duration delay, Runnable task) {
    return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static int ofCores() {
    return Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  private static Thread ofDeadlines(Runnable task) {
    Thread thread = new Thread(task, "control-deadlines");
    thread.setDaemon(true);
    return thread;
  }

  /** Lets running calls end, for a while; then interrupts them. */
  @Override
  public void close() {
    looks.shutdownNow();
    boundedReads.shutdownNow();
    List.of(quick, publishes, longReads).forEach(ExecutorService::shutdown);
    List.of(quick, publishes, longReads).forEach(this::end);
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
