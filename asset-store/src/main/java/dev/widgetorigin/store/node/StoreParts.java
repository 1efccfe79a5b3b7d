package dev.widgetorigin.store.node;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.BlobUploads;
import dev.widgetorigin.store.blob.ContentCache;
import dev.widgetorigin.store.blob.Manifests;
import dev.widgetorigin.store.blob.ObjectBlobStore;
import dev.widgetorigin.store.blob.VersionCheck;
import dev.widgetorigin.store.blob.VersionCompletion;
import dev.widgetorigin.store.blob.VersionRepair;
import dev.widgetorigin.store.blob.VersionWriter;
import dev.widgetorigin.store.catalog.Checkpoints;
import dev.widgetorigin.store.catalog.LogCatalog;
import dev.widgetorigin.store.catalog.ShardedSnapshot;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A store over objects, put together: all of it that does not need a folder. What a node has in
 * memory of it may be lost at any moment; the objects are the store.
 */
public final class StoreParts {
  private final ObjectStore objects;
  private final long checkpointed;
  private final ChangeLog changes;
  private final Checkpoints checkpoints;
  private final LogCatalog catalog;
  private final ObjectBlobStore blobs;
  private final Manifests manifests;
  private final DamagedVersions damaged = new DamagedVersions();
  private final VersionCheck check;
  private final VersionWriter writer;
  private final VersionCompletion completion;

  /** Reads the newest checkpoint and the log behind it. */
  public static StoreParts open(ObjectStore objects, StoreOptions options) throws IOException {
    return open(objects, options, catalog -> catalog);
  }

  /**
   * The same, with something between the catalog and who publishes; a test may plant errors there.
   */
  public static StoreParts open(
      ObjectStore objects, StoreOptions options, UnaryOperator<Catalog> between)
      throws IOException {
    return open(objects, ContentCache.NONE, options, between);
  }

  /** The same, with copies of blobs and manifests kept nearer. */
  static StoreParts open(
      ObjectStore objects, ContentCache cache, StoreOptions options, UnaryOperator<Catalog> between)
      throws IOException {
    Checkpoints checkpoints = new Checkpoints(objects);
    // Before the log: beside a process that writes, the log must be the newer of the two.
    ShardedSnapshot start = checkpoints.newest();
    ChangeLog changes = ChangeLog.open(objects, options, start.sequence());
    return new StoreParts(
        objects,
        cache,
        checkpoints,
        start.sequence(),
        changes,
        LogCatalog.open(changes, checkpoints, options, start),
        options,
        between);
  }

  private StoreParts(
      ObjectStore objects,
      ContentCache cache,
      Checkpoints checkpoints,
      long checkpointed,
      ChangeLog changes,
      LogCatalog catalog,
      StoreOptions options,
      UnaryOperator<Catalog> between) {
    this.objects = objects;
    this.checkpoints = checkpoints;
    this.checkpointed = checkpointed;
    this.changes = changes;
    this.catalog = catalog;
    Supplier<Upload> uploads =
        () ->
            new Upload(
                catalog.snapshot().epoch(), options.ids().get().substring(0, Upload.ID_LENGTH));
    this.blobs = new ObjectBlobStore(objects, cache, uploads);
    this.manifests = new Manifests(objects, cache, catalog);
    this.check = new VersionCheck(catalog, manifests, blobs, damaged, options.clock());
    VersionRepair repair = new VersionRepair(blobs, manifests, catalog, changes, check, uploads);
    BlobUploads blobUploads = new BlobUploads(blobs, manifests, objects.callsAtOnce());
    Catalog seen = between.apply(catalog);
    this.writer = new VersionWriter(blobUploads, manifests, seen, uploads, repair);
    this.completion = new VersionCompletion(blobUploads, manifests, seen, uploads);
  }

  public ObjectStore objects() {
    return objects;
  }

  public ChangeLog changes() {
    return changes;
  }

  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** The sequence of the checkpoint from which it was opened, or 0. */
  long checkpointed() {
    return checkpointed;
  }

  public LogCatalog catalog() {
    return catalog;
  }

  public ObjectBlobStore blobs() {
    return blobs;
  }

  public Manifests manifests() {
    return manifests;
  }

  DamagedVersions damaged() {
    return damaged;
  }

  VersionCheck check() {
    return check;
  }

  public VersionWriter writer() {
    return writer;
  }

  public VersionCompletion completion() {
    return completion;
  }
}
