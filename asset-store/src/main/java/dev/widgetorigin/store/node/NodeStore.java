package dev.widgetorigin.store.node;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.DownloadLog;
import dev.widgetorigin.store.FollowerDocuments;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.Tallies;
import dev.widgetorigin.store.blob.LoaderObjects;
import dev.widgetorigin.store.blob.Manifests;
import dev.widgetorigin.store.blob.StagedContents;
import dev.widgetorigin.store.blob.VersionCheck;
import dev.widgetorigin.store.catalog.Checkpointer;
import dev.widgetorigin.store.catalog.Checkpoints;
import dev.widgetorigin.store.catalog.DownloadObjects;
import dev.widgetorigin.store.catalog.LogPoller;
import dev.widgetorigin.store.catalog.NodeReports;
import dev.widgetorigin.store.catalog.ObjectCursor;
import dev.widgetorigin.store.catalog.ObjectFollowerDocuments;
import dev.widgetorigin.store.catalog.TallyObjects;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that this process has open, in a folder ({@link FolderStores}) or in a bucket ({@link
 * BucketStores}): the parts that make it, and what keeps them up to date until it is closed.
 * Thread-safe.
 */
public final class NodeStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStore.class);
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Path root;
  private final StoreOptions options;
  private final StoreParts parts;

  /** The objects that are this node's own; where the store is a folder, they are in it too. */
  private final ObjectStore own;

  /** What a bucket needs besides, closed in this order. */
  private final List<AutoCloseable> besides;

  /** Empty where it was opened to read. */
  private final Optional<Writing> writing;

  /** Empty where no other node has the store open. */
  private final Optional<Sharing> sharing;

  private final LoaderObjects loaders;
  private boolean closed;

  /** What only who writes has. */
  private record Writing(StoreLock lock, Checkpointer checkpointer) {}

  /**
   * What a store that several nodes have open needs.
   *
   * @param poller asks for the changes of others
   * @param reports of the other nodes
   */
  record Sharing(LogPoller poller, NodeReports reports) {}

  /** Over objects that are all there is: this node's own are among them. */
  NodeStore(Path root, Optional<StoreLock> lock, StoreOptions options, ObjectStore objects)
      throws IOException {
    this(
        root,
        lock,
        options,
        objects,
        open(objects, options, lock.isPresent()),
        Optional.empty(),
        List.of());
  }

  private static StoreParts open(ObjectStore objects, StoreOptions options, boolean toWrite)
      throws IOException {
    StoreParts parts = StoreParts.open(objects, options);
    if (toWrite) {
      // Before anything follows the log: each follower would say it in its own words.
      parts.catalog().requireNewest();
    }
    return parts;
  }

  /**
   * @param root what is this node's own; null where a bucket was opened to read
   * @param lock on that folder, let go with the store; empty where it was opened to read
   * @param sharing empty where no other node has the store open
   * @param besides closed with the store, in this order
   */
  NodeStore(
      Path root,
      Optional<StoreLock> lock,
      StoreOptions options,
      ObjectStore own,
      StoreParts parts,
      Optional<Sharing> sharing,
      List<AutoCloseable> besides) {
    this.root = root;
    this.options = options;
    this.own = own;
    this.parts = parts;
    this.sharing = sharing;
    this.besides = besides;
    this.writing =
        lock.map(
            held ->
                new Writing(
                    held,
                    new Checkpointer(
                        parts.catalog(),
                        parts.changes(),
                        parts.checkpoints(),
                        parts.checkpointed(),
                        options.checkpointEvery())));
    this.loaders = new LoaderObjects(parts.objects());
  }

  /** Whatever objects there are, to read; nobody vouches that they are a store. */
  public static NodeStore over(ObjectStore objects, StoreOptions options) throws IOException {
    return new NodeStore(null, Optional.empty(), options, objects);
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      // One part that cannot be closed must not keep the others, nor the lock of the folder.
      LOG.warn("a part of the store could not be closed: {}", e.toString());
      LOG.debug("a part of the store could not be closed", e);
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
  public boolean manifestNear(WidgetName widget, Version version) {
    return parts.manifests().near(widget, version);
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
  public FollowerDocuments documents(String follower) {
    return new ObjectFollowerDocuments(parts.objects(), StoreLayout.followerDocuments(follower));
  }

  @Override
  public Optional<BucketStatus> bucket() {
    return sharing.map(each -> each.poller().status());
  }

  @Override
  public List<NodeStatus> nodes() {
    if (sharing.isEmpty()) {
      return List.of();
    }
    try {
      return sharing.get().reports().all();
    } catch (IOException e) {
      throw IoFailures.unavailable("list the nodes", e);
    }
  }

  @Override
  public Optional<Tallies> tallies() {
    return sharing.map(each -> new TallyObjects(parts.objects(), parts.catalog()));
  }

  /** What all nodes counted of downloads. */
  public DownloadLog downloads() {
    return new DownloadObjects(parts.objects());
  }

  /**
   * What processes of this node counted and have not yet written to the bucket; empty where the
   * store is this node's own folder.
   */
  public Optional<DownloadLog> ownDownloads() {
    return sharing.map(each -> new DownloadObjects(own));
  }

  @Override
  public Path staging() {
    return root.resolve(StoreLayout.STAGING);
  }

  @Override
  public PublishOutcome publish(NewVersion version, List<StagedBlob> staged) {
    if (sharing.isPresent() && !sharing.get().poller().status().reachable()) {
      // Where the bucket is still away this says so at once, before anything large is sent to it.
      parts.catalog().catchUp();
    }
    return parts.writer().publish(version, StagedContents.of(staged));
  }

  @Override
  public Optional<ChangeBatch> complete(
      Manifest completed,
      List<StagedBlob> staged,
      BiFunction<Widget, Digest, List<Change>> changes,
      String who,
      String why) {
    return parts.completion().complete(completed, StagedContents.of(staged), changes, who, why);
  }

  /** The folder; null where a bucket was opened to read. */
  public Path root() {
    return root;
  }

  public boolean readOnly() {
    return writing.isEmpty();
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
   * Makes the lock file of the folder again where somebody has deleted it while this process uses
   * the store. To be called now and then; does nothing where the store was opened to read.
   *
   * @throws StoreException LOCKED where another process has opened the folder meanwhile
   */
  public void keepLock() throws IOException {
    if (writing.isPresent()) {
      writing.get().lock().keep();
    }
  }

  /**
   * Waits for a commit and a checkpoint under way, writes a last checkpoint, lets go of the lock.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    sharing.ifPresent(each -> each.poller().close());
    parts.catalog().close();
    writing.ifPresent(each -> each.checkpointer().close());
    besides.forEach(NodeStore::close);
    writing.ifPresent(each -> StoreLock.release(each.lock()));
  }

  /**
   * The same, so long at most, as where a bucket or a disk does not answer. What still writes then
   * keeps the lock, which goes with the process.
   */
  public synchronized void close(Duration atMost) {
    if (closed) {
      return;
    }
    closed = true;
    long end = System.nanoTime() + atMost.toNanos();
    sharing.ifPresent(each -> each.poller().stop());
    boolean quiet = parts.catalog().close(atMost);
    sharing.ifPresent(each -> each.poller().close(left(end)));
    quiet = quiet && writing.map(each -> each.checkpointer().close(left(end))).orElse(true);
    besides.forEach(NodeStore::close);
    if (quiet) {
      writing.ifPresent(each -> StoreLock.release(each.lock()));
    } else {
      LOG.warn("the store was being written to when it had to be closed; nothing in it is lost");
    }
  }

  /** Never nothing: what does not hang is done in a moment. */
  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(LEAST_NANOS, end - System.nanoTime()));
  }
}
