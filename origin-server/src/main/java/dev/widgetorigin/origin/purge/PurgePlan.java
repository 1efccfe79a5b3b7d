package dev.widgetorigin.origin.purge;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;
import java.util.Set;

/**
 * What one change makes wrong of what edges may have kept of one widget.
 *
 * @param tags by which most edges find it
 * @param paths for edges that know no tags; a path that ends in {@code /*} is all that is below
 * @param moved the named aliases that show another version now, or a stub
 */
record PurgePlan(WidgetName widget, Set<String> tags, Set<String> paths, List<Moved> moved) {
  PurgePlan {
    tags = Set.copyOf(tags);
    paths = Set.copyOf(paths);
    moved = List.copyOf(moved);
  }

  /**
   * An alias whose answer is another one now; or a stub, or no stub any more, and then the versions
   * may be the same.
   *
   * @param from null where it answered no version
   * @param to null where it answers none any more
   */
  record Moved(String alias, Version from, Version to) {}
}
