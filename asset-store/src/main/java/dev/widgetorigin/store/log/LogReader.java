package dev.widgetorigin.store.log;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.codec.BatchCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Parallel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Reads a log in either direction, from single objects and history segments. Thread-safe.
 *
 * <p>Single objects are read in runs, twice as many each time: in a bucket each is a call, so those
 * of a run are asked for together, and who finds what he looks for in the first asks for no more.
 */
final class LogReader {
  private static final int PAGE = 1000;
  private static final int LONGEST_RUN = 128;

  private final ObjectStore objects;
  private final LogSegments segments;
  private final LongSupplier last;

  /**
   * @param last the highest sequence of the log
   */
  LogReader(ObjectStore objects, LogSegments segments, LongSupplier last) {
    this.objects = objects;
    this.segments = segments;
    this.last = last;
  }

  /**
   * Every batch from {@code from} to {@code to}, oldest first. Of a segment that has several of
   * them all are read at once: in a bucket, where the single objects stay, each would be a call.
   */
  void read(long from, long to, Consumer<ChangeBatch> each) throws IOException {
    long next = from;
    long unreadable = 0;
    int run = 1;
    while (next <= to) {
      HistorySegment folded = next <= unreadable ? null : segments.of(next);
      if (folded != null && Math.min(to, folded.to()) > next) {
        Optional<List<ChangeBatch>> batches = segments.readable(folded, null);
        if (batches.isPresent()) {
          accept(batches.get(), next, to, each);
          next = folded.to() + 1;
          continue;
        }
        // Perhaps the single objects are still there.
        unreadable = folded.to();
      }
      long count = folded == null ? Math.min(run, to - next + 1) : 1;
      List<byte[]> singles = singles(next, 1, (int) count);
      for (byte[] single : singles) {
        each.accept(BatchCodec.decode(single, next));
        next++;
      }
      if (!singles.isEmpty()) {
        run = Math.min(run * 2, LONGEST_RUN);
        continue;
      }
      HistorySegment segment = segmentOf(next);
      accept(segment.read(objects), next, to, each);
      next = segment.to() + 1;
    }
  }

  /**
   * The single objects from {@code first} on, up to the first that is not there.
   *
   * @param step 1 for those after it, -1 for those before it
   */
  private List<byte[]> singles(long first, int step, int count) throws IOException {
    byte[][] found = new byte[count][];
    Parallel.each(
        Math.min(count, objects.callsAtOnce()),
        IntStream.range(0, count).boxed().toList(),
        i -> found[i] = objects.bytes(StoreLayout.log(first + (long) i * step)).orElse(null));
    return Arrays.stream(found).takeWhile(Objects::nonNull).toList();
  }

  private static void accept(
      List<ChangeBatch> batches, long from, long to, Consumer<ChangeBatch> each) {
    for (ChangeBatch batch : batches) {
      if (batch.sequence() >= from && batch.sequence() <= to) {
        each.accept(batch);
      }
    }
  }

  private HistorySegment segmentOf(long sequence) throws IOException {
    HistorySegment known = segments.of(sequence);
    if (known == null) {
      // A process that only reads may be behind the one that writes.
      segments.find();
      known = segments.of(sequence);
    }
    if (known == null) {
      throw new StoreException(
          Code.CORRUPT,
          "log object "
              + sequence
              + " is missing ("
              + StoreLayout.log(sequence)
              + "), but the log goes on to "
              + last.getAsLong());
    }
    return known;
  }

  /**
   * Newest first, at most {@code limit} batches from {@code newest} downwards that touch the
   * widget; of all widgets where it is null.
   */
  List<ChangeBatch> history(WidgetName widget, long newest, int limit) throws IOException {
    List<ChangeBatch> found = new ArrayList<>();
    long next = Math.min(newest, last.getAsLong());
    long unreadable = Long.MAX_VALUE;
    int run = 1;
    while (next > 0 && found.size() < limit) {
      HistorySegment folded = next >= unreadable ? null : segments.of(next);
      if (folded != null) {
        Optional<List<ChangeBatch>> batches = segments.readable(folded, widget);
        if (batches.isPresent()) {
          collect(batches.get(), widget, next, limit, found);
          next = folded.from() - 1;
          continue;
        }
        // Perhaps the single objects are still there.
        unreadable = folded.from();
      }
      // Each batch of the run is wanted where it need not be of a widget.
      int most = widget == null ? Math.min(run, limit - found.size()) : run;
      long count = folded == null ? Math.min(most, next - segments.last()) : 1;
      List<byte[]> singles = singles(next, -1, (int) Math.max(count, 1));
      for (byte[] single : singles) {
        collect(BatchCodec.decode(single, next), widget, next, limit, found);
        next--;
      }
      if (!singles.isEmpty()) {
        run = Math.min(run * 2, LONGEST_RUN);
        continue;
      }
      HistorySegment segment = segmentOf(next);
      collect(segment.read(objects, widget), widget, next, limit, found);
      next = segment.from() - 1;
    }
    return found;
  }

  /** The batch that published the version; searches backwards from {@code newest}. */
  Optional<ChangeBatch> publication(WidgetName widget, Version version, long newest)
      throws IOException {
    long next = newest;
    while (next > 0) {
      List<ChangeBatch> page = history(widget, next, PAGE);
      for (ChangeBatch batch : page) {
        if (publishes(batch, widget, version)) {
          return Optional.of(batch);
        }
      }
      next = page.size() < PAGE ? 0 : page.get(PAGE - 1).sequence() - 1;
    }
    return Optional.empty();
  }

  private static boolean publishes(ChangeBatch batch, WidgetName widget, Version version) {
    return batch.changes().stream()
        .anyMatch(
            change ->
                change instanceof Change.Published is
                    && is.widget().equals(widget)
                    && is.version().equals(version));
  }

  /** Of a segment, the newest first. */
  private static void collect(
      List<ChangeBatch> batches,
      WidgetName widget,
      long newest,
      int limit,
      List<ChangeBatch> found) {
    List<ChangeBatch> backwards = new ArrayList<>(batches);
    Collections.reverse(backwards);
    backwards.forEach(batch -> collect(batch, widget, newest, limit, found));
  }

  private static void collect(
      ChangeBatch batch, WidgetName widget, long newest, int limit, List<ChangeBatch> found) {
    boolean touches = widget == null || batch.touches(widget);
    if (touches && batch.sequence() <= newest && found.size() < limit) {
      found.add(batch);
    }
  }
}
