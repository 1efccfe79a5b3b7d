package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Widget;

/** Where a path leads: to a version, or to nothing. */
public sealed interface Located {
  record At(ResolvedTarget target) implements Located {}

  /** An alias led to a version that cannot be read, and there is no older one in its place. */
  record Unreadable(ResolvedTarget target) implements Located {}

  /**
   * There is no version to answer from; the problem says why.
   *
   * @param name null where the path names no widget that exists; so is widget
   * @param version that was blocked or cannot be read; null where none was resolved
   */
  record NotFound(Problem problem, WidgetName name, Widget widget, Version version)
      implements Located {}
}
