package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.web.async.ShareEvents;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what clients were refused because they have their share of it. Thread-safe. */
final class ShareMeters implements ShareEvents {
  private final Map<Of, LongAdder> counts = new EnumMap<>(Of.class);

  ShareMeters() {
    for (Of what : Of.values()) {
      counts.put(what, new LongAdder());
    }
  }

  @Override
  public void refused(Of what) {
    counts.get(what).increment();
  }

  CounterSnapshot snapshot() {
    CounterSnapshot.Builder snapshot =
        Snapshots.counters(
            MeterNames.SHARES_REFUSED,
            "Refused because the client has its share, though there is more for others");
    counts.forEach(
        (what, count) ->
            snapshot.dataPoint(Snapshots.count(Labels.of("of", text(what)), count.sum())));
    return snapshot.build();
  }

  private static String text(Of what) {
    return what.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
