package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.delivery.answer.Downloads;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.DownloadTally;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Downloads and bytes by widget, version and file type. A counter is looked up once, when a
 * representation is loaded, and kept with it.
 *
 * <p>The newest 20 versions of a widget have a series each; the others share {@code other}. What a
 * version counted before it left the 20 is not added to {@code other}, so that no rate jumps when a
 * new version is published. Names come from the store, never from a request.
 */
final class DownloadMeters {
  /** Versions with a series of their own. */
  static final int NEWEST = 20;

  /** Whole-process bound on counters; beyond it all share one. */
  private static final int MAX_COUNTERS = 50_000;

  private record Key(WidgetName widget, Version version, String fileType) {}

  /** Where one file's downloads are counted. Never blocks, allocates nothing. */
  static final class Counter implements Downloads {
    private final LongAdder downloads = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /** Whether the last snapshot showed it as a series of its own. */
    private boolean own;

    /** What {@link #downloads} was when the version left the newest. */
    private long atDemotion;

    @Override
    public void sent(long content) {
      downloads.increment();
      bytes.add(content);
    }
  }

  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Counter overflow = new Counter();

  /** The counter of a file; the same one for all files of a version that have the same type. */
  Counter counter(WidgetName widget, Version version, String path) {
    Key key = new Key(widget, version, FileTypes.of(path));
    Counter counter = counters.get(key);
    if (counter == null) {
      counter =
          counters.size() < MAX_COUNTERS
              ? counters.computeIfAbsent(key, absent -> new Counter())
              : overflow;
    }
    return counter;
  }

  /** All that was counted, whatever series shows it; without what shares the last counter. */
  List<DownloadTally.Count> totals() {
    List<DownloadTally.Count> totals = new ArrayList<>();
    counters.forEach(
        (key, counter) ->
            totals.add(
                new DownloadTally.Count(
                    key.widget(),
                    key.version(),
                    key.fileType(),
                    counter.downloads.sum(),
                    counter.bytes.sum())));
    return totals;
  }

  /**
   * @param newest the versions of a widget that have a series of their own
   */
  synchronized List<CounterSnapshot> snapshots(Function<WidgetName, Set<Version>> newest) {
    Map<List<String>, Long> downloads = new TreeMap<>(DownloadMeters::compare);
    Map<List<String>, Long> bytes = new TreeMap<>(DownloadMeters::compare);
    Map<WidgetName, Set<Version>> known = new ConcurrentHashMap<>();
    counters.forEach(
        (key, counter) -> {
          boolean own = known.computeIfAbsent(key.widget(), newest).contains(key.version());
          long count = counter.downloads.sum();
          if (!own && counter.own) {
            counter.atDemotion = count;
          }
          counter.own = own;
          String widget = key.widget().toString();
          String version = own ? key.version().toString() : "other";
          downloads.merge(
              List.of(widget, version, key.fileType()),
              own ? count : count - counter.atDemotion,
              Long::sum);
          bytes.merge(List.of(widget, key.fileType()), counter.bytes.sum(), Long::sum);
        });
    if (overflow.downloads.sum() > 0) {
      downloads.put(List.of("other", "other", "other"), overflow.downloads.sum());
      bytes.put(List.of("other", "other"), overflow.bytes.sum());
    }
    return List.of(
        snapshot(MeterNames.DOWNLOADS, List.of("widget", "version", "filetype"), downloads),
        snapshot(MeterNames.RESPONSE_BYTES, List.of("widget", "filetype"), bytes));
  }

  private static CounterSnapshot snapshot(
      String name, List<String> labels, Map<List<String>, Long> values) {
    CounterSnapshot.Builder snapshot = Snapshots.counters(name, "Files sent, by what they are");
    values.forEach(
        (key, value) -> snapshot.dataPoint(Snapshots.count(Labels.of(labels, key), value)));
    return snapshot.build();
  }

  private static int compare(List<String> left, List<String> right) {
    for (int i = 0; i < left.size(); i++) {
      int order = left.get(i).compareTo(right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
