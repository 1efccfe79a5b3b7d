package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.alias.Held;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A publish in two parts: with variants that are made quickly the version is staged, and its exact
 * URL served; then the best ones take their place, in the batch that releases it ({@link
 * Completions}). The same bytes once more do the second part where it was lost.
 *
 * <p>The caller holds the lock of the order's version. Thread-safe.
 */
final class FastPublish {
  private final Store store;
  private final Ingest ingest;
  private final KnownWidgets known;
  private final VersionCommit commit;
  private final PublishResults results;
  private final Completions completions;

  FastPublish(
      Store store,
      Ingest ingest,
      KnownWidgets known,
      VersionCommit commit,
      PublishResults results,
      Completions completions) {
    this.store = store;
    this.ingest = ingest;
    this.known = known;
    this.commit = commit;
    this.results = results;
    this.completions = completions;
  }

  /**
   * The first part. The place takes the bundle over where the second part follows by itself. Empty
   * where another node has published the version meanwhile.
   */
  Optional<PublishResult> begin(
      PublishOrder order, UnpackedBundle unpacked, Completions.Place place)
      throws IOException, InterruptedException {
    WidgetSettings.Signing signing = known.signing(order);
    CompressedBundle quick =
        BundleSignatures.verify(unpacked, signing)
            .addTo(ingest.compressQuickly(unpacked))
            .keepingOriginals(unpacked);
    List<Warning> warnings = PublishWarnings.of(order, known.widget(order), unpacked, quick);
    PublishChanges.mustNotFollow(known.state(order), order);
    List<Held> held = results.held(order);
    PublishResult result =
        commit.commitQuick(order.firstPart(), unpacked, quick, warnings, signing);
    if (!(result instanceof PublishResult.Published published)) {
      return Optional.of(result);
    }
    if (!published.created()) {
      return Optional.empty();
    }
    place.take(order, unpacked);
    return Optional.of(published.withHeld(held));
  }

  /**
   * The second part, at once: of a version that was published fast before, where what was to follow
   * has not, or not everywhere. Throws ProblemException (409) where these are not its bytes.
   */
  PublishResult complete(PublishOrder order, UnpackedBundle unpacked)
      throws IOException, InterruptedException {
    Manifest quick = store.manifest(order.widget(), order.version());
    if (!ExistingVersion.same(quick, unpacked.files())) {
      throw known.existing(order).orElseThrow().conflict(order, quick, unpacked.files());
    }
    WidgetState before = known.state(order);
    Optional<ChangeBatch> batch = completions.complete(order, unpacked);
    if (store.damaged().find(order.widget(), order.version()).isPresent()) {
      // Its damage may have been in variants that nothing names now; then it is none any more.
      var unused = store.check(order.widget(), order.version());
    }
    Manifest manifest = store.manifest(order.widget(), order.version());
    return batch.isEmpty()
        ? results.again(order, unpacked, manifest, false)
        : results.completed(order, unpacked, manifest, batch.get().sequence(), before);
  }
}
