package dev.widgetorigin.origin.observe;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Latency;
import dev.widgetorigin.store.widget.DownloadTally.OfWidget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long answers about each widget took, with the buckets of {@link Durations}; of the first
 * {@value DownloadTally#MOST_WIDGETS} that are asked for. Thread-safe; recording allocates nothing
 * and takes no lock.
 */
final class WidgetTimes {
  /** The number of a widget that is not told apart. */
  static final int NONE = -1;

  private final Map<WidgetName, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReferenceArray<LongAdder[]> times =
      new AtomicReferenceArray<>(DownloadTally.MOST_WIDGETS);

  /**
   * What {@link #record} is called with; stays the same. Not for every request.
   *
   * @param widget null for none
   */
  int number(WidgetName widget) {
    if (widget == null) {
      return NONE;
    }
    Integer known = numbers.get(widget);
    if (known == null && next.get() < DownloadTally.MOST_WIDGETS) {
      known = numbers.computeIfAbsent(widget, absent -> begin());
    }
    return known == null ? NONE : known;
  }

  private int begin() {
    int number = next.getAndIncrement();
    if (number >= DownloadTally.MOST_WIDGETS) {
      return NONE;
    }
    LongAdder[] buckets = new LongAdder[Durations.buckets()];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
    times.set(number, buckets);
    return number;
  }

  void record(int number, int bucket) {
    if (number != NONE) {
      times.get(number)[bucket].increment();
    }
  }

  /** Since the process began; buckets in which there is nothing are left out. */
  List<OfWidget> totals() {
    List<OfWidget> totals = new ArrayList<>();
    numbers.forEach(
        (widget, number) -> {
          if (number != NONE) {
            totals.add(new OfWidget(widget, latency(times.get(number))));
          }
        });
    return totals;
  }

  private static List<Latency> latency(LongAdder[] buckets) {
    List<Latency> latency = new ArrayList<>();
    for (int i = 0; i < buckets.length; i++) {
      long requests = buckets[i].sum();
      if (requests > 0) {
        latency.add(new Latency(Durations.upperMicros(i), requests));
      }
    }
    return latency;
  }
}
