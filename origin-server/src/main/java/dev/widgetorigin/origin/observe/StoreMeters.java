package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.publish.PublishEvents;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Times of the store's operations, and what became of publishes. Thread-safe. */
public final class StoreMeters {
  /** What takes time in a store. */
  public enum Operation {
    OPEN_BLOB,
    READ_MANIFEST,
    PUBLISH,
    COMMIT
  }

  private final Map<Operation, Durations> operations = new EnumMap<>(Operation.class);
  private final Map<PublishEvents.Result, LongAdder> outcomes =
      new EnumMap<>(PublishEvents.Result.class);

  StoreMeters() {
    for (Operation operation : Operation.values()) {
      operations.put(operation, new Durations());
    }
    for (PublishEvents.Result outcome : PublishEvents.Result.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  public void took(Operation operation, long nanos) {
    operations.get(operation).record(nanos);
  }

  public void published(PublishEvents.Result outcome) {
    outcomes.get(outcome).increment();
  }

  HistogramSnapshot operations() {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder()
            .name(MeterNames.STORE_OPERATION)
            .help("How long the store took");
    operations.forEach(
        (operation, durations) ->
            snapshot.dataPoint(durations.snapshot(Labels.of("op", text(operation)))));
    return snapshot.build();
  }

  CounterSnapshot publishes() {
    CounterSnapshot.Builder snapshot =
        Snapshots.counters(MeterNames.PUBLISHES, "Publishes by outcome");
    outcomes.forEach(
        (outcome, count) ->
            snapshot.dataPoint(Snapshots.count(Labels.of("outcome", text(outcome)), count.sum())));
    return snapshot.build();
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
