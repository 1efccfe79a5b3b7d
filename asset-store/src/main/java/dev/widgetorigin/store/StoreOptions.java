package dev.widgetorigin.store;

import dev.widgetorigin.store.backend.PutObserver;
import java.time.InstantSource;

/**
 * How a store folder is opened.
 *
 * @param clock what commits are dated by, to the millisecond
 * @param sync false leaves out every fsync: only for stores that may be lost at a power cut, as in
 *     tests and generated stores
 * @param checkpointEvery batches between two checkpoints
 * @param segmentSize batches in one history segment
 * @param manifestCacheBytes an estimate of the heap that cached manifests may take
 * @param putObserver sees each step of each put; tests break the disk with it
 */
public record StoreOptions(
    InstantSource clock,
    boolean sync,
    int checkpointEvery,
    int segmentSize,
    long manifestCacheBytes,
    PutObserver putObserver) {
  public static final StoreOptions DEFAULTS =
      new StoreOptions(InstantSource.system(), true, 256, 1000, 64L << 20, PutObserver.NONE);

  public StoreOptions withClock(InstantSource newClock) {
    return new StoreOptions(
        newClock, sync, checkpointEvery, segmentSize, manifestCacheBytes, putObserver);
  }

  public StoreOptions withSync(boolean newSync) {
    return new StoreOptions(
        clock, newSync, checkpointEvery, segmentSize, manifestCacheBytes, putObserver);
  }

  public StoreOptions withCheckpoints(int every, int batchesInSegment) {
    return new StoreOptions(clock, sync, every, batchesInSegment, manifestCacheBytes, putObserver);
  }

  public StoreOptions withPutObserver(PutObserver observer) {
    return new StoreOptions(
        clock, sync, checkpointEvery, segmentSize, manifestCacheBytes, observer);
  }
}
