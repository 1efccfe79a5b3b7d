package dev.widgetorigin.origin.changes.alias;

import dev.widgetorigin.resolver.FollowResolver;
import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the pins that keep a version back, so that a release that reaches nobody says so. Pure.
 *
 * <p>An alias is kept from a version where it answers another one and would answer this one without
 * its own pin, or without any. The pin that does it is the alias' own, or that of {@code latest},
 * which ranges follow.
 */
public final class Holds {
  private static final String LATEST = "latest";

  /** Of channels that are held, so many are told of. */
  private static final int MOST_CHANNELS = 20;

  private Holds() {}

  /** The pins of {@code state} that keep {@code version} back; empty where none does. */
  public static List<Held> of(WidgetState state, Version version) {
    List<Held> all = new ArrayList<>(pins(state, version));
    all.addAll(channels(state, version));
    return List.copyOf(all);
  }

  /** Following channels that are held, and would be moved to the version at once but for that. */
  private static List<Held> channels(WidgetState state, Version version) {
    Release release = state.release(version).orElse(null);
    if (state.follows().isEmpty() || release == null) {
      return List.of();
    }
    List<String> kept = FollowResolver.heldFrom(state, version, release.since());
    List<Held> holds = new ArrayList<>();
    for (String channel : kept.subList(0, Math.min(MOST_CHANNELS, kept.size()))) {
      FollowRule.Hold hold = state.follows().get(channel).hold();
      Pin pin = new Pin(state.channels().get(channel), hold.by(), hold.at(), hold.reason());
      int more = Math.max(0, kept.size() - MOST_CHANNELS);
      holds.add(Held.byHold(state.name(), version, channel, pin, more));
    }
    return holds;
  }

  private static List<Held> pins(WidgetState state, Version version) {
    Map<String, List<String>> aliases = keptAliases(state, version);
    if (aliases.isEmpty()) {
      return List.of();
    }
    WidgetState lifted = without(state, aliases.keySet());
    List<Held> holds = new ArrayList<>();
    aliases.forEach(
        (pinned, kept) ->
            holds.add(
                Held.byPin(
                    state.name(),
                    version,
                    pinned,
                    state.pins().get(pinned),
                    List.copyOf(kept),
                    answer(lifted, pinned))));
    return holds;
  }

  /**
   * The changes that lift rollbacks' pins for {@code version}: those with which their own alias
   * comes to answer it. One that would let another version out stays, for that may be the broken
   * one. Pins that a person set stay as well.
   */
  public static List<Change> lift(WidgetState state, Version version) {
    Set<String> liftable = new LinkedHashSet<>();
    pins(state, version).stream()
        .filter(held -> held.pin().rollback())
        .forEach(held -> liftable.add(held.alias()));
    // One that stays can be what another alias follows, so look again after each.
    WidgetState lifted = without(state, liftable);
    while (liftable.removeIf(notFor(lifted, version))) {
      lifted = without(state, liftable);
    }
    List<Change> changes = new ArrayList<>();
    for (String alias : liftable) {
      changes.add(new Change.Unpinned(state.name(), alias, state.pins().get(alias).version()));
    }
    return changes;
  }

  private static Predicate<String> notFor(WidgetState lifted, Version version) {
    return alias -> !version.equals(answer(lifted, alias));
  }

  /** By the alias whose pin does it. */
  private static Map<String, List<String>> keptAliases(WidgetState state, Version version) {
    Map<String, List<String>> kept = new LinkedHashMap<>();
    WidgetState bare = state.withoutPins();
    for (String alias : names(state, version)) {
      boolean would =
          version.equals(answer(bare, alias))
              || version.equals(answer(state.withoutPin(alias), alias));
      String pinned = holds(state, alias) ? alias : LATEST;
      if (would && holds(state, pinned) && !version.equals(answer(state, alias))) {
        kept.computeIfAbsent(pinned, key -> new ArrayList<>()).add(alias);
      }
    }
    return kept;
  }

  private static Set<String> names(WidgetState state, Version version) {
    Set<String> names = new LinkedHashSet<>();
    names.add(LATEST);
    names.add("v" + version.major());
    names.add("v" + version.major() + "." + version.minor());
    names.addAll(state.pins().keySet());
    return names;
  }

  /** Whether the alias has a pin that is in effect. */
  static boolean holds(WidgetState state, String alias) {
    Pin pin = state.pins().get(alias);
    return pin != null
        && state.release(pin.version()).filter(release -> release.state().isServable()).isPresent();
  }

  private static WidgetState without(WidgetState state, Set<String> aliases) {
    WidgetState lifted = state;
    for (String alias : aliases) {
      lifted = lifted.withoutPin(alias);
    }
    return lifted;
  }

  private static Version answer(WidgetState state, String alias) {
    return state.resolve(Selector.parse(alias)).answer();
  }

  /** For an answer. */
  public static List<Map<String, Object>> json(List<Held> holds) {
    return holds.stream().map(Held::json).toList();
  }
}
