package dev.widgetorigin.origin.purge;

import dev.widgetorigin.resolver.WidgetName;
import java.util.List;
import java.util.Set;

/**
 * What one change makes wrong of what edges may have kept of one widget.
 *
 * @param tags by which most edges find it
 * @param paths for edges that know no tags; a path that ends in {@code /*} is all that is below
 * @param moved the named aliases that show another version now, a stub, or no stub any more
 */
record PurgePlan(WidgetName widget, Set<String> tags, Set<String> paths, List<String> moved) {
  PurgePlan {
    tags = Set.copyOf(tags);
    paths = Set.copyOf(paths);
    moved = List.copyOf(moved);
  }
}
