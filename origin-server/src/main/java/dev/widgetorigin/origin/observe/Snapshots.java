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
  static String base(String name) {
    return name.replaceAll("_(total|info)$", "");
  }

  public static CounterDataPointSnapshot count(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  public static GaugeDataPointSnapshot measure(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  /** Several counts of one name; each comes from {@link #count}. */
  public static CounterSnapshot.Builder counters(String name, String help) {
    return CounterSnapshot.builder().name(base(name)).help(help);
  }

  static CounterSnapshot counter(String name, String help, long value) {
    return counters(name, help).dataPoint(count(Labels.EMPTY, value)).build();
  }

  /** Several measures of one name; each comes from {@link #measure}. */
  public static GaugeSnapshot.Builder gauges(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  public static GaugeSnapshot gauge(String name, String help, long value) {
    return gauges(name, help).dataPoint(measure(Labels.EMPTY, (double) value)).build();
  }

  static InfoSnapshot info(String name, String help, Labels labels) {
    return InfoSnapshot.builder()
        .name(base(name))
        .help(help)
        .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels).build())
        .build();
  }
}
