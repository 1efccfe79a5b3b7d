package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Connections, open and cut, by listener. Thread-safe. */
final class ConnectionMeters {
  private record CutKey(String listener, String reason) {}

  private final Map<String, LongAdder> open = new ConcurrentHashMap<>();
  private final Map<CutKey, LongAdder> cuts = new ConcurrentHashMap<>();

  /** What a listener tells of its connections. */
  ConnectionEvents of(String listener) {
    LongAdder opened = adder(open, listener);
    return new ConnectionEvents() {
      @Override
      public void opened() {
        opened.increment();
      }

      @Override
      public void closed() {
        opened.decrement();
      }

      @Override
      public void overLimit() {
        count("over-limit");
      }

      @Override
      public void cut(ConnectionEvents.Cut reason) {
        count(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }

      private void count(String reason) {
        adder(cuts, new CutKey(listener, reason)).increment();
      }
    };
  }

  GaugeSnapshot open() {
    GaugeSnapshot.Builder snapshot = Snapshots.gauges(MeterNames.CONNECTIONS, "Open connections");
    open.forEach(
        (listener, count) ->
            snapshot.dataPoint(
                Snapshots.measure(Labels.of("listener", listener), (double) count.sum())));
    return snapshot.build();
  }

  CounterSnapshot cut() {
    CounterSnapshot.Builder snapshot =
        Snapshots.counters(MeterNames.CONNECTIONS_CUT, "Connections refused or cut by the origin");
    cuts.forEach(
        (cut, count) ->
            snapshot.dataPoint(
                Snapshots.count(
                    Labels.of("listener", cut.listener(), "reason", cut.reason()), count.sum())));
    return snapshot.build();
  }

  private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
    LongAdder adder = adders.get(key);
    return adder == null ? adders.computeIfAbsent(key, absent -> new LongAdder()) : adder;
  }
}
