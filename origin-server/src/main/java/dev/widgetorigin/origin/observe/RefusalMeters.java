package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.auth.access.AccessEvents;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls that were refused for who made them. Thread-safe. */
final class RefusalMeters implements AccessEvents {
  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  RefusalMeters() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  @Override
  public void refused(Reason reason) {
    counts.get(reason).increment();
  }

  CounterSnapshot snapshot() {
    CounterSnapshot.Builder snapshot =
        Snapshots.counters(MeterNames.REFUSALS, "Calls refused for who made them");
    counts.forEach(
        (reason, count) ->
            snapshot.dataPoint(Snapshots.count(Labels.of("reason", text(reason)), count.sum())));
    return snapshot.build();
  }

  private static String text(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
