package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.changes.alias.Offer;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.ArrayList;
import java.util.List;

/** Decides what a loader says: which versions, which of their files. Reads manifests: may block. */
final class LoaderPlan {
  /** Channels beyond it cannot be asked for by a page's URL. */
  private static final int MAX_CHANNELS = 50;

  /** Exactly one of the two is null. */
  record Result(LoaderData data, Problem problem) {}

  private final Store store;

  LoaderPlan(Store store) {
    this.store = store;
  }

  private static WidgetSettings.Loader settings(Widget widget) {
    WidgetSettings.Loader own = widget.settings().loader();
    return own == null ? WidgetSettings.Loader.DEFAULTS : own;
  }

  /** Why there is no loader of what the selector resolves to, or null. */
  static Problem refusal(Resolution resolution) {
    if (resolution instanceof Resolution.Blocked blocked) {
      return Problem.of(410, "Version blocked", blocked.why());
    }
    return resolution instanceof Resolution.Found
        ? null
        : Problem.of(404, "Version not found", resolution.why());
  }

  Result decide(Widget widget, Selector selector) {
    WidgetSettings.Loader settings = settings(widget);
    Offer offer = Offer.of(widget, selector);
    Problem refusal = refusal(offer.stable());
    if (refusal != null) {
      return new Result(null, refusal);
    }
    Resolution.Found found = (Resolution.Found) offer.stable();
    LoaderData.Files stable = files(widget, found.version(), settings);
    if (stable == null) {
      return refused(
          404,
          "No script",
          "%s %s has no %s; the loader's settings name the script."
              .formatted(
                  widget.state().name(),
                  found.version(),
                  settings.script() == null ? "entry file" : settings.script()));
    }
    Rollout rollout = offer.rollout();
    LoaderData.Files canary = rollout == null ? null : files(widget, rollout.version(), settings);
    List<String> channels =
        widget.state().channels().keySet().stream().sorted().limit(MAX_CHANNELS).toList();
    return new Result(
        new LoaderData(
            widget.state().name(),
            widget.template(selector),
            settings,
            stable,
            canary,
            canary == null ? null : rollout,
            canary == null ? List.of() : sites(rollout),
            selector,
            channels),
        null);
  }

  private static List<String> sites(Rollout rollout) {
    return rollout.quarantined().stream().map(QuarantinedSite::site).toList();
  }

  /** Null where the version has no such script. A style that it does not have is left out. */
  private LoaderData.Files files(Widget widget, Version version, WidgetSettings.Loader settings) {
    Manifest manifest = store.manifest(widget.state().name(), version);
    String script = settings.script() == null ? manifest.entry() : settings.script();
    AssetEntry entry = script == null ? null : manifest.files().get(script);
    if (entry == null) {
      return null;
    }
    List<AssetEntry> entries = new ArrayList<>();
    if (settings.styles() != null) {
      settings.styles().stream()
          .map(manifest.files()::get)
          .filter(style -> style != null)
          .forEach(entries::add);
    }
    entries.add(entry);
    return new LoaderData.Files(version, List.copyOf(entries));
  }

  private static Result refused(int status, String title, String detail) {
    return new Result(null, Problem.of(status, title, detail));
  }
}
