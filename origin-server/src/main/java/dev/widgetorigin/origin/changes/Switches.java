package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a widget, or one of its channels, off and on: pages get a harmless stub. Exact URLs go on.
 * Thread-safe; blocks on fsync.
 */
public final class Switches {
  private final WidgetTransactions transactions;
  private final CacheConfig cache;

  Switches(WidgetTransactions transactions, CacheConfig cache) {
    this.transactions = transactions;
    this.cache = cache;
  }

  /**
   * Switches off.
   *
   * @param channel the only one that is switched off; null for the whole widget
   */
  public Outcome off(
      WidgetName name, String channel, String reason, String who, Precondition precondition) {
    return transactions.apply(
        name,
        who,
        reason,
        precondition,
        widget -> {
          mustExist(widget, channel);
          Map<String, Object> facts = facts(widget, channel, true);
          if (widget.switches().containsKey(key(channel))) {
            return WidgetTransactions.Plan.nothing(facts);
          }
          facts.put("undo", List.of(Undo.ofSwitch(name, channel, true)));
          return new WidgetTransactions.Plan(
              List.of(new Change.SwitchedOff(name, channel, reason)), facts);
        });
  }

  /** Switches the same on again. */
  public Outcome on(
      WidgetName name, String channel, String reason, String who, Precondition precondition) {
    return transactions.apply(
        name,
        who,
        reason,
        precondition,
        widget -> {
          Map<String, Object> facts = facts(widget, channel, false);
          if (!widget.switches().containsKey(key(channel))) {
            facts.put("note", notOff(widget, channel));
            return WidgetTransactions.Plan.nothing(facts);
          }
          Widget.Off whole = widget.switches().get(Widget.WHOLE);
          if (channel != null && whole != null) {
            facts.put(
                "note", "all of %s is off as well: widget-origin on %s".formatted(name, name));
          }
          facts.put("undo", List.of(Undo.ofSwitch(name, channel, false)));
          return new WidgetTransactions.Plan(List.of(new Change.SwitchedOn(name, channel)), facts);
        });
  }

  private static String key(String channel) {
    return channel == null ? Widget.WHOLE : channel;
  }

  private static void mustExist(Widget widget, String channel) {
    if (channel != null && !WidgetTransactions.hasChannel(widget.state(), channel)) {
      String why =
          Aliases.parse(channel) instanceof Selector.Channel
              ? Notices.noChannel(widget.state(), channel)
              : "only a channel or the whole widget can be switched off, found " + channel;
      throw ProblemException.invalid(List.of("channel: " + why));
    }
  }

  private static String notOff(Widget widget, String channel) {
    String name = widget.state().name().toString();
    if (channel != null && widget.switches().containsKey(Widget.WHOLE)) {
      return "%s is not switched off by itself; all of %s is: widget-origin on %s"
          .formatted(channel, name, name);
    }
    return (channel == null ? name : name + " " + channel) + " is not switched off.";
  }

  private Map<String, Object> facts(Widget widget, String channel, boolean off) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("widget", widget.state().name().toString());
    if (channel != null) {
      facts.put("channel", channel);
    }
    facts.put("off", off);
    facts.putAll(Propagation.ofSwitch(widget, cache, channel, off));
    return facts;
  }
}
