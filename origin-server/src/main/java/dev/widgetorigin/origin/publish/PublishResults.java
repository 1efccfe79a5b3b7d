package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.alias.AliasReport;
import dev.widgetorigin.origin.changes.alias.Held;
import dev.widgetorigin.origin.changes.alias.Holds;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What a publisher hears of a version that exists, or would. Changes nothing. Thread-safe. */
final class PublishResults {
  private final Store store;
  private final KnownWidgets known;
  private final InstantSource clock;

  PublishResults(Store store, KnownWidgets known, InstantSource clock) {
    this.store = store;
    this.known = known;
    this.clock = clock;
  }

  /**
   * Of a dry run, where the number is free.
   *
   * @param warnings of the bundle
   */
  PublishResult.Preview preview(
      PublishOrder order,
      UnpackedBundle unpacked,
      CompressedBundle compressed,
      List<Warning> warnings) {
    return new PublishResult.Preview(
        false,
        unpacked.entry(),
        compressed.files(),
        sizes(order, compressed.files()),
        report(order, known.state(order), unpacked, warnings));
  }

  /**
   * The version is new.
   *
   * @param before the state that the change was appended to
   */
  PublishResult.Published created(
      PublishOrder order,
      Store.PublishOutcome outcome,
      WidgetState before,
      UnpackedBundle unpacked,
      List<Warning> warnings) {
    return new PublishResult.Published(
        true,
        false,
        false,
        outcome.sequence(),
        outcome.manifest(),
        report(order, before, unpacked, warnings),
        List.of());
  }

  /**
   * The version exists. Throws ProblemException (409) where these are not its bytes.
   *
   * @param repaired whether bytes that were lost are back
   */
  PublishResult again(
      PublishOrder order, UnpackedBundle unpacked, Manifest manifest, boolean repaired) {
    ExistingVersion existing = known.existing(order).orElseThrow();
    if (!ExistingVersion.same(manifest, unpacked.files())) {
      throw existing.conflict(order, manifest, unpacked.files());
    }
    var report = settled(order, existing.unmet(), unpacked, List.of());
    if (order.dryRun()) {
      return new PublishResult.Preview(
          true, manifest.entry(), manifest.files(), sizes(order, manifest.files()), report);
    }
    long sequence = known.widget(order).map(Widget::sequence).orElse(0L);
    return new PublishResult.Published(
        false, false, repaired, sequence, manifest, report, existing.unmet());
  }

  /**
   * The best variants have taken the place of quick ones.
   *
   * @param sequence of the change
   * @param before the state before the change
   */
  PublishResult.Published completed(
      PublishOrder order,
      UnpackedBundle unpacked,
      Manifest manifest,
      long sequence,
      WidgetState before) {
    List<UnmetOrder> unmet = known.existing(order).orElseThrow().unmet();
    List<AliasReport.Shift> shifts = AliasReport.shifts(before, known.state(order));
    return new PublishResult.Published(
        false, true, false, sequence, manifest, settled(order, unmet, unpacked, shifts), unmet);
  }

  /** Pins that would keep aliases from the version if all that the order asks for were done now. */
  List<Held> held(PublishOrder order) {
    return Holds.of(
        PublishChanges.after(known.state(order), order, clock.instant()), order.version());
  }

  private PublishResult.Report report(
      PublishOrder order, WidgetState before, UnpackedBundle unpacked, List<Warning> warnings) {
    WidgetState after = PublishChanges.after(before, order, clock.instant());
    return new PublishResult.Report(
        warnings,
        unpacked.skipped(),
        AliasReport.shifts(before, after),
        Holds.of(after, order.version()));
  }

  /** Of bytes that were there before. */
  private PublishResult.Report settled(
      PublishOrder order,
      List<UnmetOrder> unmet,
      UnpackedBundle unpacked,
      List<AliasReport.Shift> shifts) {
    return new PublishResult.Report(
        PublishChanges.warnings(order, unmet),
        unpacked.skipped(),
        shifts,
        Holds.of(known.state(order), order.version()));
  }

  private SizeReport sizes(PublishOrder order, Map<String, AssetEntry> files) {
    Manifest before =
        SizeReport.previous(known.state(order), order.version())
            .map(version -> store.manifest(order.widget(), version))
            .orElse(null);
    return SizeReport.compare(before, files);
  }
}
