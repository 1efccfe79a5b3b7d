package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the loaders of a widget, or of one of its channels, another template. Thread-safe; blocks
 * on fsync.
 */
public final class TemplateChoice {
  private final WidgetTransactions transactions;
  private final int oldest;
  private final int newest;

  /** The templates from {@code oldest} to {@code newest} are those that can be chosen. */
  public TemplateChoice(Catalog catalog, int oldest, int newest) {
    this.transactions = new WidgetTransactions(catalog);
    this.oldest = oldest;
    this.newest = newest;
  }

  /**
   * Chooses.
   *
   * @param channel the only one whose loaders change; null for the whole widget
   * @param to the number of the template; null so that the channel has the widget's again
   */
  public Outcome choose(
      WidgetName name,
      String channel,
      Integer to,
      String reason,
      String who,
      Precondition precondition) {
    return transactions.apply(
        name,
        who,
        reason,
        precondition,
        widget -> {
          Integer from = widget.templates().get(channel == null ? Widget.WHOLE : channel);
          Integer before = channel == null ? (Integer) widget.template() : from;
          Map<String, Object> facts = facts(name, channel, before, to);
          boolean same = before == null ? to == null : before.equals(to);
          if (same) {
            return WidgetTransactions.Plan.nothing(facts);
          }
          mustBeThere(to);
          if (to != null && channel != null) {
            mustExist(widget, channel);
          }
          facts.put("undo", List.of(Undo.ofTemplate(name, channel, before)));
          return new WidgetTransactions.Plan(
              List.of(new Change.TemplateChanged(name, channel, before, to)), facts);
        });
  }

  private void mustBeThere(Integer to) {
    if (to != null && (to < oldest || to > newest)) {
      throw ProblemException.invalid(
          List.of(
              "template: expected "
                  + (oldest == newest ? "" : oldest + " to ")
                  + newest
                  + ", which this origin has, found "
                  + to));
    }
  }

  private static void mustExist(Widget widget, String channel) {
    if (!WidgetTransactions.hasChannel(widget.state(), channel)) {
      throw ProblemException.invalid(
          List.of("channel: " + Notices.noChannel(widget.state(), channel)));
    }
  }

  private static Map<String, Object> facts(
      WidgetName name, String channel, Integer from, Integer to) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("widget", name.toString());
    if (channel != null) {
      facts.put("channel", channel);
    }
    facts.put("from", from);
    facts.put("to", to);
    return facts;
  }
}
