package dev.widgetorigin.store.blob;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Gives a version that was published with quick variants its best ones, in the order of {@link
 * VersionWriter}: blobs durable, manifest durable, log appended. Until the log names the new
 * manifest all of it is only garbage, and the version is what it was.
 *
 * <p>Safe beside a collection and beside others who complete the same version, because what was
 * seen is looked at again on the very state that the batch is appended to: that the version still
 * has its quick manifest and is not blocked, that the epoch is still the one of the uploads, and
 * that every blob that was found present is named by a version that is still live.
 */
public final class VersionCompletion {
  /** Collections come hours apart; so many in a row meanwhile are a mistake. */
  private static final int ATTEMPTS = 20;

  private final BlobUploads blobs;
  private final Manifests manifests;
  private final Catalog catalog;
  private final Supplier<Upload> uploads;

  public VersionCompletion(
      BlobUploads blobs, Manifests manifests, Catalog catalog, Supplier<Upload> uploads) {
    this.blobs = blobs;
    this.manifests = manifests;
    this.catalog = catalog;
    this.uploads = uploads;
  }

  /** See {@code Store.complete}. */
  public Optional<ChangeBatch> complete(
      Manifest completed,
      StagedContents staged,
      BiFunction<Widget, Digest, List<Change>> changes,
      String who,
      String why) {
    WidgetName widget = completed.widget();
    Version version = completed.version();
    Reuse.Owner quick = new Reuse.Owner(widget, version, completed.completion().quick());
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        CatalogSnapshot now = catalog.snapshot();
        if (!quick.live(now)) {
          staged.discard();
          return Optional.empty();
        }
        Optional<ChangeBatch> batch = attempt(completed, staged, quick, changes, who, why);
        if (batch.isPresent()) {
          staged.discard();
          return batch;
        }
      }
    } catch (IOException e) {
      throw IoFailures.unavailable("complete " + widget + "@" + version, e);
    }
    throw new StoreException(
        Code.UNAVAILABLE,
        widget
            + "@"
            + version
            + " could not be completed: collections overtook it again and again; try again");
  }

  /** Empty where something had changed meanwhile. */
  private Optional<ChangeBatch> attempt(
      Manifest completed,
      StagedContents staged,
      Reuse.Owner quick,
      BiFunction<Widget, Digest, List<Change>> changes,
      String who,
      String why)
      throws IOException {
    Upload upload = uploads.get();
    Reuse reuse = blobs.put(completed, upload, staged, catalog.snapshot());
    CrashPoint.reached(CrashPoint.PUBLISH_BLOBS_DURABLE);
    Digest digest = manifests.create(completed, upload);
    Optional<ChangeBatch> batch =
        catalog.commit(
            who,
            why,
            now ->
                quick.live(now) && now.epoch() == upload.epoch() && reuse.live(now)
                    ? changes.apply(now.widget(completed.widget()).orElseThrow(), digest)
                    : List.of());
    batch.ifPresent(done -> blobs.named(completed, digest));
    return batch;
  }
}
