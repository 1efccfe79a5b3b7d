package dev.widgetorigin.origin.publish;

import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

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

  /** With variants that stay. Throws ProblemException (409) where the number has other bytes. */
  PublishResult commit(
      PublishOrder order,
      UnpackedBundle unpacked,
      CompressedBundle compressed,
      List<Warning> warnings) {
    return commit(order, unpacked, compressed, warnings, manifest(order, unpacked, compressed));
  }

  /** With variants that were made quickly, whose entity tags say so. Throws as {@link #commit}. */
  PublishResult commitQuick(
      PublishOrder order, UnpackedBundle unpacked, CompressedBundle quick, List<Warning> warnings) {
    Manifest manifest =
        manifest(order, unpacked, quick).quickly(store.catalog().snapshot().sequence() + 1);
    return commit(order, unpacked, quick, warnings, manifest);
  }

  private PublishResult commit(
      PublishOrder order,
      UnpackedBundle unpacked,
      CompressedBundle compressed,
      List<Warning> warnings,
      Manifest manifest) {
    // The store may ask several times what else the batch does; the last time counts.
    WidgetState[] before = {known.state(order)};
    Store.PublishOutcome outcome =
        store.publish(
            manifest,
            compressed.blobs(),
            order.state(),
            order.published() != null,
            widget -> {
              order.precondition().check(widget);
              before[0] =
                  widget.map(Widget::state).orElseGet(() -> WidgetState.empty(order.widget()));
              List<Change> also = PublishChanges.also(before[0], order);
              return widget.isPresent() ? also : PublishChanges.ofNew(order, template, also);
            },
            order.who(),
            order.why());
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
