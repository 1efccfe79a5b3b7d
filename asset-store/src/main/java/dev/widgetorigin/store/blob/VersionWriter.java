package dev.widgetorigin.store.blob;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Makes versions exist, in the one order that a crash cannot break: blobs durable, manifest
 * durable, log appended, catalog swapped. Until the log names it a version is only garbage.
 *
 * <p>Safe beside a collection, on this node or another, because three things are looked at again on
 * the very state that the batch is appended to: that the version is still free, that the epoch is
 * still the one of the uploads (a collection raises it before it deletes what nothing names), and
 * that every blob that was found present is named by a version that is still live. Where one does
 * not hold, the publish begins again.
 */
public final class VersionWriter {
  private static final int LOCKS = 64;

  /** Collections come hours apart; so many in a row during one publish are a mistake. */
  private static final int ATTEMPTS = 20;

  private final BlobUploads blobs;
  private final Manifests manifests;
  private final Catalog catalog;
  private final Supplier<Upload> uploads;
  private final VersionRepair repair;

  /** Publishers of one version take turns; what the first left, the others find. */
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  public VersionWriter(
      BlobUploads blobs,
      Manifests manifests,
      Catalog catalog,
      Supplier<Upload> uploads,
      VersionRepair repair) {
    this.blobs = blobs;
    this.manifests = manifests;
    this.catalog = catalog;
    this.uploads = uploads;
    this.repair = repair;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  public PublishOutcome publish(NewVersion published, StagedContents staged) {
    Manifest manifest = published.manifest();
    int hash = 31 * manifest.widget().hashCode() + manifest.version().hashCode();
    ReentrantLock lock = locks[Math.floorMod(hash, LOCKS)];
    lock.lock();
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<PublishOutcome> outcome = compare(manifest, staged, published.who());
        if (outcome.isEmpty()) {
          outcome = create(published, staged);
        }
        if (outcome.isPresent()) {
          staged.discard();
          return outcome.get();
        }
      }
    } catch (IOException e) {
      throw IoFailures.unavailable("delete what was staged of " + manifest.widget(), e);
    } finally {
      lock.unlock();
    }
    throw new StoreException(
        Code.UNAVAILABLE,
        manifest.widget()
            + "@"
            + manifest.version()
            + " could not be published: collections overtook it again and again; try again");
  }

  /** Every blob that a manifest names, and its size. */
  public static Map<Digest, Long> named(Manifest manifest) {
    Map<Digest, Long> named = new LinkedHashMap<>();
    for (AssetEntry file : manifest.files().values()) {
      named.put(file.digest(), file.size());
      file.variants().forEach(variant -> named.put(variant.digest(), variant.size()));
    }
    return named;
  }

  /** Empty where it must be tried again from the start. */
  private Optional<PublishOutcome> create(NewVersion published, StagedContents staged) {
    Manifest manifest = published.manifest();
    WidgetName widget = manifest.widget();
    Version version = manifest.version();
    Upload upload = uploads.get();
    Reuse reuse;
    try {
      reuse = blobs.put(manifest, upload, staged, catalog.snapshot());
    } catch (IOException e) {
      throw IoFailures.unavailable("write the files of " + widget + "@" + version, e);
    }
    CrashPoint.reached(CrashPoint.PUBLISH_BLOBS_DURABLE);
    Digest digest;
    try {
      digest = manifests.create(manifest, upload);
    } catch (IOException e) {
      throw IoFailures.unavailable(
          "write the manifest of " + widget + "@" + version + " (" + StoreLayout.MANIFESTS + ")",
          e);
    }
    Optional<ChangeBatch> batch =
        catalog.commit(
            published.who(),
            published.why(),
            now ->
                release(now, manifest).isEmpty() && now.epoch() == upload.epoch() && reuse.live(now)
                    ? changes(published, digest, now.widget(widget))
                    : List.of());
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    blobs.named(manifest, digest);
    return Optional.of(new PublishOutcome(Kind.CREATED, batch.get().sequence(), manifest));
  }

  private static List<Change> changes(
      NewVersion published, Digest digest, Optional<Widget> widget) {
    Manifest manifest = published.manifest();
    List<Change> also = published.also().apply(widget);
    List<Change> changes = new ArrayList<>(also.size() + 1);
    Version version = manifest.version();
    changes.add(
        new Change.Published(
            manifest.widget(),
            version,
            published.state(),
            digest,
            manifest.content(),
            channel(also, version),
            published.publishedElsewhere() ? manifest.publishedAt() : null));
    changes.addAll(also);
    return changes;
  }

  /** The channel that moves to the version with its publication, or null. */
  private static String channel(List<Change> also, Version version) {
    for (Change change : also) {
      if (change instanceof Change.ChannelMoved moved && version.equals(moved.to())) {
        return moved.channel();
      }
    }
    return null;
  }

  private static Optional<Release> release(CatalogSnapshot now, Manifest manifest) {
    return now.widget(manifest.widget())
        .flatMap(widget -> widget.state().release(manifest.version()));
  }

  /** Empty where the version does not exist yet. */
  private Optional<PublishOutcome> compare(Manifest manifest, StagedContents staged, String who) {
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
