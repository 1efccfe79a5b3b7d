package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.FollowResolver;
import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Has channels follow other selectors, holds them where they are, and resumes them. Thread-safe;
 * blocks on fsync.
 */
public final class ChannelRules {
  /** The longest delay. */
  public static final Duration MAX_DELAY = Duration.ofDays(3650);

  /** Following channels that a widget may have. */
  static final int MOST = 50_000;

  /** Of channels that stand in the way, so many are named. */
  private static final int NAMED = 10;

  private final WidgetTransactions transactions;
  private final InstantSource clock;

  ChannelRules(WidgetTransactions transactions, InstantSource clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * What is asked.
   *
   * @param alias of the channel that is to follow
   * @param follow any selector but one that leads back to the channel
   * @param delay from 0 to {@link #MAX_DELAY}
   */
  public record Order(Selector alias, Selector follow, Duration delay, String reason) {}

  /** Has a channel follow; makes it where there is none of that name. */
  public Outcome follow(WidgetName name, Order order, String who, Precondition precondition) {
    Instant now = clock.instant();
    return transactions.apply(
        name, who, order.reason(), precondition, widget -> follow(widget, order, now));
  }

  /**
   * Keeps a following channel where it is.
   *
   * @param version that it is put on first; null for the one that it answers
   */
  public Outcome hold(
      WidgetName name,
      Selector alias,
      Version version,
      String reason,
      String who,
      Precondition precondition) {
    return transactions.apply(
        name, who, reason, precondition, widget -> hold(widget, alias, version, reason));
  }

  /** Lets a channel that is held be moved again. */
  public Outcome resume(
      WidgetName name, Selector alias, String reason, String who, Precondition precondition) {
    Instant now = clock.instant();
    return transactions.apply(
        name, who, reason, precondition, widget -> resume(widget, alias, now));
  }

  private static WidgetTransactions.Plan follow(Widget widget, Order order, Instant now) {
    String channel = mustFollow(widget.state(), order);
    FollowRule before = widget.state().follows().get(channel);
    FollowRule rule = new FollowRule(order.follow(), order.delay(), null);
    Version current = widget.state().channels().get(channel);
    FollowResolver.Answer answer = FollowResolver.fresh(widget.state(), rule, now);
    Map<String, Object> facts = facts(widget, channel, current, answer.version());
    putRule(facts, rule, answer);
    facts.putAll(Notices.ofSwitch(widget, order.alias(), false));
    if (rule.equals(before)) {
      // As it was asked for before: a retry puts it on nothing else.
      facts.put("to", Aliases.text(current));
      return WidgetTransactions.Plan.nothing(facts);
    }
    if (before != null && before.hold() != null) {
      throw ProblemException.conflict(
          "%s is %s. To change what it follows: widget-origin channel resume %s %s"
              .formatted(channel, before.hold(), widget.state().name(), channel));
    }
    facts.put("undo", Undo.ofRule(widget, channel));
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change.FollowChanged(
            widget.state().name(), channel, order.follow(), order.delay(), false, null));
    addMove(changes, widget, channel, answer);
    return new WidgetTransactions.Plan(changes, facts);
  }

  /** The channel's name; throws ProblemException where it may not follow so. */
  private static String mustFollow(WidgetState state, Order order) {
    String alias = order.alias().alias();
    try {
      Selector.Channel.validate(alias);
    } catch (ResolverException e) {
      throw ProblemException.invalid(
          List.of("alias: only a channel can follow: " + e.getMessage()));
    }
    if (order.follow() instanceof Selector.Channel source) {
      if (source.alias().equals(alias)) {
        throw ProblemException.invalid(List.of("follow: " + alias + " cannot follow itself"));
      }
      if (!WidgetTransactions.hasChannel(state, source.alias())) {
        throw ProblemException.invalid(
            List.of("follow: " + Notices.noChannel(state, source.alias())));
      }
    }
    if (FollowResolver.leadsTo(state, order.follow(), alias)) {
      throw ProblemException.conflict(
          "%s follows %s already, directly or by others: it would follow itself."
              .formatted(order.follow().alias(), alias));
    }
    if (!state.follows().containsKey(alias) && state.follows().size() >= MOST) {
      throw ProblemException.conflict(
          "%s has %d following channels, and may have no more.".formatted(state.name(), MOST));
    }
    return alias;
  }

  /** Also what a person who puts a following channel on a version gets. */
  static WidgetTransactions.Plan hold(
      Widget widget, Selector alias, Version version, String reason) {
    String channel = alias.alias();
    FollowRule rule = mustHaveRule(widget, channel, "it stays where it is anyway");
    Version current = widget.state().channels().get(channel);
    Version to = version == null ? current : version;
    if (to == null) {
      throw ProblemException.conflict(
          "%s answers nothing; name the version to hold it on.".formatted(channel));
    }
    Aliases.mustBeTarget(widget, alias, to);
    Map<String, Object> facts = facts(widget, channel, current, to);
    facts.put("follow", rule.follow().alias());
    facts.put("delay", rule.delayText());
    facts.put("hold", true);
    facts.put("note", heldUntil(widget, channel));
    facts.putAll(Notices.ofSwitch(widget, alias, false));
    if (rule.hold() != null && to.equals(current)) {
      return WidgetTransactions.Plan.nothing(facts);
    }
    facts.put("undo", List.of(Undo.ofAlias(widget, alias)));
    return new WidgetTransactions.Plan(holding(widget, alias, to, reason), facts);
  }

  /** The changes that hold a following channel on a version. */
  static List<Change> holding(Widget widget, Selector alias, Version to, String reason) {
    String channel = alias.alias();
    FollowRule rule = widget.state().follows().get(channel);
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change.FollowChanged(
            widget.state().name(), channel, rule.follow(), rule.delay(), true, reason));
    Version current = widget.state().channels().get(channel);
    if (!to.equals(current)) {
      changes.add(new Change.ChannelMoved(widget.state().name(), channel, current, to));
    }
    return changes;
  }

  static String heldUntil(Widget widget, String channel) {
    return "%s stays there whatever is released, until 'widget-origin channel resume %s %s'."
        .formatted(channel, widget.state().name(), channel);
  }

  private static WidgetTransactions.Plan resume(Widget widget, Selector alias, Instant now) {
    String channel = alias.alias();
    FollowRule held = mustHaveRule(widget, channel, "there is nothing to resume");
    FollowRule rule = new FollowRule(held.follow(), held.delay(), null);
    Version current = widget.state().channels().get(channel);
    FollowResolver.Answer answer = FollowResolver.fresh(widget.state(), rule, now);
    Map<String, Object> facts = facts(widget, channel, current, answer.version());
    putRule(facts, rule, answer);
    if (held.hold() == null) {
      facts.put("to", Aliases.text(current));
      facts.put("note", channel + " is not held.");
      return WidgetTransactions.Plan.nothing(facts);
    }
    if (current != null) {
      facts.put("undo", List.of(Undo.ofAlias(widget, alias)));
    }
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change.FollowChanged(
            widget.state().name(), channel, rule.follow(), rule.delay(), false, null));
    addMove(changes, widget, channel, answer);
    return new WidgetTransactions.Plan(changes, facts);
  }

  private static FollowRule mustHaveRule(Widget widget, String channel, String so) {
    FollowRule rule = widget.state().follows().get(channel);
    if (rule == null) {
      throw ProblemException.conflict(
          "%s %s follows nothing: %s.".formatted(widget.state().name(), channel, so));
    }
    return rule;
  }

  private static void addMove(
      List<Change> changes, Widget widget, String channel, FollowResolver.Answer answer) {
    Version current = widget.state().channels().get(channel);
    if (!Objects.equals(current, answer.version())) {
      changes.add(
          new Change.Followed(
              widget.state().name(), List.of(channel), current, answer.version(), answer.why()));
    }
  }

  /** Throws ProblemException where other channels follow the one that is to be dropped. */
  static void mustNotBeFollowed(WidgetState state, String channel) {
    Selector followed = new Selector.Channel(channel);
    List<String> followers =
        state.follows().entrySet().stream()
            .filter(each -> each.getValue().follow().equals(followed))
            .map(Map.Entry::getKey)
            .limit(NAMED)
            .toList();
    if (!followers.isEmpty()) {
      throw ProblemException.conflict(
          "%s is followed by %s, which would answer nothing: have them follow something else first."
              .formatted(channel, String.join(", ", followers)));
    }
  }

  private static Map<String, Object> facts(
      Widget widget, String channel, Version from, Version to) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("widget", widget.state().name().toString());
    facts.put("alias", channel);
    facts.put("from", Aliases.text(from));
    facts.put("to", Aliases.text(to));
    return facts;
  }

  private static void putRule(
      Map<String, Object> facts, FollowRule rule, FollowResolver.Answer answer) {
    facts.put("follow", rule.follow().alias());
    facts.put("delay", rule.delayText());
    facts.put("hold", false);
    facts.put("why", answer.why());
    facts.put("next", answer.next() == null ? null : answer.next().toString());
  }
}
