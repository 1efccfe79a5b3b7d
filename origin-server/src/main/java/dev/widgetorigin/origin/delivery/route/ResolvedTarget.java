package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Widget;
import java.util.List;

/**
 * The version that a path's selector came to.
 *
 * @param widget as the catalog had it; its identity says whether the target still holds
 * @param insteadOf the version whose bytes cannot be read and for which this one stands in; or null
 * @param epoch of {@link BrokenVersions} when this was decided
 */
public record ResolvedTarget(
    AssetPath path,
    WidgetName name,
    Widget widget,
    Selector selector,
    Release release,
    Version insteadOf,
    long epoch) {
  public Version version() {
    return release.version();
  }

  public boolean exact() {
    return selector instanceof Selector.Exact;
  }

  public boolean alias() {
    return !exact();
  }

  /**
   * The fallback list that holds: the widget's own, or the origin's where it has none.
   *
   * @param otherwise the origin's
   */
  public List<String> fallback(List<String> otherwise) {
    List<String> own = widget.settings().fallback();
    return own == null ? otherwise : own;
  }
}
