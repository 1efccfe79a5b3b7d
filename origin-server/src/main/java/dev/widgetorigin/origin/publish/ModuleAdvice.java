package dev.widgetorigin.origin.publish;

import dev.widgetorigin.store.ingest.checks.ModuleEntry;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.util.List;

/**
 * Warns where an alias answers the entry of several files itself: a page that is open when the
 * alias moves loads its next chunk of another version.
 */
final class ModuleAdvice {
  private ModuleAdvice() {}

  /** Reads a bundle's scripts. */
  @FunctionalInterface
  interface Reading {
    /** Null where there is no script to look at. */
    ModuleEntry read() throws IOException;
  }

  /**
   * Reads nothing where the widget's mode already keeps versions apart.
   *
   * @param settings of the widget; null where it has none
   * @param entry of the bundle; null where it has none. Only entries are answered with a stub
   */
  static List<Warning> check(
      PublishOrder order, WidgetSettings settings, String entry, Reading scripts)
      throws IOException {
    boolean serves =
        settings == null || settings.effectiveAliasMode() == WidgetSettings.AliasMode.SERVE;
    ModuleEntry first = serves ? scripts.read() : null;
    if (first == null || first.imports().isEmpty()) {
      return List.of();
    }
    int more = first.imports().size() - 1;
    String message =
        first.entry()
            + " imports "
            + first.imports().get(0)
            + (more == 0 ? "" : " and " + more + " more")
            + " of this bundle: a page that is open when an alias moves would load them of another"
            + " version. "
            + advice(order, first, first.entry().equals(entry));
    return List.of(new Warning(Warning.Code.MODULE_ENTRY, first.entry(), message));
  }

  private static String advice(PublishOrder order, ModuleEntry entry, boolean isNamed) {
    String redirect = "Let aliases redirect to the exact version: " + command(order, "redirect");
    if (!entry.isModule() || (!isNamed && entry.importedBack() == null)) {
      return redirect;
    }
    String stub =
        "a module that re-exports the exact version"
            + (isNamed ? ": " : ", and name " + entry.entry() + " in package.json (module): ")
            + command(order, "stub");
    return entry.importedBack() == null
        ? redirect + "; or let them answer " + stub
        : "Let aliases answer "
            + stub
            + " (a redirect would not do: "
            + entry.importedBack()
            + " imports "
            + entry.entry()
            + " again, which would then run twice)";
  }

  private static String command(PublishOrder order, String mode) {
    return "widget-origin settings " + order.widget() + " --alias-mode " + mode;
  }
}
