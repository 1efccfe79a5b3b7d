package dev.widgetorigin.origin.changes.alias;

import dev.widgetorigin.origin.web.text.ShellWord;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What every alias of a widget that anybody is likely to use answers, and why: {@code latest}, each
 * major and minor version that aliases can see, pins and channels.
 */
public final class AliasReport {
  private AliasReport() {}

  /**
   * One alias.
   *
   * @param kind {@code latest}, {@code range} or {@code channel}
   * @param version null where it answers none
   * @param pin null where the rules decide
   * @param back what it would answer but for a pin; null where that is what it answers
   */
  public record Line(String alias, String kind, Version version, String why, Pin pin, Back back) {}

  /**
   * What an alias would answer without pins.
   *
   * @param pinned the alias whose pin keeps it back: itself, or {@code latest}
   * @param command that lifts that pin
   */
  public record Back(Version version, String pinned, String command) {}

  /** An alias whose answer changes; {@code from} or {@code to} is null where there is none. */
  public record Shift(String alias, Version from, Version to) {}

  /** {@code latest} first, then ranges from the newest down, then channels. */
  public static List<Line> of(WidgetState state) {
    List<Line> lines = new ArrayList<>();
    for (String alias : names(state)) {
      lines.add(line(state, Selector.parse(alias)));
    }
    return lines;
  }

  /** What it says of {@code latest}, ranges and pins, without channels; then of these channels. */
  public static List<Line> of(WidgetState state, boolean others, List<String> channels) {
    List<Line> lines = new ArrayList<>();
    if (others) {
      for (String alias : others(state)) {
        if (!state.channels().containsKey(alias)) {
          lines.add(line(state, Selector.parse(alias)));
        }
      }
    }
    channels.forEach(channel -> lines.add(line(state, new Selector.Channel(channel))));
    return lines;
  }

  /** One alias. */
  static Line line(WidgetState state, Selector selector) {
    var resolution = state.resolve(selector);
    String kind =
        selector instanceof Selector.Channel
            ? "channel"
            : selector instanceof Selector.Latest ? "latest" : "range";
    Pin pin = state.pins().get(selector.alias());
    Version version = resolution.answer();
    return new Line(
        selector.alias(), kind, version, resolution.why(), pin, back(state, selector, version));
  }

  private static Back back(WidgetState state, Selector selector, Version answer) {
    Version bare = state.withoutPins().resolve(selector).answer();
    if (bare == null || bare.equals(answer)) {
      return null;
    }
    String pinned = Holds.holds(state, selector.alias()) ? selector.alias() : "latest";
    return new Back(
        bare,
        pinned,
        "widget-origin unpin %s %s".formatted(state.name(), ShellWord.quoted(pinned)));
  }

  /** What answers otherwise in {@code after}. */
  public static List<Shift> shifts(WidgetState before, WidgetState after) {
    Map<String, Version> old = answers(before);
    Map<String, Version> now = answers(after);
    Set<String> names = new LinkedHashSet<>(now.keySet());
    names.addAll(old.keySet());
    List<Shift> shifts = new ArrayList<>();
    for (String alias : names) {
      if (!Objects.equals(old.get(alias), now.get(alias))) {
        shifts.add(new Shift(alias, old.get(alias), now.get(alias)));
      }
    }
    return shifts;
  }

  private static Map<String, Version> answers(WidgetState state) {
    Map<String, Version> answers = new LinkedHashMap<>();
    for (String alias : names(state)) {
      // There may be ten thousand channels, and to parse a name costs more than to resolve it.
      Selector selector =
          state.channels().containsKey(alias) ? new Selector.Channel(alias) : Selector.parse(alias);
      answers.put(alias, state.resolve(selector).answer());
    }
    return answers;
  }

  private static Set<String> names(WidgetState state) {
    Set<String> names = others(state);
    names.addAll(state.channels().keySet());
    names.addAll(state.follows().keySet());
    return names;
  }

  /** All but channels. */
  private static Set<String> others(WidgetState state) {
    Set<String> names = new LinkedHashSet<>();
    names.add("latest");
    for (Release release : state.releases().descendingMap().values()) {
      Version version = release.version();
      if (!version.isPrerelease() && !release.isCandidate() && release.state().isServable()) {
        names.add("v" + version.major());
        names.add("v" + version.major() + "." + version.minor());
      }
    }
    names.addAll(state.pins().keySet());
    return names;
  }
}
