package dev.widgetorigin.store.log;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The history segments of a log, as far as they have been found. Another process may make more.
 * Thread-safe.
 */
final class LogSegments {
  private final ObjectStore objects;
  private final ConcurrentSkipListMap<Long, HistorySegment> segments =
      new ConcurrentSkipListMap<>();

  LogSegments(ObjectStore objects) {
    this.objects = objects;
  }

  /** Looks for those that there are by now. */
  void find() throws IOException {
    objects.list(
        StoreLayout.HISTORY,
        entry -> {
          long from = StoreLayout.segmentFrom(entry.key());
          long to = StoreLayout.segmentTo(entry.key());
          if (from > 0 && to >= from) {
            segments.put(from, new HistorySegment(entry.key(), from, to));
          }
        });
  }

  void add(HistorySegment segment) {
    segments.put(segment.from(), segment);
  }

  /** In the order of their numbers. */
  List<HistorySegment> all() {
    return List.copyOf(segments.values());
  }

  /** The highest sequence in a segment, 0 where there is none. */
  long last() {
    Map.Entry<Long, HistorySegment> newest = segments.lastEntry();
    return newest == null ? 0 : newest.getValue().to();
  }

  /** The segment that has a sequence; null where none is known. */
  HistorySegment of(long sequence) {
    Map.Entry<Long, HistorySegment> found = segments.floorEntry(sequence);
    return found == null || found.getValue().to() < sequence ? null : found.getValue();
  }

  /** What a segment holds; empty where it is damaged or gone. */
  Optional<List<ChangeBatch>> readable(HistorySegment segment, WidgetName widget)
      throws IOException {
    try {
      return Optional.of(segment.read(objects, widget));
    } catch (StoreException e) {
      return Optional.empty();
    }
  }
}
