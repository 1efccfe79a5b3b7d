package dev.widgetorigin.origin.observe.health;

import dev.widgetorigin.origin.observe.MeterNames;
import dev.widgetorigin.origin.observe.Snapshots;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.health.DamagedVersions;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Says in {@code /health} how many versions are damaged, and names the first. Staged versions are
 * counted and not named: the delivery listener answers anybody. Never blocks.
 */
public final class DamageReport implements Supplier<Health.State> {
  private static final int NAMED = 10;

  private final Store store;

  public DamageReport(Store store) {
    this.store = store;
  }

  @Override
  public Health.State get() {
    int count = store.damaged().count();
    if (count == 0) {
      return Health.State.up("no damage known");
    }
    List<DamagedVersions.Entry> first =
        store.damaged().list(NAMED).stream()
            .filter(entry -> !staged(entry.widget(), entry.version()))
            .toList();
    String names =
        first.stream()
            .map(entry -> entry.widget() + " " + entry.version())
            .collect(Collectors.joining(", "));
    String more = count > first.size() && !first.isEmpty() ? " and others" : "";
    return Health.State.down(
        count
            + (count == 1 ? " version is" : " versions are")
            + " damaged"
            + (names.isEmpty() ? "" : ": " + names + more)
            + "; publish the same bytes again, or use 'widget-origin verify --repair-from'");
  }

  public void addTo(MetricSnapshots.Builder all) {
    all.metricSnapshot(
        Snapshots.gauge(
            MeterNames.DAMAGED_VERSIONS,
            "Versions known to have missing or wrong bytes",
            store.damaged().count()));
  }

  private boolean staged(WidgetName widget, Version version) {
    return store
        .catalog()
        .snapshot()
        .widget(widget)
        .flatMap(found -> found.state().release(version))
        .map(release -> release.state() == ReleaseState.STAGED)
        .orElse(true);
  }
}
