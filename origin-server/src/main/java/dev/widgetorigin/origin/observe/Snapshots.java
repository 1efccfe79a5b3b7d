package dev.widgetorigin.origin.observe;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** Short forms of the Prometheus client's snapshots. */
public final class Snapshots {
  private Snapshots() {}

  /** The client adds {@code _total} and {@code _info} itself. */
  public static String base(String name) {
    return name.replaceAll("_(total|info)$", "");
  }

  public static CounterDataPointSnapshot count(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(base(name))
        .help(help)
        .dataPoint(count(Labels.EMPTY, value))
        .build();
  }

  public static GaugeSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  static InfoSnapshot info(String name, String help, Labels labels) {
    return InfoSnapshot.builder()
        .name(base(name))
        .help(help)
        .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels).build())
        .build();
  }
}
