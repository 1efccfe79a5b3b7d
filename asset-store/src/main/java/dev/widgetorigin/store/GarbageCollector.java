package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.backend.ObjectStore.Entry;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Deletes what nothing names: blobs of publishes that never reached the log, manifests of the same,
 * forgotten files in the staging folder; each only when it is older than a grace period.
 *
 * <p>The bytes of a blocked version go too, a grace period after it was blocked, unless another
 * version names them: what was blocked should not lie about. Its manifest stays as a tombstone, so
 * that people can see what the number was, and the log never lets the number come back.
 *
 * <p>Safe while others publish: see {@link InFlight}. Refuses to run where a manifest cannot be
 * read, because nobody knows which blobs that one names.
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

  private final FileStore store;
  private final boolean dryRun;
  private final Duration grace;
  private final Instant before;
  private final List<String> deleted = new ArrayList<>();
  private long bytes;

  private GarbageCollector(FileStore store, boolean dryRun, Duration grace) {
    this.store = store;
    this.dryRun = dryRun;
    this.grace = grace;
    this.before = store.options().clock().instant().minus(grace);
  }

  /**
   * Collects, or with {@code dryRun} only says what it would. Throws StoreException CORRUPT or
   * MISSING where a manifest cannot be read, UNAVAILABLE where the disk fails or another collection
   * runs.
   */
  public static Report collect(FileStore store, boolean dryRun, Duration grace) {
    if (store.readOnly() && !dryRun) {
      throw new StoreException(
          Code.UNAVAILABLE, "the store was opened read-only; only a dry run is possible");
    }
    if (!store.inFlight().beginCollection()) {
      throw new StoreException(Code.UNAVAILABLE, "a collection runs already");
    }
    try {
      return new GarbageCollector(store, dryRun, grace).run();
    } catch (IOException e) {
      throw IoFailures.unavailable("collect what nothing names", e);
    } finally {
      store.inFlight().endCollection();
    }
  }

  private Report run() throws IOException {
    Set<Digest> liveBlobs = new HashSet<>();
    Set<String> liveManifests = new HashSet<>();
    store.catalog().snapshot().widgets().forEach(w -> mark(w, liveBlobs, liveManifests));
    sweep(
        StoreLayout.BLOBS,
        entry -> {
          Digest digest = StoreLayout.blobDigest(entry.key());
          return digest != null && !liveBlobs.contains(digest);
        });
    long blobs = deleted.size();
    sweep(StoreLayout.VERSIONS, entry -> !liveManifests.contains(entry.key()));
    long manifests = deleted.size() - blobs;
    sweepStaging();
    return new Report(
        dryRun, blobs, manifests, deleted.size() - blobs - manifests, bytes, List.copyOf(deleted));
  }

  private void mark(Widget widget, Set<Digest> liveBlobs, Set<String> liveManifests) {
    for (Release release : widget.state().releases().values()) {
      liveManifests.add(StoreLayout.manifest(widget.state().name(), release.version()));
      boolean gone = release.state() == ReleaseState.BLOCKED && release.since().isBefore(before);
      if (!gone) {
        // Past the cache: a collection must not push out what is being served.
        Manifest manifest =
            store
                .manifests()
                .read(
                    widget.state().name(),
                    release.version(),
                    widget.manifests().get(release.version()));
        liveBlobs.addAll(VersionWriter.named(manifest).keySet());
      }
    }
  }

  private interface Garbage {
    boolean test(Entry entry);
  }

  private void sweep(String prefix, Garbage garbage) throws IOException {
    List<Entry> found = new ArrayList<>();
    store
        .objects()
        .list(
            prefix,
            entry -> {
              if (garbage.test(entry) && entry.modified().isBefore(before)) {
                found.add(entry);
              }
            });
    for (Entry entry : found) {
      boolean goes =
          store
              .inFlight()
              .deleteUnlessAnnounced(
                  entry.key(), () -> dryRun || store.objects().delete(entry.key()));
      if (goes) {
        deleted.add(entry.key());
        bytes += entry.size();
      }
    }
  }

  /** An upload touches its file as it grows, so one older than the grace period is forgotten. */
  private void sweepStaging() throws IOException {
    Path staging = store.staging();
    if (grace.isZero() || !Files.isDirectory(staging)) {
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
