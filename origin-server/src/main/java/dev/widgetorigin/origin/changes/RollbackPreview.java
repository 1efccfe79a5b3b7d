package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.widget.Widget;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a rollback would do, decided by the very rule that does it, and not done: the same facts
 * without {@code undo}, and {@code aliases}, whose answers would change.
 */
final class RollbackPreview {
  private RollbackPreview() {}

  static Outcome of(Catalog catalog, WidgetName name, Rollbacks.Order order) {
    try {
      Widget widget = WidgetTransactions.widget(catalog.snapshot(), name);
      AliasTimeline timeline =
          order.to() != null
              ? AliasTimeline.EMPTY
              : AliasTimeline.read(catalog, name, order.alias());
      WidgetTransactions.Plan plan = Rollbacks.decide(widget, order, timeline);
      WidgetState before = widget.state();
      Map<String, Object> facts = new LinkedHashMap<>(plan.facts());
      facts.remove("undo");
      facts.put("aliases", WidgetTransactions.moved(before, after(before, order.alias(), plan)));
      return new Outcome.Done(widget.sequence(), !plan.changes().isEmpty(), facts);
    } catch (ProblemException refusal) {
      return new Outcome.Refused(refusal.problem());
    }
  }

  private static WidgetState after(
      WidgetState before, Selector alias, WidgetTransactions.Plan plan) {
    if (plan.changes().isEmpty()) {
      return before;
    }
    Version to = Version.parse(plan.facts().get("to").toString());
    return alias instanceof Selector.Channel
        ? before.withChannel(alias.alias(), to)
        : before.withPin(alias.alias(), new Pin(to, "", Instant.EPOCH, ""));
  }
}
