package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Widget;

/** Where a path leads: to a version, or nowhere. */
sealed interface Located {
  record At(Target target) implements Located {}

  /**
   * Nowhere.
   *
   * @param name null where the path names no widget that exists; so is widget
   * @param version that was blocked or cannot be read; null where none was resolved
   */
  record Nowhere(Problem problem, WidgetName name, Widget widget, Version version)
      implements Located {}
}
