package dev.widgetorigin.origin.observe.health;

import dev.widgetorigin.origin.observe.MeterNames;
import dev.widgetorigin.origin.observe.Snapshots;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Following;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Says which followers of the log cannot do their work, and how far behind each is. */
public final class FollowerReport implements Supplier<Health.State> {
  private final Catalog catalog;

  public FollowerReport(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Health.State get() {
    List<Following.Status> failing =
        catalog.followers().stream().filter(each -> each.failures() > 0).toList();
    if (failing.isEmpty()) {
      return Health.State.up("all that follow the change log keep up");
    }
    // The problem itself may name paths; the error log has it.
    return Health.State.down(
        failing.stream()
            .map(
                each ->
                    "'%s' has failed %d times in a row and is %d changes behind"
                        .formatted(each.name(), each.failures(), each.behind()))
            .collect(Collectors.joining("; ", "", "; it is tried again, the error log says why")));
  }

  public void addTo(MetricSnapshots.Builder all) {
    List<Following.Status> followers = catalog.followers();
    if (followers.isEmpty()) {
      return;
    }
    all.metricSnapshot(
            gauge(
                MeterNames.FOLLOWER_BEHIND,
                "Batches of the change log that a follower has not handled",
                followers,
                Following.Status::behind))
        .metricSnapshot(
            gauge(
                MeterNames.FOLLOWER_FAILURES,
                "How often in a row a follower could not handle the next batch",
                followers,
                Following.Status::failures));
  }

  private static GaugeSnapshot gauge(
      String name,
      String help,
      List<Following.Status> followers,
      ToLongFunction<Following.Status> value) {
    GaugeSnapshot.Builder gauge = Snapshots.gauges(name, help);
    for (Following.Status each : followers) {
      gauge.dataPoint(
          Snapshots.measure(Labels.of("follower", each.name()), (double) value.applyAsLong(each)));
    }
    return gauge.build();
  }
}
