package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.rollout.RolloutPlans;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.Widget;

/** A rollout under way, without the engine that would move it. */
final class RunningRollouts {
  private RunningRollouts() {}

  static Change running(CatalogSnapshot now, String name, String version) {
    Widget widget = now.widget(WidgetName.parse(name)).orElseThrow();
    RolloutPlan plan = RolloutPlans.of(version, 500, 1, null);
    return new Change.RolloutChanged(
        widget.state().name(), new Rollout.Running(plan, 0, plan.startAt(), ""));
  }
}
