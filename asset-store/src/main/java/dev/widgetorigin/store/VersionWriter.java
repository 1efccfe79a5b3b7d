package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes versions exist, in the one order that a crash cannot break: blobs durable, manifest
 * created, log appended, catalog swapped. Until the log names it a version is only garbage.
 */
final class VersionWriter {
  private static final int LOCKS = 64;

  private final ObjectBlobStore blobs;
  private final Manifests manifests;
  private final Catalog catalog;
  private final InFlight inFlight;
  private final VersionRepair repair;

  /** Publishers of one version take turns; what the first left, the others find. */
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  VersionWriter(
      ObjectBlobStore blobs,
      Manifests manifests,
      Catalog catalog,
      InFlight inFlight,
      VersionRepair repair) {
    this.blobs = blobs;
    this.manifests = manifests;
    this.catalog = catalog;
    this.inFlight = inFlight;
    this.repair = repair;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  PublishOutcome publish(
      Manifest manifest,
      List<StagedBlob> staged,
      ReleaseState state,
      List<Change> also,
      String who,
      String why) {
    int hash = 31 * manifest.widget().hashCode() + manifest.version().hashCode();
    ReentrantLock lock = locks[Math.floorMod(hash, LOCKS)];
    lock.lock();
    try {
      Map<Digest, Long> named = named(manifest);
      Set<String> keys = new HashSet<>();
      named.keySet().forEach(digest -> keys.add(StoreLayout.blob(digest)));
      keys.add(StoreLayout.manifest(manifest.widget(), manifest.version()));
      inFlight.announce(keys);
      try {
        Optional<PublishOutcome> there = compare(manifest, staged, who);
        return there.isPresent()
            ? there.get()
            : create(manifest, named, staged, state, also, who, why);
      } finally {
        inFlight.release(keys);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Every blob that a manifest names, and its size. */
  static Map<Digest, Long> named(Manifest manifest) {
    Map<Digest, Long> named = new LinkedHashMap<>();
    for (AssetEntry file : manifest.files().values()) {
      named.put(file.digest(), file.size());
      file.variants().forEach(variant -> named.put(variant.digest(), variant.size()));
    }
    return named;
  }

  private PublishOutcome create(
      Manifest manifest,
      Map<Digest, Long> named,
      List<StagedBlob> staged,
      ReleaseState state,
      List<Change> also,
      String who,
      String why) {
    WidgetName widget = manifest.widget();
    Version version = manifest.version();
    putBlobs(widget + "@" + version, named, staged);
    CrashPoint.reached(CrashPoint.PUBLISH_BLOBS_DURABLE);
    Digest digest;
    try {
      digest = manifests.put(manifest);
    } catch (IOException e) {
      throw IoFailures.unavailable(
          "write the manifest of "
              + widget
              + "@"
              + version
              + " ("
              + StoreLayout.manifest(widget, version)
              + ")",
          e);
    }
    List<Change> changes = new ArrayList<>(also.size() + 1);
    changes.add(new Change.Published(widget, version, state, digest, manifest.content()));
    changes.addAll(also);
    // Settles an earlier failed append first, which may turn out to be of this very version.
    Optional<ChangeBatch> batch =
        catalog.commit(who, why, now -> release(now, manifest).isPresent() ? List.of() : changes);
    if (batch.isEmpty()) {
      return compare(manifest, staged, who)
          .orElseThrow(() -> new IllegalStateException("a version appeared and vanished"));
    }
    return new PublishOutcome(Kind.CREATED, batch.get().sequence(), manifest);
  }

  private void putBlobs(String what, Map<Digest, Long> named, List<StagedBlob> staged) {
    try {
      Set<Digest> done = new HashSet<>();
      List<StagedBlob> fresh = new ArrayList<>(staged.size());
      for (StagedBlob blob : staged) {
        Long size = named.get(blob.digest());
        if (size == null || !done.add(blob.digest())) {
          Files.deleteIfExists(blob.file());
          continue;
        }
        long found = Files.size(blob.file());
        if (found != size) {
          throw new StoreException(
              Code.CORRUPT,
              "staged blob "
                  + blob.digest()
                  + " of "
                  + what
                  + ": expected "
                  + size
                  + " bytes, found "
                  + found);
        }
        fresh.add(blob);
      }
      BlobWriter.putAll(blobs, fresh);
      for (Map.Entry<Digest, Long> blob : named.entrySet()) {
        if (!done.contains(blob.getKey()) && blobs.size(blob.getKey()) != blob.getValue()) {
          throw new StoreException(
              Code.MISSING,
              what + " names blob " + blob.getKey() + ", which is neither staged nor stored");
        }
      }
    } catch (IOException e) {
      throw IoFailures.unavailable("write the files of " + what, e);
    }
  }

  private static Optional<Release> release(CatalogSnapshot now, Manifest manifest) {
    return now.widget(manifest.widget())
        .flatMap(widget -> widget.state().release(manifest.version()));
  }

  /** Empty where the version does not exist yet. */
  private Optional<PublishOutcome> compare(Manifest manifest, List<StagedBlob> staged, String who) {
    CatalogSnapshot now = catalog.snapshot();
    Optional<Release> release = release(now, manifest);
    if (release.isEmpty()) {
      return Optional.empty();
    }
    long sequence = now.widget(manifest.widget()).map(Widget::sequence).orElse(0L);
    boolean free =
        release.get().state() != ReleaseState.BLOCKED
            && release.get().version().build().equals(manifest.version().build());
    Manifest there = manifests.readable(manifest.widget(), manifest.version()).orElse(null);
    boolean same =
        free
            && (there == null
                ? repair.sameContent(manifest)
                : there.content().equals(manifest.content()));
    if (!same) {
      return Optional.of(new PublishOutcome(Kind.CONFLICT, sequence, there));
    }
    return Optional.of(repair.repair(there, manifest, staged, who));
  }
}
