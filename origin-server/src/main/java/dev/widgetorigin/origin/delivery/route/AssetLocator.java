package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Substitute;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.widget.Widget;
import java.util.Optional;

/** From a path to the version that answers it. Pure but for the versions known to be broken. */
public final class AssetLocator {
  /** How much of a name that a client sent a message repeats. */
  private static final int QUOTED = 100;

  private final BrokenVersions broken;

  public AssetLocator(BrokenVersions broken) {
    this.broken = broken;
  }

  /** The widget that a path names, whatever else is wrong with it; null where there is none. */
  public static Widget widgetOf(CatalogSnapshot catalog, ParsedPath parsed) {
    return parsed instanceof AssetPath path
        ? WidgetName.tryParse(path.widget()).flatMap(catalog::widget).orElse(null)
        : null;
  }

  /** Where the path leads in this state of the catalog. */
  public Located locate(CatalogSnapshot catalog, AssetPath path) {
    long epoch = broken.epoch();
    Optional<WidgetName> name = WidgetName.tryParse(path.widget());
    Optional<Widget> widget = name.flatMap(catalog::widget);
    if (widget.isEmpty()) {
      return notFound(
          404, "Unknown widget", "There is no widget " + quoted(path.widget()) + ".", null, null);
    }
    Selector selector;
    try {
      selector = Selector.parse(path.selector());
    } catch (ResolverException e) {
      return noMatch(widget.get(), name.get(), e.getMessage());
    }
    Resolution resolution = widget.get().state().resolve(selector);
    if (resolution instanceof Resolution.Found found) {
      return found(widget.get(), name.get(), path, selector, found, epoch);
    }
    if (resolution instanceof Resolution.Blocked blocked) {
      return new Located.NotFound(
          Problem.of(410, "Version blocked", blocked.why()),
          name.get(),
          widget.get(),
          blocked.version());
    }
    return notFound(404, "Version not found", resolution.why(), name.get(), widget.get());
  }

  private Located found(
      Widget widget,
      WidgetName name,
      AssetPath path,
      Selector selector,
      Resolution.Found found,
      long epoch) {
    // An exact URL never means another version; what of this one can be read is still answered.
    if (selector instanceof Selector.Exact || !broken.contains(name, found.version())) {
      return new Located.At(
          new ResolvedTarget(path, name, widget, selector, found.release(), null, epoch));
    }
    Release older =
        Substitute.of(
            widget.state(), selector, found.version(), version -> broken.contains(name, version));
    if (older == null) {
      return new Located.Unreadable(
          new ResolvedTarget(path, name, widget, selector, found.release(), null, epoch));
    }
    return new Located.At(
        new ResolvedTarget(path, name, widget, selector, older, found.version(), epoch));
  }

  /** The 503 of a version that is there and cannot be read. */
  public static Located.NotFound unreadable(Widget widget, WidgetName name, Version version) {
    return new Located.NotFound(
        Problem.of(
            503,
            "Version unreadable",
            "The bytes of " + name + " " + version + " cannot be read at the moment."),
        name,
        widget,
        version);
  }

  private static Located noMatch(Widget widget, WidgetName name, String why) {
    StringBuilder detail = new StringBuilder(why).append(". ");
    Resolution latest = widget.state().resolve(new Selector.Latest());
    if (latest instanceof Resolution.Found found) {
      detail.append("The latest version of ").append(name).append(" is ").append(found.version());
      if (!widget.state().channels().isEmpty()) {
        detail.append("; its channels are ");
        detail.append(
            String.join(", ", widget.state().channels().keySet().stream().limit(20).toList()));
      }
    } else {
      // This names the channels as well.
      detail.append(latest.why());
    }
    return notFound(404, "Version not found", detail.append('.').toString(), name, widget);
  }

  private static Located notFound(
      int status, String title, String detail, WidgetName name, Widget widget) {
    return new Located.NotFound(Problem.of(status, title, detail), name, widget, null);
  }

  /** A text that a client sent, in quotes, and cut where it is long. */
  public static String quoted(String text) {
    return "\"" + (text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text) + "\"";
  }
}
