package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.Manifests;
import dev.widgetorigin.store.blob.VersionWriter;
import dev.widgetorigin.store.catalog.DownloadObjects;
import dev.widgetorigin.store.catalog.TallyObjects;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.node.StoreFormat;
import dev.widgetorigin.store.node.StoreParts;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.ObjectStore.Entry;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes what nothing names: blobs and manifests of publishes that never reached the log,
 * forgotten files in the staging folder, tallies of rollouts that are over, counts of downloads
 * that are no longer kept; each only when it is older than a grace period.
 *
 * <p>What a version was published with quickly goes a grace period after its best variants took the
 * place of that.
 *
 * <p>The bytes of a blocked version go too, a grace period after it was blocked, unless another
 * version names them: what was blocked should not stay. Its manifest stays as a tombstone, so that
 * people can see what the number was, and the log never lets the number come back.
 *
 * <p>Safe while others publish, on this node or another, however long they sleep. The log has an
 * epoch. The collection first ends it ({@link Change.Swept}), and only then looks what the state
 * names and deletes what was uploaded in that epoch or before and is not named. A publish that
 * uploaded before cannot be appended any more: see {@link VersionWriter}. Grace periods and clocks
 * only make it delete less. Refuses to run where a manifest cannot be read, because nobody knows
 * which blobs that one names.
 */
public final class GarbageCollector {
  /**
   * What was deleted, or would be.
   *
   * @param objects keys, and for staging files {@code staging/} and the name
   * @param bytes their sizes added up
   */
  public record Report(
      boolean dryRun,
      long blobs,
      long manifests,
      long stagingFiles,
      long bytes,
      List<String> objects) {}

  private static final String WHO = "gc";

  private final Catalog catalog;
  private final Manifests manifests;
  private final ObjectStore objects;
  private final boolean dryRun;
  private final Instant before;
  private final List<String> deleted = new ArrayList<>();
  private long bytes;

  /** Digest of the manifest that is being read. */
  private Digest reading;

  /**
   * @param before what is younger is left
   */
  public GarbageCollector(
      Catalog catalog, Manifests manifests, ObjectStore objects, boolean dryRun, Instant before) {
    this.catalog = catalog;
    this.manifests = manifests;
    this.objects = objects;
    this.dryRun = dryRun;
    this.before = before;
  }

  /**
   * Collects, or with {@code dryRun} only says what it would. Throws StoreException CORRUPT or
   * MISSING where a manifest cannot be read, UNAVAILABLE where the disk fails.
   */
  public static Report collect(NodeStore store, boolean dryRun, Duration grace) {
    if (store.readOnly() && !dryRun) {
      throw new StoreException(
          Code.UNAVAILABLE, "the store was opened read-only; only a dry run is possible");
    }
    Instant before = store.options().clock().instant().minus(grace);
    GarbageCollector collector =
        new GarbageCollector(store.catalog(), store.manifests(), store.objects(), dryRun, before);
    try {
      collector.collectAll();
      long blobsAndManifests = collector.deleted.size();
      if (!grace.isZero() && store.root() != null) {
        collector.sweepStaging(store.staging());
      }
      return collector.report(collector.deleted.size() - blobsAndManifests);
    } catch (IOException e) {
      throw IoFailures.unavailable("collect garbage", e);
    }
  }

  /**
   * Collects in a bucket, beside the nodes that serve and change it, and closes it. Throws as
   * {@link #collect(NodeStore, boolean, Duration)} does, and MISSING where it has no store.
   */
  public static Report collect(Bucket bucket, StoreOptions options, Duration grace) {
    try (bucket) {
      if (!StoreFormat.check(bucket.objects())) {
        throw new StoreException(Code.MISSING, "there is no store in " + bucket.where());
      }
      StoreOptions own = options.withNode(WHO, options.ids()).withDeleteFolded(false);
      StoreParts parts = StoreParts.open(bucket.objects(), own);
      GarbageCollector collector =
          new GarbageCollector(
              parts.catalog(),
              parts.manifests(),
              bucket.objects(),
              false,
              options.clock().instant().minus(grace));
      collector.collectAll();
      return collector.report(0);
    } catch (IOException e) {
      throw IoFailures.unavailable("collect garbage", e);
    }
  }

  private Report report(long stagingFiles) {
    long blobs = deleted.stream().filter(key -> key.startsWith(StoreLayout.BLOBS)).count();
    long manifests = deleted.stream().filter(key -> key.startsWith(StoreLayout.MANIFESTS)).count();
    return new Report(dryRun, blobs, manifests, stagingFiles, bytes, List.copyOf(deleted));
  }

  /** Blobs, manifests, the tallies of rollouts that are over, and old counts of downloads. */
  private void collectAll() throws IOException {
    // Before the epoch ends, which takes up all of the log: what was counted by now is known then.
    List<Entry> tallies = TallyObjects.all(objects);
    collect();
    for (Entry entry : TallyObjects.over(tallies, catalog.snapshot())) {
      if (entry.modified().isBefore(before)) {
        remove(entry);
      }
    }
    LocalDate kept = LocalDate.ofInstant(before, ZoneOffset.UTC).minusDays(DownloadTally.DAYS);
    for (Entry entry : DownloadObjects.before(objects, kept)) {
      remove(entry);
    }
  }

  /**
   * Blobs and manifests. A manifest may be gone because its version has got another one since, and
   * a collection beside this one has seen that: then all is looked at again, in a newer state. What
   * is marked must be of one state, for a version of a newer one may count on blobs of an older.
   */
  public void collect() throws IOException {
    Set<Digest> gone = new HashSet<>();
    while (!collect(gone)) {
      gone.add(reading);
    }
  }

  private boolean collect(Set<Digest> gone) throws IOException {
    long ended = dryRun ? catalog.snapshot().epoch() : endEpoch();
    CatalogSnapshot now = catalog.snapshot();
    Set<Digest> liveBlobs = new HashSet<>();
    Set<Digest> liveManifests = new HashSet<>();
    try {
      now.widgets().forEach(widget -> mark(widget, liveBlobs, liveManifests));
    } catch (StoreException e) {
      if (e.code() == Code.MISSING && !gone.contains(reading)) {
        return false;
      }
      throw e;
    }
    sweep(StoreLayout.BLOBS, liveBlobs, ended);
    sweep(StoreLayout.MANIFESTS, liveManifests, ended);
    return true;
  }

  private long endEpoch() {
    Optional<ChangeBatch> batch =
        catalog.commit(WHO, "", now -> List.of(new Change.Swept(now.epoch())));
    return ((Change.Swept) batch.orElseThrow().changes().get(0)).epoch();
  }

  private void mark(Widget widget, Set<Digest> liveBlobs, Set<Digest> liveManifests) {
    for (Release release : widget.state().releases().values()) {
      Digest digest = widget.manifests().get(release.version());
      liveManifests.add(digest);
      boolean gone = release.state() == ReleaseState.BLOCKED && release.since().isBefore(before);
      if (!gone) {
        // Past the cache: a collection must not push out what is being served.
        reading = digest;
        Manifest manifest = manifests.read(widget.state().name(), release.version(), digest);
        liveBlobs.addAll(VersionWriter.named(manifest).keySet());
        markQuick(manifest, liveBlobs, liveManifests);
      }
    }
  }

  /**
   * What a version was served with until it was completed: a node that has not seen that change yet
   * still serves it. It may be gone, which is no harm: then nobody can serve it either.
   */
  private void markQuick(Manifest completed, Set<Digest> liveBlobs, Set<Digest> liveManifests) {
    Manifest.Completion done = completed.completion();
    if (done == null || done.at().isBefore(before)) {
      return;
    }
    liveManifests.add(done.quick());
    try {
      Manifest quick = manifests.read(completed.widget(), completed.version(), done.quick());
      liveBlobs.addAll(VersionWriter.named(quick).keySet());
    } catch (StoreException e) {
      if (e.code() == Code.UNAVAILABLE) {
        throw e;
      }
    }
  }

  private void sweep(String prefix, Set<Digest> live, long ended) throws IOException {
    List<Entry> found = new ArrayList<>();
    objects.list(
        prefix,
        entry -> {
          Digest digest = StoreLayout.contentDigest(entry.key());
          Upload upload = StoreLayout.contentUpload(entry.key());
          if (digest != null
              && upload != null
              && upload.epoch() <= ended
              && !live.contains(digest)
              && entry.modified().isBefore(before)) {
            found.add(entry);
          }
        });
    for (Entry entry : found) {
      remove(entry);
    }
  }

  private void remove(Entry entry) throws IOException {
    if (dryRun || objects.delete(entry.key())) {
      deleted.add(entry.key());
      bytes += entry.size();
    }
  }

  /** An upload touches its file as it grows, so one older than the grace period is forgotten. */
  private void sweepStaging(Path staging) throws IOException {
    if (!Files.isDirectory(staging)) {
      return;
    }
    Files.walkFileTree(
        staging,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.lastModifiedTime().toInstant().isBefore(before)) {
              if (!dryRun) {
                Files.deleteIfExists(file);
              }
              deleted.add(StoreLayout.STAGING + "/" + staging.relativize(file));
              bytes += attributes.size();
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
