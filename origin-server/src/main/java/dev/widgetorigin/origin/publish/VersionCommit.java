package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The step that makes a version exist: its blobs, its manifest, and the change in the log with all
 * that belongs to it. Thread-safe.
 */
final class VersionCommit {
  private final Store store;
  private final KnownWidgets known;
  private final PublishResults results;
  private final InstantSource clock;
  private final int template;

  /**
   * @param template number of the loader's template that new widgets get
   */
  VersionCommit(
      Store store, KnownWidgets known, PublishResults results, InstantSource clock, int template) {
    this.store = store;
    this.known = known;
    this.results = results;
    this.clock = clock;
    this.template = template;
  }

  /**
   * With variants that stay. Throws ProblemException (409) where the number has other bytes, or
   * other settings about signatures hold now.
   *
   * @param signing by which the signatures were verified; null where the version was there before
   */
  PublishResult commit(
      PublishOrder order,
      UnpackedBundle unpacked,
      CompressedBundle compressed,
      List<Warning> warnings,
      WidgetSettings.Signing signing) {
    Manifest manifest = manifest(order, unpacked, compressed);
    return commit(order, unpacked, compressed, warnings, signing, manifest);
  }

  /** With variants that were made quickly, whose entity tags say so. Throws as {@link #commit}. */
  PublishResult commitQuick(
      PublishOrder order,
      UnpackedBundle unpacked,
      CompressedBundle quick,
      List<Warning> warnings,
      WidgetSettings.Signing signing) {
    Manifest manifest =
        manifest(order, unpacked, quick).quickly(store.catalog().snapshot().sequence() + 1);
    return commit(order, unpacked, quick, warnings, signing, manifest);
  }

  private PublishResult commit(
      PublishOrder order,
      UnpackedBundle unpacked,
      CompressedBundle compressed,
      List<Warning> warnings,
      WidgetSettings.Signing signing,
      Manifest manifest) {
    // The store may ask several times what else the batch does; the last time counts.
    WidgetState[] before = {known.state(order)};
    Store.PublishOutcome outcome =
        store.publish(
            new NewVersion(
                manifest,
                order.state(),
                order.published() != null,
                widget -> {
                  order.precondition().check(widget);
                  mustStillHold(signing, order, widget);
                  before[0] =
                      widget.map(Widget::state).orElseGet(() -> WidgetState.empty(order.widget()));
                  List<Change> also = PublishChanges.also(before[0], order);
                  return widget.isPresent() ? also : PublishChanges.ofNew(order, template, also);
                },
                order.who(),
                order.why()),
            compressed.blobs());
    return switch (outcome.kind()) {
      case CREATED -> results.created(order, outcome, before[0], unpacked, warnings);
      case IDENTICAL -> results.again(order, unpacked, outcome.manifest(), false);
      case REPAIRED -> results.again(order, unpacked, outcome.manifest(), true);
      case CONFLICT ->
          throw known
              .existing(order)
              .orElseThrow()
              .conflict(order, outcome.manifest(), unpacked.files());
    };
  }

  /**
   * Compressing may take long after the signatures were verified, and another node may have changed
   * the settings: a key that was taken away meanwhile must not let a version in.
   */
  private static void mustStillHold(
      WidgetSettings.Signing signing, PublishOrder order, Optional<Widget> widget) {
    WidgetSettings.Signing now =
        widget
            .map(known -> known.settings().effectiveSigning())
            .orElse(WidgetSettings.Signing.NONE);
    if (signing != null && !signing.equals(now)) {
      throw ProblemException.conflict(
          "The settings of %s about signatures changed while %s was being published, so nothing was published; publish it again."
              .formatted(order.widget(), order.version()));
    }
  }

  private Manifest manifest(
      PublishOrder order, UnpackedBundle unpacked, CompressedBundle compressed) {
    Instant published = order.published() == null ? clock.instant() : order.published();
    return new Manifest(
        order.widget(),
        order.version(),
        published.truncatedTo(ChronoUnit.MILLIS),
        order.who(),
        unpacked.entry(),
        compressed.files(),
        PackageNames.asPublished(order, unpacked.packageJson()));
  }
}
