package dev.widgetorigin.origin;

import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.origin.web.async.Deferred;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads for what may block, bounded in number and in waiting work: beyond that a read is
 * refused, which its caller answers with 503. Threads begin when first needed.
 */
final class Threads implements AutoCloseable {
  private static final int READERS = 8;
  private static final int READS_WAITING = 4096;
  private static final int LOADERS = 2;

  /** Where their manifests come from a bucket, some wait for that. */
  private static final int LOADERS_OF_BUCKET = 16;

  static final int LOADERS_WAITING = 1024;
  private static final int SCRAPES_WAITING = 16;

  /**
   * How long a scrape may take, waiting included, before its client is told that it is too slow.
   */
  private static final Duration SCRAPE = Duration.ofSeconds(30);

  /** In seconds; less than any deadline. */
  private static final int NEAREST = 1;

  private static final Duration STOP = Duration.ofSeconds(5);

  private final ExecutorService readers = BoundedPool.of("reads", READERS, READS_WAITING);

  /** Reads of the delivery listener. */
  final ClientQueue reads = new ClientQueue(readers, READS_WAITING);

  /** Loaders, so that a flood of files that nobody asked for before does not hold them up. */
  final ExecutorService loaders;

  /** Metrics: they must answer while every other thread is busy. */
  private final ExecutorService scrapes = BoundedPool.of("metrics", 1, SCRAPES_WAITING);

  /**
   * What is done at intervals; nothing that is asked for waits here. One looks at the disk, and
   * must not wait for the other, which asks the disk and others' servers.
   */
  final ScheduledExecutorService housekeeping =
      Executors.newScheduledThreadPool(2, new DefaultThreadFactory("housekeeping", true));

  /** Deadlines of what is read, which are many and nearly never met. */
  final ScheduledThreadPoolExecutor deadlines =
      new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("deadlines", true));

  private final StopDeadline stop;

  /**
   * @param bucket whether the store is in one
   */
  Threads(StopDeadline stop, boolean bucket) {
    this.stop = stop;
    this.loaders = BoundedPool.of("loaders", bucket ? LOADERS_OF_BUCKET : LOADERS, LOADERS_WAITING);
    deadlines.setRemoveOnCancelPolicy(true);
    // Adding a deadline that is nearer than all others wakes the thread that waits for the nearest,
    // which would then run before the thread that reads. This task is always the nearest one.
    var unused = deadlines.scheduleAtFixedRate(() -> {}, NEAREST, NEAREST, TimeUnit.SECONDS);
  }

  /** Scrapes and the like, each answered in time. */
  Deferred observing() {
    return Deferred.within(SCRAPE, scrapes, deadlines);
  }

  /** Lets calls that have begun finish, for a while. */
  @Override
  public void close() {
    housekeeping.shutdownNow();
    scrapes.shutdownNow();
    deadlines.shutdownNow();
    loaders.shutdown();
    readers.shutdown();
    try {
      if (!readers.awaitTermination(stop.left(STOP).toMillis(), TimeUnit.MILLISECONDS)) {
        readers.shutdownNow();
      }
    } catch (InterruptedException e) {
      readers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
