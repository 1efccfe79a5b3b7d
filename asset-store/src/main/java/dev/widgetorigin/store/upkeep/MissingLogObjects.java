package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.log.HistorySegment;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Single objects of the log that are gone although they should stay beside the history segment that
 * holds their change (see {@link ChangeLog#keepsFolded}).
 */
final class MissingLogObjects {
  private MissingLogObjects() {}

  /**
   * Their numbers, in order; none where single objects are deleted. A log that was copied has whole
   * segments of which there never were any: they are not missing.
   */
  static List<Long> of(ObjectStore objects, ChangeLog log) throws IOException {
    List<Long> missing = new ArrayList<>();
    if (!log.keepsFolded()) {
      return missing;
    }
    List<HistorySegment> segments = log.segments();
    BitSet found = found(objects, segments);
    for (HistorySegment segment : segments) {
      int last = Math.toIntExact(segment.to());
      int first = Math.toIntExact(segment.from());
      if (found.get(first, last + 1).isEmpty()) {
        continue;
      }
      for (int each = found.nextClearBit(first);
          each <= last;
          each = found.nextClearBit(each + 1)) {
        missing.add((long) each);
      }
    }
    return missing;
  }

  /** The single objects that are there, up to the end of the newest segment. */
  private static BitSet found(ObjectStore objects, List<HistorySegment> segments)
      throws IOException {
    long newest = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).to();
    BitSet found = new BitSet();
    objects.list(
        StoreLayout.LOG,
        entry -> {
          long sequence = StoreLayout.logSequence(entry.key());
          if (sequence > 0 && sequence <= newest) {
            found.set(Math.toIntExact(sequence));
          }
        });
    return found;
  }
}
