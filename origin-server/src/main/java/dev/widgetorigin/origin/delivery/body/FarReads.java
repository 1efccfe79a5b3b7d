package dev.widgetorigin.origin.delivery.body;

import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.manifest.Digest;
import java.util.concurrent.ExecutorService;

/**
 * Reads that have to ask a bucket are done on threads of their own. While the bucket is slow or
 * silent, files that this node has a copy of are read as quickly as ever, however many others wait.
 * Where the store is a folder, everything is near. Thread-safe.
 */
public final class FarReads implements AutoCloseable {
  /** They wait for the network nearly all the time. */
  private static final int THREADS = 16;

  private static final int WAITING = 4096;

  /** Of a store where everything is near. */
  static final FarReads NONE = new FarReads(null, null);

  private final Store store;

  /** Null where everything is near. */
  private final ExecutorService threads;

  /** The same threads; null where everything is near. */
  private final ClientQueue queue;

  private FarReads(Store store, ExecutorService threads) {
    this.store = store;
    this.threads = threads;
    this.queue = threads == null ? null : new ClientQueue(threads, WAITING);
  }

  public static FarReads of(Store store) {
    return store.bucket().isPresent()
        ? new FarReads(store, BoundedPool.of("fetches", THREADS, WAITING))
        : NONE;
  }

  /** Whether that blob has to be fetched. May block for a look at the disk. */
  public boolean far(Digest blob) {
    return threads != null && !store.blobs().near(blob);
  }

  /** Whether that version's manifest has to be fetched. May block for a look at the disk. */
  public boolean far(WidgetName widget, Version version) {
    return threads != null && !store.manifestNear(widget, version);
  }

  /** Where that is done, and may be refused; {@code near} where nothing can be far. */
  public ClientQueue queue(ClientQueue near) {
    return queue == null ? near : queue;
  }

  @Override
  public void close() {
    if (threads != null) {
      threads.shutdownNow();
    }
  }
}
