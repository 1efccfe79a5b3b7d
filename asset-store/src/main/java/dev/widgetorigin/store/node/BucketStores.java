package dev.widgetorigin.store.node;

import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.CachedContents;
import dev.widgetorigin.store.blob.RetryingCache;
import dev.widgetorigin.store.catalog.LogPoller;
import dev.widgetorigin.store.catalog.NodeReports;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.CreateOnceCheck;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.PutEvents;
import dev.widgetorigin.store.object.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Opens stores that are in a bucket, which many nodes share. What a node has in its own folder may
 * be lost: uploads, copies, how far its followers have come.
 */
public final class BucketStores {
  /**
   * @param objects what the store is kept in; closed with the store where it can be
   * @param where for people, e.g. {@code s3://bucket/prefix/}
   * @param cacheBytes that copies may take on this node's disk
   * @param poll how often what other nodes changed is asked for
   * @param version of this build, which other nodes are told
   * @param template the newest template of loaders that this build has, which they are told, too
   */
  public record Bucket(
      ObjectStore objects,
      String where,
      long cacheBytes,
      Duration poll,
      String version,
      int template)
      implements AutoCloseable {
    @Override
    public void close() {
      if (objects instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          // A client's close may throw anything.
          throw new IllegalStateException("closing what holds no more than connections", e);
        }
      }
    }
  }

  private BucketStores() {}

  /**
   * Opens a store for writing; makes one where the bucket has none under that prefix. Throws
   * StoreException LOCKED (another process has the folder), INCOMPATIBLE (another format, or a
   * bucket that does not create objects only once), CORRUPT (the log is damaged), UNAVAILABLE (the
   * bucket cannot be reached, or the disk fails).
   */
  public static NodeStore open(Path root, Bucket bucket, StoreOptions options) {
    StoreLock lock = null;
    boolean opened = false;
    try {
      StoreFolder.prepare(root);
      lock = StoreLock.acquire(root);
      Path real = root.toRealPath();
      ObjectStore own =
          FolderObjects.open(real, StoreLayout.TEMPORARY, options.sync(), PutEvents.NONE);
      refuseStore(own);
      ScratchFolder.empty(real.resolve(StoreLayout.STAGING));
      String node = options.node() == null ? NodeId.of(own, options.ids()) : options.node();
      StoreOptions shared = options.withNode(node, options.ids()).withDeleteFolded(false);
      check(bucket, shared);
      CachedContents cache =
          CachedContents.open(
              real.resolve(StoreLayout.CACHE), bucket.cacheBytes(), options.clock());
      NodeStore store = shared(real, lock, shared, own, bucket, cache);
      opened = true;
      return store;
    } catch (IOException e) {
      throw IoFailures.unavailable("open " + bucket.where(), e);
    } finally {
      if (!opened) {
        StoreLock.release(lock);
        bucket.close();
      }
    }
  }

  /** Opens a store to read, without a folder of its own. Throws StoreException MISSING. */
  public static NodeStore openReadOnly(Bucket bucket, StoreOptions options) {
    boolean opened = false;
    try {
      if (!StoreFormat.check(bucket.objects())) {
        throw new StoreException(Code.MISSING, "there is no store in " + bucket.where());
      }
      NodeStore store = readOnly(options.withDeleteFolded(false), bucket);
      opened = true;
      return store;
    } catch (IOException e) {
      throw IoFailures.unavailable("open " + bucket.where(), e);
    } finally {
      if (!opened) {
        bucket.close();
      }
    }
  }

  private static void refuseStore(ObjectStore own) throws IOException {
    if (own.stat(StoreLayout.FORMAT).isPresent()) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          "store.url names a bucket, but the folder of store.path holds a store of its own, which"
              + " would no longer be seen. Name another folder for this node");
    }
  }

  private static void check(Bucket bucket, StoreOptions options) throws IOException {
    String problem = new CreateOnceCheck(bucket.objects(), options.ids()).once();
    if (!problem.isEmpty()) {
      throw new StoreException(
          Code.INCOMPATIBLE,
          bucket.where()
              + " cannot hold a store: "
              + problem
              + ". Changes of several nodes would be lost. AWS S3, Cloudflare R2 and Ceph do"
              + " create only once; 'widget-origin doctor --bucket' tells more");
    }
    if (!StoreFormat.check(bucket.objects())) {
      StoreFormat.write(bucket.objects());
    }
  }

  private static NodeStore shared(
      Path root,
      StoreLock lock,
      StoreOptions options,
      ObjectStore own,
      Bucket bucket,
      CachedContents cache)
      throws IOException {
    StoreParts parts =
        StoreParts.open(
            bucket.objects(),
            new RetryingCache(cache, System::nanoTime),
            options,
            catalog -> catalog);
    parts.catalog().requireNewest();
    NodeReports reports =
        new NodeReports(
            bucket.objects(), options.clock(), options.node(), bucket.version(), bucket.template());
    LogPoller poller =
        LogPoller.start(
            parts.catalog(),
            bucket.where(),
            bucket.poll(),
            options.clock(),
            random(options),
            reports);
    return new NodeStore(
        root,
        Optional.of(lock),
        options,
        own,
        parts,
        Optional.of(new NodeStore.Sharing(poller, reports)),
        List.of(cache, bucket));
  }

  private static NodeStore readOnly(StoreOptions options, Bucket bucket) throws IOException {
    StoreParts parts = StoreParts.open(bucket.objects(), options);
    return new NodeStore(
        null, Optional.empty(), options, null, parts, Optional.empty(), List.of(bucket));
  }

  /** From 0 to 1, of what ids are made of. */
  private static DoubleSupplier random(StoreOptions options) {
    return () -> Integer.parseInt(options.ids().get().substring(0, 6), 16) / (double) (1 << 24);
  }
}
