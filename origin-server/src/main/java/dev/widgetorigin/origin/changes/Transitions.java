package dev.widgetorigin.origin.changes;

import static dev.widgetorigin.resolver.ReleaseState.BLOCKED;
import static dev.widgetorigin.resolver.ReleaseState.DEPRECATED;
import static dev.widgetorigin.resolver.ReleaseState.RELEASED;
import static dev.widgetorigin.resolver.ReleaseState.STAGED;
import static dev.widgetorigin.resolver.ReleaseState.YANKED;

import dev.widgetorigin.resolver.ReleaseState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which release state may follow which.
 *
 * <pre>
 * from \ to    staged  released  deprecated  yanked  blocked
 * staged         ·       yes         –         yes     yes
 * released       –        ·         yes        yes     yes
 * deprecated     –       yes         ·         yes     yes
 * yanked         –       yes        yes         ·      yes
 * blocked        –        –          –          –       ·
 * </pre>
 *
 * <p>Nothing becomes staged again: people may depend on it. A staged version is not deprecated,
 * since that would make aliases able to see it. Blocked is for ever.
 */
final class Transitions {
  private static final Map<ReleaseState, Set<ReleaseState>> NEXT =
      new EnumMap<>(ReleaseState.class);

  static {
    NEXT.put(STAGED, EnumSet.of(RELEASED, YANKED, BLOCKED));
    NEXT.put(RELEASED, EnumSet.of(DEPRECATED, YANKED, BLOCKED));
    NEXT.put(DEPRECATED, EnumSet.of(RELEASED, YANKED, BLOCKED));
    NEXT.put(YANKED, EnumSet.of(RELEASED, DEPRECATED, BLOCKED));
    NEXT.put(BLOCKED, EnumSet.noneOf(ReleaseState.class));
  }

  private Transitions() {}

  static boolean allowed(ReleaseState from, ReleaseState to) {
    return NEXT.get(from).contains(to);
  }

  static Set<ReleaseState> next(ReleaseState from) {
    return Collections.unmodifiableSet(NEXT.get(from));
  }
}
