package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.checks.BundleChecks;
import dev.widgetorigin.store.ingest.checks.ModuleGraph;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import dev.widgetorigin.store.widget.WidgetSettings.SizeBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is worth a warning in a new version. */
final class PublishWarnings {
  private PublishWarnings() {}

  /**
   * Reads the bundle's files. Throws ProblemException (422) where files are over a budget that the
   * widget's settings make a limit.
   *
   * @param known the widget; empty before its first version
   */
  static List<Warning> of(
      PublishOrder order,
      Optional<Widget> known,
      UnpackedBundle unpacked,
      CompressedBundle compressed)
      throws IOException {
    WidgetSettings settings = known.map(Widget::settings).orElse(null);
    SizeBudget own = settings == null ? null : settings.sizeBudget();
    SizeBudget budget = own == null ? BundleChecks.DEFAULT_BUDGET : own;
    List<Warning> warnings = new ArrayList<>(BundleChecks.check(unpacked, compressed, budget));
    warnings.addAll(PackageNames.check(order, unpacked.packageJson()));
    String entry = unpacked.entry();
    warnings.addAll(
        ModuleAdvice.check(order, settings, entry, () -> ModuleGraph.readFirst(unpacked)));
    known.ifPresent(widget -> warnings.addAll(PublishChanges.overRollout(widget, order)));
    known.ifPresent(widget -> warnings.addAll(PublishChanges.intoSwitchedOff(widget, order)));
    if (budget.error()) {
      requireWithin(warnings);
    }
    return List.copyOf(warnings);
  }

  private static void requireWithin(List<Warning> warnings) {
    List<String> over =
        warnings.stream()
            .filter(warning -> warning.code() == Warning.Code.SIZE_BUDGET)
            .map(Warning::message)
            .toList();
    if (!over.isEmpty()) {
      throw ProblemException.invalid(over);
    }
  }
}
