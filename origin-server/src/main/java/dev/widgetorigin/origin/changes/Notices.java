package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.changes.alias.SwitchedOff;
import dev.widgetorigin.origin.web.text.ShellWord;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.widget.Widget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The sentences about a change that does less than one may think, or more. Pure. */
final class Notices {
  private static final int NAMED = 20;

  private Notices() {}

  /** What to know of a version that an alias is put on: {@code {"note": …}} or nothing. */
  static Map<String, Object> ofTarget(Widget widget, Selector alias, Version version) {
    ReleaseState state = WidgetTransactions.release(widget, version).state();
    WidgetName name = widget.state().name();
    if (!(alias instanceof Selector.Channel)) {
      String subject = name + " " + ShellWord.quoted(alias.alias());
      return Map.of(
          "note",
          "%s is pinned: releases do not move it until 'widget-origin unpin %s'."
              .formatted(alias.alias(), subject));
    }
    return state == ReleaseState.STAGED
        ? Map.of(
            "note",
            "%s is staged: only this channel and its exact URL answer it until 'widget-origin release"
                    .formatted(version)
                + " %s %s'.".formatted(name, version))
        : Map.of();
  }

  /** What to know of a channel that is switched off: {@code {"warnings": […]}} or nothing. */
  static Map<String, Object> ofSwitch(Widget widget, Selector alias, boolean dropped) {
    if (!(alias instanceof Selector.Channel channel)) {
      return Map.of();
    }
    Optional<String> warning =
        dropped
            ? SwitchedOff.dropped(widget, channel.alias())
            : SwitchedOff.moved(widget, channel.alias());
    return warning
        .<Map<String, Object>>map(text -> Map.of("warnings", List.of(text)))
        .orElse(Map.of());
  }

  /** There was no pin to lift, or no channel to drop. */
  static String nothingToClear(Widget widget, Selector alias) {
    WidgetState state = widget.state();
    if (alias instanceof Selector.Channel) {
      return noChannel(state, alias.alias()) + ".";
    }
    Version answer = Aliases.answer(widget, alias);
    Pin latest = state.pins().get("latest");
    boolean follows =
        latest != null
            && !(alias instanceof Selector.Latest)
            && latest.version().equals(answer)
            && !answer.equals(state.withoutPin("latest").resolve(alias).answer());
    return "%s is not pinned.%s"
        .formatted(
            alias.alias(),
            follows
                ? " It answers %s because latest is pinned there: widget-origin unpin %s latest"
                    .formatted(answer, state.name())
                : "");
  }

  /** {@code chat has no channel acme; its channels are beta, next}. */
  static String noChannel(WidgetState state, String channel) {
    return "%s has no channel %s; %s".formatted(state.name(), channel, channels(state));
  }

  /** {@code its channels are beta, next}; at most {@value #NAMED} of them. */
  private static String channels(WidgetState state) {
    Set<String> names = new TreeSet<>(state.channels().keySet());
    names.addAll(state.follows().keySet());
    if (names.isEmpty()) {
      return "it has no channels";
    }
    String named = String.join(", ", names.stream().limit(NAMED).toList());
    return "its channels are "
        + named
        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
  }

  /** A pin was lifted and the alias answers what it answered. */
  static String unpinMovesNothing(Widget widget, Selector alias) {
    WidgetState after = widget.state().withoutPin(alias.alias());
    return "%s answers the same version without its pin: %s."
        .formatted(alias.alias(), after.resolve(alias).why());
  }

  /**
   * What a move to another release state leaves behind: warnings, none where all is as expected.
   */
  static List<String> ofMove(Widget widget, WidgetState after, ReleaseChanges.Move move) {
    List<String> warnings = new ArrayList<>();
    WidgetName name = widget.state().name();
    Version version = move.version();
    Release release = WidgetTransactions.release(widget, version);
    if (move.to() == ReleaseState.RELEASED && release.isCandidate()) {
      warnings.add(
          "%s was published to channel %s, so latest and ranges pass it over; to let them answer it:"
                  .formatted(version, release.channel())
              + " widget-origin promote %s %s".formatted(name, version));
    }
    after
        .pins()
        .forEach(
            (alias, pin) -> {
              if (pin.version().equals(version)) {
                addPinned(warnings, after, alias, move);
              }
            });
    after
        .channels()
        .forEach(
            (channel, target) -> {
              if (target.equals(version) && !after.follows().containsKey(channel)) {
                addPointed(warnings, name, channel, move);
              }
            });
    return warnings;
  }

  /** The alias is pinned to what is moved. */
  private static void addPinned(
      List<String> warnings, WidgetState after, String alias, ReleaseChanges.Move move) {
    if (Aliases.withdrawn(move.to())) {
      warnings.add(
          "the pin of %s on %s has no effect any more; %s"
              .formatted(alias, move.version(), nowAnswers(after, alias)));
    } else if (move.to() == ReleaseState.DEPRECATED) {
      warnings.add(
          "%s goes on answering %s, because it is pinned there: widget-origin unpin %s %s"
              .formatted(alias, move.version(), after.name(), ShellWord.quoted(alias)));
    }
  }

  /** The channel, which is moved by hand, points to what is moved. */
  private static void addPointed(
      List<String> warnings, WidgetName name, String channel, ReleaseChanges.Move move) {
    if (Aliases.withdrawn(move.to())) {
      warnings.add(
          "channel %s points to %s and answers nothing until it is moved: widget-origin"
                  .formatted(channel, move.version())
              + " channel %s %s VERSION".formatted(name, channel));
    } else if (move.to() == ReleaseState.DEPRECATED) {
      warnings.add("channel %s goes on answering %s".formatted(channel, move.version()));
    }
  }

  private static String nowAnswers(WidgetState after, String alias) {
    Version answer = after.resolve(Selector.parse(alias)).answer();
    return answer == null
        ? alias + " answers nothing now"
        : "its rule decides, and " + alias + " answers " + answer;
  }
}
