package dev.widgetorigin.store.folder;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.BucketStatus;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.DamagedVersions;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Manifest;
import dev.widgetorigin.store.NodeStatus;
import dev.widgetorigin.store.StagedBlob;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.Widget;
import dev.widgetorigin.store.blob.CachedContents;
import dev.widgetorigin.store.blob.LoaderObjects;
import dev.widgetorigin.store.blob.Manifests;
import dev.widgetorigin.store.blob.StagedContents;
import dev.widgetorigin.store.blob.VersionCheck;
import dev.widgetorigin.store.catalog.Checkpointer;
import dev.widgetorigin.store.catalog.Checkpoints;
import dev.widgetorigin.store.catalog.LogPoller;
import dev.widgetorigin.store.catalog.NodeReports;
import dev.widgetorigin.store.catalog.ObjectCursor;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.PutEvents;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that this process has open: in a folder of a local file system, which {@link StoreLayout}
 * draws, or in a bucket (see {@link BucketStores}) with a folder for what is this node's own.
 *
 * <p>One process opens a folder for writing and holds its lock. Any number may open it read-only
 * beside that one, to verify or to back it up; they see the log as it was when they opened it.
 */
public final class FileStore implements Store {
  private static final Logger log = LoggerFactory.getLogger(FileStore.class);

  private final Path root;
  private final StoreLock lock;
  private final StoreOptions options;
  private final StoreParts parts;

  /** The objects that are this node's own; where the store is a folder, they are in it too. */
  private final ObjectStore own;

  /** What a bucket needs besides, closed in this order. */
  private final List<AutoCloseable> besides;

  private final LogPoller poller;
  private final NodeReports reports;
  private final Checkpointer checkpointer;
  private final LoaderObjects loaders;
  private boolean closed;

  private FileStore(Path root, StoreLock lock, StoreOptions options, ObjectStore objects)
      throws IOException {
    this(root, lock, options, objects, StoreParts.open(objects, options), null, null, List.of());
  }

  private FileStore(
      Path root,
      StoreLock lock,
      StoreOptions options,
      ObjectStore own,
      StoreParts parts,
      LogPoller poller,
      NodeReports reports,
      List<AutoCloseable> besides) {
    this.root = root;
    this.lock = lock;
    this.options = options;
    this.own = own;
    this.parts = parts;
    this.poller = poller;
    this.reports = reports;
    this.besides = besides;
    this.checkpointer =
        lock == null
            ? null
            : new Checkpointer(
                parts.catalog(),
                parts.changes(),
                parts.checkpoints(),
                parts.checkpointed(),
                options.checkpointEvery());
    this.loaders = new LoaderObjects(parts.objects());
  }

  /** {@link #open(Path, StoreOptions)} with the defaults. */
  public static FileStore open(Path root) {
    return open(root, StoreOptions.DEFAULTS);
  }

  /**
   * Opens a store for writing; makes one where the folder is new or has no store in it. Throws
   * StoreException LOCKED (another process has it), INCOMPATIBLE (a newer format), CORRUPT (the log
   * is damaged; the message names the object), UNAVAILABLE (the disk fails).
   */
  public static FileStore open(Path root, StoreOptions options) {
    StoreLock lock = null;
    boolean opened = false;
    try {
      StoreFolder.prepare(root);
      lock = StoreLock.acquire(root);
      Path real = root.toRealPath();
      ObjectStore objects =
          FolderObjects.open(
              real, StoreLayout.TEMPORARY, options.sync(), observers(options.putObserver()));
      if (!StoreFormat.check(objects)) {
        StoreFormat.write(objects);
      }
      String node = options.node() == null ? NodeId.of(objects, options.ids()) : options.node();
      empty(real.resolve(StoreLayout.STAGING));
      FileStore store = new FileStore(real, lock, options.withNode(node, options.ids()), objects);
      opened = true;
      return store;
    } catch (IOException e) {
      throw IoFailures.unavailable("open its folder", e);
    } finally {
      if (!opened) {
        release(lock);
      }
    }
  }

  /**
   * Opens a store to read, beside a process that writes to it or not. Throws StoreException MISSING
   * where the folder has no store.
   */
  public static FileStore openReadOnly(Path root, StoreOptions options) {
    try {
      ObjectStore objects = FolderObjects.openReadOnly(root);
      if (!Files.isDirectory(root) || !StoreFormat.check(objects)) {
        throw new StoreException(Code.MISSING, "there is no store in this folder");
      }
      return new FileStore(root.toRealPath(), null, options, objects);
    } catch (IOException e) {
      throw IoFailures.unavailable("open its folder", e);
    }
  }

  static FileStore shared(
      Path root,
      StoreLock lock,
      StoreOptions options,
      ObjectStore own,
      BucketStores.Bucket bucket,
      CachedContents cache)
      throws IOException {
    StoreParts parts = StoreParts.open(bucket.objects(), cache, options, catalog -> catalog);
    NodeReports reports =
        new NodeReports(bucket.objects(), options.clock(), options.node(), bucket.version());
    LogPoller poller =
        LogPoller.start(
            parts.catalog(),
            bucket.where(),
            bucket.poll(),
            options.clock(),
            random(options),
            reports);
    return new FileStore(root, lock, options, own, parts, poller, reports, List.of(cache, bucket));
  }

  /** From 0 to 1, of what ids are made of. */
  private static DoubleSupplier random(StoreOptions options) {
    return () -> Integer.parseInt(options.ids().get().substring(0, 6), 16) / (double) (1 << 24);
  }

  static FileStore sharedReadOnly(StoreOptions options, BucketStores.Bucket bucket)
      throws IOException {
    return new FileStore(
        null,
        null,
        options,
        null,
        StoreParts.open(bucket.objects(), options),
        null,
        null,
        List.of(bucket));
  }

  /** Whatever objects there are, to read; nobody vouches that they are a store. */
  public static FileStore over(ObjectStore objects, StoreOptions options) throws IOException {
    return new FileStore(null, null, options, objects);
  }

  /** A folder over which {@code objects} may mend what is damaged; nothing else is written. */
  public static FileStore openToMend(Path root, ObjectStore objects) throws IOException {
    return new FileStore(root, null, StoreOptions.DEFAULTS, objects);
  }

  private static PutEvents observers(PutEvents given) {
    PutEvents crash = CrashPoint.observer();
    if (crash == PutEvents.NONE) {
      return given;
    }
    return (step, key) -> {
      given.reached(step, key);
      crash.reached(step, key);
    };
  }

  static void empty(Path staging) throws IOException {
    Files.createDirectories(staging);
    Files.walkFileTree(
        staging,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            if (!folder.equals(staging)) {
              Files.delete(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    // A link is not followed but deleted.
    Files.createDirectories(staging);
  }

  static void release(StoreLock lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        log.warn("could not let go of the store's lock; it goes with the process", e);
      }
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn("closing a part of the store", e);
    }
  }

  @Override
  public BlobStore blobs() {
    return parts.blobs();
  }

  @Override
  public Catalog catalog() {
    return parts.catalog();
  }

  @Override
  public Manifest manifest(WidgetName widget, Version version) {
    return parts.manifests().get(widget, version);
  }

  @Override
  public byte[] manifestBytes(WidgetName widget, Version version) {
    return parts.manifests().bytes(widget, version);
  }

  @Override
  public Manifest manifestIfCached(WidgetName widget, Version version) {
    return parts.manifests().ifCached(widget, version);
  }

  @Override
  public LoaderObjects loaders() {
    return loaders;
  }

  @Override
  public DamagedVersions damaged() {
    return parts.damaged();
  }

  @Override
  public Optional<String> check(WidgetName widget, Version version) {
    return parts.check().check(widget, version);
  }

  /** Null where it was opened to read. */
  @Override
  public String node() {
    return options.node();
  }

  @Override
  public LogFollower.Cursor cursor(String follower) {
    return new ObjectCursor(own, StoreLayout.cursor(follower));
  }

  @Override
  public LogFollower.Cursor sharedCursor(String follower) {
    return new ObjectCursor(parts.objects(), StoreLayout.cursor(follower));
  }

  @Override
  public Optional<BucketStatus> bucket() {
    return Optional.ofNullable(poller).map(LogPoller::status);
  }

  @Override
  public List<NodeStatus> nodes() {
    if (reports == null) {
      return List.of();
    }
    try {
      return reports.all();
    } catch (IOException e) {
      throw IoFailures.unavailable("list the nodes", e);
    }
  }

  @Override
  public Path staging() {
    return root.resolve(StoreLayout.STAGING);
  }

  @Override
  public PublishOutcome publish(
      Manifest manifest,
      List<StagedBlob> staged,
      ReleaseState state,
      Function<Optional<Widget>, List<Change>> also,
      String who,
      String why) {
    if (poller != null && !poller.status().reachable()) {
      // Where the bucket is still away this says so at once, before anything large is sent to it.
      parts.catalog().catchUp();
    }
    return parts.writer().publish(manifest, StagedContents.of(staged), state, also, who, why);
  }

  /** The folder; null where a bucket was opened to read. */
  public Path root() {
    return root;
  }

  public boolean readOnly() {
    return lock == null;
  }

  public StoreOptions options() {
    return options;
  }

  public StoreParts parts() {
    return parts;
  }

  public ObjectStore objects() {
    return parts.objects();
  }

  public ChangeLog changes() {
    return parts.changes();
  }

  public Checkpoints checkpoints() {
    return parts.checkpoints();
  }

  public Manifests manifests() {
    return parts.manifests();
  }

  public VersionCheck versionCheck() {
    return parts.check();
  }

  /**
   * Waits for a commit and a checkpoint under way, writes a last checkpoint, lets go of the lock.
   */
  @Override
  public synchronized void close() {
    if (poller != null) {
      poller.close();
    }
    parts.catalog().close();
    if (!closed) {
      closed = true;
      if (checkpointer != null) {
        checkpointer.close();
      }
      besides.forEach(FileStore::close);
      release(lock);
    }
  }
}
