package dev.widgetorigin.origin.delivery.body;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.manifest.Digest;
import java.util.function.IntSupplier;

/**
 * All that content comes from, made and closed together: memory, open files, the blobs of the
 * store, and the peers. Thread-safe.
 *
 * @param budget of all content in memory
 */
public record BodySources(
    BodyCache cache,
    OpenFiles files,
    FileArrivals arrivals,
    BlobReader reader,
    BlobRepairs repairs,
    FarReads far,
    MemoryBudget budget)
    implements AutoCloseable {

  /**
   * Reads nothing yet.
   *
   * @param memoryBytes for content
   * @param near for reads; may refuse
   * @param far for reads that have to ask a bucket; closed with this
   * @param chance see {@link BodyCache}
   */
  public static BodySources of(
      Store store,
      OriginConfig config,
      long memoryBytes,
      ClientQueue near,
      FarReads far,
      BlobEvents events,
      IntSupplier chance) {
    BlobReader reader = new BlobReader(store.blobs(), store.staging(), events);
    store.damaged().onChange(reader::forget);
    MemoryBudget budget = new MemoryBudget(memoryBytes);
    OpenFiles files = new OpenFiles(config.limits().openFiles());
    return new BodySources(
        new BodyCache(reader, near, far, budget, config.cache().maxEntryBytes(), chance),
        files,
        new FileArrivals(store.blobs(), files, store.bucket().isPresent()),
        reader,
        new BlobRepairs(store.blobs(), reader, config.assets().peers(), store.staging(), events),
        far,
        budget);
  }

  /**
   * Whether a blob can be read and is right now. What is not is asked of the peers again, for the
   * next time. May block.
   */
  public boolean intact(Digest digest, long size) {
    if (reader.intact(digest, size)) {
      return true;
    }
    var unused = repairs.restore(digest, size);
    return false;
  }

  /** Asks the peers and the bucket for nothing more. */
  @Override
  public void close() {
    far.close();
    repairs.close();
  }
}
