package dev.widgetorigin.origin.admin;

import dev.widgetorigin.resolver.WidgetState;
import java.util.List;
import java.util.TreeSet;

/**
 * Which of a widget's channels one answer shows: a customer may have one each.
 *
 * @param first whether it is the first page, which shows all other aliases as well
 * @param channels of this page, by name
 * @param left how many come after them
 */
record AliasPage(boolean first, List<String> channels, int left) {
  /** {@code after} is the last channel of the page before, or null. */
  static AliasPage of(WidgetState state, String after, int limit) {
    TreeSet<String> all = new TreeSet<>(state.channels().keySet());
    all.addAll(state.follows().keySet());
    List<String> rest = List.copyOf(after == null ? all : all.tailSet(after, false));
    int shown = Math.min(limit, rest.size());
    return new AliasPage(after == null, rest.subList(0, shown), rest.size() - shown);
  }
}
