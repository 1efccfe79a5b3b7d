package dev.widgetorigin.store;

import dev.widgetorigin.store.object.PutEvents;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * How a store is opened.
 *
 * @param clock what commits are dated by, to the millisecond
 * @param ids gives 32 hexadecimal digits that nobody else gives: of batches and uploads
 * @param node the name of this node, which its batches carry; null for the one in its folder
 * @param sync false leaves out every fsync: only for stores that may be lost at a power cut, as in
 *     tests and generated stores
 * @param checkpointEvery batches between two checkpoints
 * @param segmentSize batches in one history segment
 * @param deleteFolded whether log objects that a segment holds are deleted; only where no other
 *     node appends, as in a folder: a node that slept could create the number again
 * @param putObserver sees each step of each put; tests break the disk with it
 */
public record StoreOptions(
    InstantSource clock,
    Supplier<String> ids,
    String node,
    boolean sync,
    int checkpointEvery,
    int segmentSize,
    boolean deleteFolded,
    PutEvents putObserver) {
  private static final int ID_BYTES = 16;

  public static final StoreOptions DEFAULTS =
      new StoreOptions(
          InstantSource.system(), randomIds(), null, true, 256, 1000, true, PutEvents.NONE);

  private static Supplier<String> randomIds() {
    SecureRandom random = new SecureRandom();
    return () -> {
      byte[] id = new byte[ID_BYTES];
      random.nextBytes(id);
      return HexFormat.of().formatHex(id);
    };
  }

  public StoreOptions withClock(InstantSource other) {
    return new StoreOptions(
        other, ids, node, sync, checkpointEvery, segmentSize, deleteFolded, putObserver);
  }

  public StoreOptions withNode(String name, Supplier<String> idsOfIt) {
    return new StoreOptions(
        clock, idsOfIt, name, sync, checkpointEvery, segmentSize, deleteFolded, putObserver);
  }

  public StoreOptions withSync(boolean other) {
    return new StoreOptions(
        clock, ids, node, other, checkpointEvery, segmentSize, deleteFolded, putObserver);
  }

  public StoreOptions withCheckpoints(int every, int batchesInSegment) {
    return new StoreOptions(
        clock, ids, node, sync, every, batchesInSegment, deleteFolded, putObserver);
  }

  public StoreOptions withDeleteFolded(boolean other) {
    return new StoreOptions(
        clock, ids, node, sync, checkpointEvery, segmentSize, other, putObserver);
  }

  public StoreOptions withPutObserver(PutEvents observer) {
    return new StoreOptions(
        clock, ids, node, sync, checkpointEvery, segmentSize, deleteFolded, observer);
  }
}
