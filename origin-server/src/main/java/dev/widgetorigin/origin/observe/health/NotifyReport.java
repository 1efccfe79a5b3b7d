package dev.widgetorigin.origin.observe.health;

import dev.widgetorigin.origin.notify.Webhooks;
import dev.widgetorigin.origin.notify.Webhooks.Standing;
import dev.widgetorigin.origin.observe.MeterNames;
import dev.widgetorigin.origin.observe.Snapshots;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** Says which receivers of webhooks do not take what they are told. Never blocks. */
public final class NotifyReport implements Supplier<Health.State> {
  private final Webhooks webhooks;

  public NotifyReport(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public Health.State get() {
    return webhooks
        .problem()
        .map(Health.State::down)
        .orElseGet(() -> Health.State.up("all receivers take what they are told"));
  }

  public void addTo(MetricSnapshots.Builder all) {
    CounterSnapshot.Builder messages =
        Snapshots.counters(MeterNames.NOTIFY_MESSAGES, "Messages to receivers of webhooks");
    GaugeSnapshot.Builder waiting =
        Snapshots.gauges(
            MeterNames.NOTIFY_WAITING, "Events that a receiver is still to be told of");
    GaugeSnapshot.Builder dead =
        Snapshots.gauges(MeterNames.NOTIFY_DEAD, "Events that a receiver was never told of");
    GaugeSnapshot.Builder oldest =
        Snapshots.gauges(MeterNames.NOTIFY_OLDEST, "When the oldest event that waits happened");
    webhooks
        .standing()
        .forEach(
            (name, each) -> {
              addCounts(messages, name, each);
              waiting.dataPoint(point(name, each.waiting()));
              dead.dataPoint(point(name, each.dead()));
              if (each.oldest() != null) {
                oldest.dataPoint(point(name, each.oldest().toEpochMilli() / 1000.0));
              }
            });
    all.metricSnapshot(messages.build())
        .metricSnapshot(waiting.build())
        .metricSnapshot(dead.build())
        .metricSnapshot(oldest.build());
  }

  private static void addCounts(CounterSnapshot.Builder messages, String name, Standing each) {
    messages.dataPoint(Snapshots.count(Labels.of("webhook", name, "outcome", "sent"), each.sent()));
    messages.dataPoint(
        Snapshots.count(Labels.of("webhook", name, "outcome", "failed"), each.failed()));
  }

  private static GaugeDataPointSnapshot point(String webhook, double number) {
    return Snapshots.measure(Labels.of("webhook", webhook), number);
  }
}
