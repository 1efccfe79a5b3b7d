package dev.widgetorigin.origin.stats;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Count;
import dev.widgetorigin.store.widget.DownloadTally.Latency;
import dev.widgetorigin.store.widget.DownloadTally.OfWidget;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Adds tallies up, by whatever is asked for. Not thread-safe. */
final class DownloadSums {
  /** Downloads from origins and from edges, and their bytes. */
  static final class Sum {
    private long origin;
    private long edges;
    private long bytes;

    private void add(boolean edge, Count count) {
      if (edge) {
        edges += count.downloads();
      } else {
        origin += count.downloads();
      }
      bytes += count.bytes();
    }

    private void putInto(Map<String, Object> json) {
      json.put("origin", origin);
      json.put("edges", edges);
      json.put("bytes", bytes);
    }
  }

  private final BiFunction<DownloadTally, Count, String> by;
  private final WidgetName widget;
  private final Map<String, Sum> sums = new LinkedHashMap<>();
  private final Sum total = new Sum();
  private final TreeMap<Long, Long> latency = new TreeMap<>();

  /**
   * @param by what a row stands for
   * @param widget what counts; null for all
   */
  DownloadSums(BiFunction<DownloadTally, Count, String> by, WidgetName widget) {
    this.by = by;
    this.widget = widget;
  }

  /** There is a row for it, also where nothing was downloaded. */
  void row(String name) {
    sums.computeIfAbsent(name, absent -> new Sum());
  }

  void add(DownloadTally tally) {
    for (Count count : tally.counts()) {
      if (widget == null || widget.equals(count.widget())) {
        total.add(tally.edge(), count);
        sums.computeIfAbsent(by.apply(tally, count), absent -> new Sum()).add(tally.edge(), count);
      }
    }
    if (widget == null) {
      tally.latency().forEach(this::add);
    }
    for (OfWidget each : tally.ofWidgets()) {
      if (each.widget().equals(widget)) {
        each.latency().forEach(this::add);
      }
    }
  }

  private void add(Latency each) {
    long micros = each.micros() == 0 ? Long.MAX_VALUE : each.micros();
    latency.merge(micros, each.requests(), Long::sum);
  }

  /** Rows by name, in the order in which they came. */
  Map<String, Map<String, Object>> rows() {
    Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
    sums.forEach(
        (name, sum) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          sum.putInto(row);
          rows.put(name, row);
        });
    return rows;
  }

  Map<String, Object> total() {
    Map<String, Object> json = new LinkedHashMap<>();
    total.putInto(json);
    return json;
  }

  /** How long answers of origins took: the bound below which that share of them was. */
  Map<String, Object> latency() {
    Map<String, Object> json = new LinkedHashMap<>();
    long requests = latency.values().stream().mapToLong(Long::longValue).sum();
    json.put("requests", requests);
    json.put("p50Millis", bound(requests, 0.5));
    json.put("p95Millis", bound(requests, 0.95));
    json.put("p99Millis", bound(requests, 0.99));
    return json;
  }

  /** Null where there were none, or where it took longer than every bound. */
  private Double bound(long requests, double share) {
    long seen = 0;
    for (Map.Entry<Long, Long> each : latency.entrySet()) {
      seen += each.getValue();
      if (seen >= requests * share && requests > 0) {
        return each.getKey() == Long.MAX_VALUE ? null : Double.valueOf(each.getKey() / 1000.0);
      }
    }
    return null;
  }
}
