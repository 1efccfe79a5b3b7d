package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.changes.alias.AliasReport;
import dev.widgetorigin.origin.changes.alias.Holds;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.widget.Widget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes one widget by one batch: looks at it, decides, appends, with nothing in between. A
 * decision that changes nothing is a success with the present sequence, so that a retried call is
 * answered as the first was. The answer names every alias that the batch moved, not only the one
 * that was asked about.
 */
final class WidgetTransactions {
  /**
   * What a decision comes to.
   *
   * @param out the version that it lets out to aliases, so that the answer names the pins that keep
   *     it back; null where it lets none out
   */
  record Plan(List<Change> changes, Map<String, Object> facts, Version out) {
    Plan(List<Change> changes, Map<String, Object> facts) {
      this(changes, facts, null);
    }

    static Plan nothing(Map<String, Object> facts) {
      return new Plan(List.of(), facts);
    }
  }

  /**
   * Decides on a widget as it is now; throws ProblemException. Runs inside the commit: must be
   * quick.
   */
  @FunctionalInterface
  interface Edit {
    Plan decide(Widget widget);
  }

  /** Of aliases that moved, an answer names so many; the purge has them all. */
  private static final int MOST_MOVED = 1000;

  private final Catalog catalog;

  WidgetTransactions(Catalog catalog) {
    this.catalog = catalog;
  }

  Catalog catalog() {
    return catalog;
  }

  Outcome apply(WidgetName name, String who, String why, Precondition precondition, Edit edit) {
    var decided =
        new Object() {
          Plan plan;
          Widget before;
        };
    try {
      Optional<ChangeBatch> batch =
          catalog.commit(
              who,
              why,
              snapshot -> {
                Widget widget = widget(snapshot, name);
                precondition.check(widget);
                decided.plan = edit.decide(widget);
                decided.before = widget;
                return decided.plan.changes();
              });
      Map<String, Object> facts = new LinkedHashMap<>(decided.plan.facts());
      if (batch.isEmpty()) {
        putHolds(facts, decided.before, decided.plan.out());
        return new Outcome.Done(decided.before.sequence(), false, facts);
      }
      long sequence = batch.get().sequence();
      Optional<Widget> now = catalog.snapshot().widget(name);
      // Where somebody was quicker with the next change, what moved is not ours alone to tell.
      now.filter(after -> after.sequence() == sequence)
          .ifPresent(after -> facts.put("aliases", moved(decided.before.state(), after.state())));
      now.ifPresent(after -> putHolds(facts, after, decided.plan.out()));
      return new Outcome.Done(sequence, true, facts);
    } catch (ProblemException refusal) {
      return new Outcome.Refused(refusal.problem());
    }
  }

  private static void putHolds(Map<String, Object> facts, Widget widget, Version out) {
    if (out != null) {
      facts.put("held", Holds.json(Holds.of(widget.state(), out)));
    }
  }

  /** The aliases that answer otherwise afterwards; at most {@value #MOST_MOVED}. */
  static List<Map<String, Object>> moved(WidgetState before, WidgetState after) {
    List<Map<String, Object>> list = new ArrayList<>();
    List<AliasReport.Shift> shifts = AliasReport.shifts(before, after);
    for (AliasReport.Shift shift : shifts.subList(0, Math.min(MOST_MOVED, shifts.size()))) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("alias", shift.alias());
      json.put("from", Aliases.text(shift.from()));
      json.put("to", Aliases.text(shift.to()));
      list.add(json);
    }
    return list;
  }

  static Widget widget(CatalogSnapshot snapshot, WidgetName name) {
    return snapshot
        .widget(name)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "There is no widget '"
                        + name
                        + "'; 'widget-origin list' names all there are."));
  }

  /** Whether there is a channel of that name, moved by hand or by the origin. */
  static boolean hasChannel(WidgetState state, String name) {
    return state.channels().containsKey(name) || state.follows().containsKey(name);
  }

  static Release release(Widget widget, Version version) {
    return widget
        .state()
        .release(version)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "%s has no version %s; its newest are %s."
                        .formatted(widget.state().name(), version, newest(widget))));
  }

  static List<Version> newest(Widget widget) {
    return widget.state().releases().descendingKeySet().stream().limit(5).toList();
  }
}
