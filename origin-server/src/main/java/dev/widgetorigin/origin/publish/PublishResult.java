package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.alias.AliasReport;
import dev.widgetorigin.origin.changes.alias.Held;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import java.util.List;
import java.util.Map;

/** What came of a publish. */
public sealed interface PublishResult {
  /**
   * The version exists.
   *
   * @param created false where the same bytes were there; then nothing changed
   * @param completed true where the same bytes were there with variants that were made quickly, and
   *     the best ones have taken their place; then what the order asks for is done as well
   * @param repaired true where some of these bytes had been lost and are back
   * @param report what was seen on the way
   * @param unmet what the order asks for that is not so, because the same bytes were there
   */
  record Published(
      boolean created,
      boolean completed,
      boolean repaired,
      long sequence,
      Manifest manifest,
      Report report,
      List<UnmetOrder> unmet)
      implements PublishResult {
    /** Whether it made a change. */
    public boolean changed() {
      return created || completed;
    }

    /** The same where these pins keep it from aliases. */
    Published withHeld(List<Held> others) {
      Report with = new Report(report.warnings, report.omitted, report.shifts, others);
      return new Published(created, completed, repaired, sequence, manifest, with, unmet);
    }
  }

  /**
   * What a publish would do.
   *
   * @param exists the same bytes are there: it would change nothing
   */
  record Preview(
      boolean exists, String entry, Map<String, AssetEntry> files, SizeReport sizes, Report report)
      implements PublishResult {}

  /** Nothing changed. */
  record Refused(Problem problem) implements PublishResult {}

  /**
   * @param omitted paths of the upload that are not in the bundle
   * @param shifts aliases whose answer changes by it
   * @param held pins that keep it from aliases
   */
  record Report(
      List<Warning> warnings,
      List<String> omitted,
      List<AliasReport.Shift> shifts,
      List<Held> held) {}
}
