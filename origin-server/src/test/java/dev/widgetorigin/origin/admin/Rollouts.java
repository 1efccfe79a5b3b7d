package dev.widgetorigin.origin.admin;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Rollout;
import dev.widgetorigin.store.Widget;
import java.time.Duration;
import java.util.List;

/** A rollout under way, without the engine that would move it. */
final class Rollouts {
  private Rollouts() {}

  static Change running(CatalogSnapshot now, String name, String version) {
    Widget widget = now.widget(WidgetName.parse(name)).orElseThrow();
    return new Change.RolloutChanged(
        widget.state().name(),
        Rollout.builder()
            .id(version + "-1")
            .version(Version.parse(version))
            .alias("latest")
            .previous(Version.parse("1.0.0"))
            .steps(List.of(new Rollout.Step(500, Duration.ofHours(1))))
            .phase(Rollout.Phase.RUNNING)
            .salt(1)
            .bake(Duration.ofHours(1))
            .reason("")
            .build());
  }
}
