package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.rollout.RolloutEvents;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Rollout;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what browsers report of rollouts. Labels are widgets that have had one, so their number is
 * as small as the number of rollouts. Thread-safe.
 */
final class RolloutMeters implements RolloutEvents {
  private final Map<Labels, LongAdder> loads = new ConcurrentHashMap<>();
  private final Map<Labels, LongAdder> dropped = new ConcurrentHashMap<>();
  private final Map<Labels, LongAdder> alerts = new ConcurrentHashMap<>();

  @Override
  public void counted(WidgetName widget, String cohort, String outcome, int count) {
    Labels labels = Labels.of("widget", widget.toString(), "cohort", cohort, "outcome", outcome);
    loads.computeIfAbsent(labels, absent -> new LongAdder()).add(count);
  }

  @Override
  public void dropped(String why) {
    dropped.computeIfAbsent(Labels.of("why", why), absent -> new LongAdder()).increment();
  }

  @Override
  public void alert(WidgetName widget, Rollout rollout, String why) {
    alerts
        .computeIfAbsent(Labels.of("widget", widget.toString()), absent -> new LongAdder())
        .increment();
  }

  void addTo(MetricSnapshots.Builder all) {
    all.metricSnapshot(
            counter(MeterNames.LOAD_OUTCOMES, "Page loads of widgets in a rollout", loads))
        .metricSnapshot(
            counter(MeterNames.OUTCOMES_DROPPED, "Outcome reports that did not count", dropped))
        .metricSnapshot(
            counter(MeterNames.ROLLOUT_ALERTS, "Rollouts that needed a person", alerts));
  }

  private static CounterSnapshot counter(String name, String help, Map<Labels, LongAdder> counts) {
    CounterSnapshot.Builder snapshot = Snapshots.counters(name, help);
    counts.forEach((labels, count) -> snapshot.dataPoint(Snapshots.count(labels, count.sum())));
    return snapshot.build();
  }
}
