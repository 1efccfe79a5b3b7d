package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.changes.alias.Offer;
import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Substitute;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a loader says: which versions, which of their files. Reads manifests: may block. */
final class LoaderPlan {
  private static final Logger LOG = LoggerFactory.getLogger(LoaderPlan.class);

  /** Channels beyond it cannot be asked for by a page's URL. */
  private static final int MAX_CHANNELS = 50;

  /** Exactly one of the two is null. */
  record Result(LoaderData data, Problem problem) {}

  private final Store store;
  private final BrokenVersions broken;

  /**
   * @param broken what loaders of aliases leave, as aliases do
   */
  LoaderPlan(Store store, BrokenVersions broken) {
    this.store = store;
    this.broken = broken;
  }

  /** See {@link BrokenVersions#epoch}. Asking is what makes a broken version be tried again. */
  long epoch(Widget widget, Selector selector) {
    Version answer = widget.state().resolve(selector).answer();
    if (answer != null) {
      broken.contains(widget.state().name(), answer);
    }
    if (widget.rollout() instanceof Rollout.Active rollout) {
      broken.contains(widget.state().name(), rollout.version());
    }
    return broken.epoch();
  }

  /** The version that the selector means, where that is another than this one; else null. */
  static Version insteadOf(Widget widget, Selector selector, Version version) {
    Version meant = Offer.of(widget, selector).stable().answer();
    return version.equals(meant) ? null : meant;
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
    Version meant = offer.stable().answer();
    LoaderData.Files stable = stable(widget, selector, meant, settings);
    if (stable == null) {
      return refused(
          404,
          "No script",
          "%s %s has no %s; the loader's settings name the script."
              .formatted(widget.state().name(), meant, script(settings)));
    }
    Rollout rollout = offer.rollout();
    LoaderData.Files canary = rollout == null ? null : canary(widget, rollout.version(), settings);
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

  private static String script(WidgetSettings.Loader settings) {
    return settings.script() == null ? "entry file" : settings.script();
  }

  /**
   * Why no loader offers the version of the rollout: it, or the version that it is to replace, has
   * no script. Empty where it is offered, and where that cannot be read.
   */
  Optional<String> whyNotOffered(Widget widget, Rollout.Active rollout) {
    WidgetSettings.Loader settings = settings(widget);
    Version offered = rollout.version();
    Version previous = rollout.plan().previous();
    try {
      for (Version version : List.of(offered, previous)) {
        if (files(widget, version, settings) == null) {
          return Optional.of(
              "no page gets %s from a loader: %s has no %s. The rollout waits for reports that do not come, until the setting loader.script names a file that %s and %s have"
                  .formatted(offered, version, script(settings), previous, offered));
        }
      }
    } catch (StoreException e) {
      LOG.debug("not known whether loaders of {} offer a version", widget.state().name(), e);
    }
    return Optional.empty();
  }

  private static List<String> sites(Rollout rollout) {
    return rollout.quarantined().stream().map(QuarantinedSite::site).toList();
  }

  /**
   * Those of the version; by an alias that leaves it, of the newest older one that can be read, as
   * the alias itself answers. Null where it has no such script.
   */
  private LoaderData.Files stable(
      Widget widget, Selector selector, Version meant, WidgetSettings.Loader settings) {
    WidgetName name = widget.state().name();
    Version failed = null;
    for (int attempt = 0; ; attempt++) {
      Version version = readable(widget, selector, meant);
      try {
        return files(widget, version, settings);
      } catch (StoreException e) {
        if (selector instanceof Selector.Exact
            || !BlobReader.lost(e)
            || version.equals(failed)
            || attempt == BrokenVersions.MAX_ATTEMPTS) {
          throw e;
        }
        broken.add(name, version, e.getMessage(), () -> store.manifest(name, version) != null);
        failed = version;
      }
    }
  }

  /**
   * Null where there is nothing to offer: the version has no such script, or cannot be read. The
   * pages of the stable version must not fail with it.
   */
  private LoaderData.Files canary(Widget widget, Version version, WidgetSettings.Loader settings) {
    WidgetName name = widget.state().name();
    if (broken.contains(name, version)) {
      return null;
    }
    try {
      return files(widget, version, settings);
    } catch (StoreException e) {
      if (!BlobReader.lost(e)) {
        throw e;
      }
      broken.add(name, version, e.getMessage(), () -> store.manifest(name, version) != null);
      return null;
    }
  }

  /** The version itself where there is no other: what it lost here, another source may have. */
  private Version readable(Widget widget, Selector selector, Version meant) {
    WidgetName name = widget.state().name();
    if (selector instanceof Selector.Exact || !broken.contains(name, meant)) {
      return meant;
    }
    Release older =
        Substitute.of(widget.state(), selector, meant, other -> broken.contains(name, other));
    return older == null ? meant : older.version();
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
