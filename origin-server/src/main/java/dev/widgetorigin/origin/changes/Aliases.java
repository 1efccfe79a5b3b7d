package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pins ranges and {@code latest}, moves channels, and takes either back. Thread-safe; blocks on
 * fsync.
 */
public final class Aliases {
  private final WidgetTransactions transactions;

  Aliases(WidgetTransactions transactions) {
    this.transactions = transactions;
  }

  /** Reads an alias; throws ProblemException for what is none. */
  public static Selector parse(String text) {
    Selector selector;
    try {
      selector = Selector.parse(text);
    } catch (ResolverException e) {
      throw ProblemException.invalid(List.of("alias: " + e.getMessage()));
    }
    if (selector instanceof Selector.Exact exact) {
      throw ProblemException.invalid(
          List.of(
              "alias: expected a range such as v1, latest or a channel such as beta, found the"
                  + " version "
                  + exact.alias()
                  + ", which always answers itself"));
    }
    return selector;
  }

  /** How {@code latest} is put on a version that it would answer by rule. */
  public enum Latest {
    /** A candidate is promoted; any other version is pinned. */
    PROMOTE_CANDIDATES,
    /** It is left to the rule, as npm's users expect of a tag: the next release moves it. */
    BY_RULE,
    /** It is pinned. */
    PIN
  }

  /**
   * @param latest what is done where the alias is {@code latest}
   */
  public record Order(Selector alias, Version version, Latest latest, String reason) {}

  /** Pins a range or {@code latest} to a version, or promotes it; sets a channel to it. */
  public Outcome set(WidgetName name, Order order, String who, Precondition precondition) {
    return transactions.apply(
        name, who, order.reason(), precondition, widget -> decide(widget, order));
  }

  private static WidgetTransactions.Plan decide(Widget widget, Order order) {
    Selector alias = order.alias();
    Version version = order.version();
    if (follows(widget, alias)) {
      return ChannelRules.hold(widget, alias, version, order.reason());
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("widget", widget.state().name().toString());
    facts.put("alias", alias.alias());
    facts.put("from", text(answer(widget, alias)));
    facts.put("to", version.toString());
    if (alias instanceof Selector.Latest && Promotions.leavesToRule(widget, order)) {
      return Promotions.toLatest(widget, version, facts);
    }
    facts.putAll(Notices.ofTarget(widget, alias, version));
    facts.putAll(Notices.ofSwitch(widget, alias, false));
    // Before the look at what is there: a pin on what was withdrawn since has no effect.
    mustBeTarget(widget, alias, version);
    if (version.equals(held(widget, alias))) {
      return WidgetTransactions.Plan.nothing(facts);
    }
    facts.put("undo", List.of(Undo.ofAlias(widget, alias)));
    return new WidgetTransactions.Plan(moves(widget, alias, version, order.reason()), facts);
  }

  /** Whether the alias is a channel that the origin moves by itself. */
  static boolean follows(Widget widget, Selector alias) {
    return alias instanceof Selector.Channel && widget.state().follows().containsKey(alias.alias());
  }

  /** Lifts a pin, drops a channel. */
  public Outcome clear(
      WidgetName name, Selector alias, String reason, String who, Precondition precondition) {
    return transactions.apply(
        name,
        who,
        reason,
        precondition,
        widget -> {
          Version held = held(widget, alias);
          Map<String, Object> facts = new LinkedHashMap<>();
          facts.put("widget", name.toString());
          facts.put("alias", alias.alias());
          facts.put("from", text(held));
          boolean follows = follows(widget, alias);
          if (held == null && !follows) {
            facts.put("note", Notices.nothingToClear(widget, alias));
            return WidgetTransactions.Plan.nothing(facts);
          }
          Version after =
              alias instanceof Selector.Channel
                  ? null
                  : widget.state().withoutPin(alias.alias()).resolve(alias).answer();
          facts.put("to", text(after));
          if (alias instanceof Selector.Channel) {
            ChannelRules.mustNotBeFollowed(widget.state(), alias.alias());
          } else if (held.equals(after)) {
            facts.put("note", Notices.unpinMovesNothing(widget, alias));
          }
          facts.putAll(Notices.ofSwitch(widget, alias, true));
          facts.put(
              "undo",
              follows ? Undo.ofRule(widget, alias.alias()) : List.of(Undo.ofAlias(widget, alias)));
          Change change =
              alias instanceof Selector.Channel
                  ? new Change.ChannelMoved(name, alias.alias(), held, null)
                  : new Change.Unpinned(name, alias.alias(), held);
          return new WidgetTransactions.Plan(List.of(change), facts);
        });
  }

  /** The changes that make the alias answer {@code version}, and stay there. */
  static List<Change> moves(Widget widget, Selector alias, Version version, String reason) {
    WidgetName name = widget.state().name();
    if (follows(widget, alias)) {
      return ChannelRules.holding(widget, alias, version, reason);
    }
    return List.of(
        alias instanceof Selector.Channel
            ? new Change.ChannelMoved(name, alias.alias(), held(widget, alias), version)
            : new Change.Pinned(name, alias.alias(), answer(widget, alias), version, reason));
  }

  /** Throws ProblemException where an alias may not be put on that version. */
  static void mustBeTarget(Widget widget, Selector alias, Version version) {
    Release release = WidgetTransactions.release(widget, version);
    String reason = whyNot(alias, release);
    if (reason != null) {
      throw ProblemException.conflict(reason);
    }
  }

  /** Why the alias may not be put on that version, or null where it may. */
  static String whyNot(Selector alias, Release release) {
    Version version = release.version();
    if (alias instanceof Selector.Ranged ranged && !ranged.range().contains(version)) {
      return "%s is outside %s, which is for versions %s; pin another alias, or another version."
          .formatted(version, alias.alias(), ranged.range().words());
    }
    return switch (release.state()) {
      case STAGED ->
          alias instanceof Selector.Channel
              ? null
              : version + " is staged; release it first, or set a channel to it.";
      case YANKED -> version + " is yanked; release it again first.";
      case BLOCKED -> version + " is blocked for ever; choose another version.";
      case RELEASED, DEPRECATED -> null;
    };
  }

  /** What a pin or a channel holds the alias on; null where the rules decide. */
  static Version held(Widget widget, Selector alias) {
    if (alias instanceof Selector.Channel) {
      return widget.state().channels().get(alias.alias());
    }
    var pin = widget.state().pins().get(alias.alias());
    return pin == null ? null : pin.version();
  }

  /** What the alias answers; null where it answers nothing. */
  static Version answer(Widget widget, Selector alias) {
    return widget.state().resolve(alias).answer();
  }

  static String text(Version version) {
    return version == null ? null : version.toString();
  }

  /** Whether nobody shall be answered the version any more. */
  static boolean withdrawn(ReleaseState state) {
    return state == ReleaseState.YANKED || state == ReleaseState.BLOCKED;
  }
}
