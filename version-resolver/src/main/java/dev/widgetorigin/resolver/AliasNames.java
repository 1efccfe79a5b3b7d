package dev.widgetorigin.resolver;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which of a widget's endless aliases have a name worth showing. */
final class AliasNames {
  private AliasNames() {}

  static List<String> of(WidgetState state) {
    Set<String> names = named(state);
    for (int i = state.size() - 1; i >= 0; i--) {
      Release release = state.at(i);
      if (AliasResolver.eligible(release) && !release.version().isPrerelease()) {
        addPartials(release.version(), names);
      }
    }
    return List.copyOf(names);
  }

  /** Those that people gave a meaning to. */
  private static Set<String> named(WidgetState state) {
    Set<String> names = new LinkedHashSet<>();
    names.add("latest");
    names.addAll(state.channels().keySet());
    names.addAll(state.pins().keySet());
    return names;
  }

  private static void addPartials(Version version, Set<String> names) {
    names.add("v" + version.major());
    names.add("v" + version.major() + "." + version.minor());
  }
}
