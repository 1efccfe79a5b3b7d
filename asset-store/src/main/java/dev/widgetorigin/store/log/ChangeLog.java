package dev.widgetorigin.store.log;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.codec.BatchCodec;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * The numbered log: batches 1, 2, 3… without a gap, the newest as an object each, the older ones in
 * history segments. One thread at a time appends and folds; any may read.
 */
public final class ChangeLog {
  private static final int PAGE = 1000;

  private final ObjectStore objects;
  private final int segmentSize;
  private final boolean deleteFolded;
  private final ConcurrentSkipListMap<Long, HistorySegment> segments =
      new ConcurrentSkipListMap<>();
  private volatile long last;

  /**
   * Whether the batch after the last one may be there and not durable, because an append failed.
   */
  private boolean inDoubt;

  private ChangeLog(ObjectStore objects, StoreOptions options) {
    this.objects = objects;
    this.segmentSize = options.segmentSize();
    this.deleteFolded = options.deleteFolded();
  }

  public static ChangeLog open(ObjectStore objects, StoreOptions options) throws IOException {
    return open(objects, options, 0);
  }

  /**
   * @param checkpoint a sequence that the log is known to have reached: where no log object is ever
   *     deleted, nothing before it is listed
   */
  public static ChangeLog open(ObjectStore objects, StoreOptions options, long checkpoint)
      throws IOException {
    ChangeLog log = new ChangeLog(objects, options);
    long[] highest = {0};
    objects.list(
        StoreLayout.LOG,
        checkpoint > 1 && !options.deleteFolded() ? StoreLayout.log(checkpoint - 1) : "",
        entry -> highest[0] = Math.max(highest[0], StoreLayout.logSequence(entry.key())));
    // After the single objects: what moves to a segment meanwhile is seen twice rather than never.
    log.findSegments();
    log.last = Math.max(highest[0], log.segmented());
    return log;
  }

  private void findSegments() throws IOException {
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

  /** The highest sequence, 0 for an empty log. */
  public long last() {
    return last;
  }

  /** The highest sequence in a segment. */
  private long segmented() {
    Map.Entry<Long, HistorySegment> newest = segments.lastEntry();
    return newest == null ? 0 : newest.getValue().to();
  }

  /**
   * Whether the single objects stay that a segment holds: in a bucket, where a node that follows or
   * appends must never find a number free that was taken.
   */
  public boolean keepsFolded() {
    return !deleteFolded;
  }

  /** In the order of their numbers. */
  public List<HistorySegment> segments() {
    return List.copyOf(segments.values());
  }

  /**
   * Creates the batch's object: durable where the answer is CREATED. TAKEN where another batch, or
   * this one by an earlier attempt, has the number. After UNKNOWN, or an exception, the batch may
   * be in the log or come to be: {@link #next} tells.
   */
  public Creation append(ChangeBatch batch) throws IOException {
    if (batch.sequence() != last + 1) {
      throw new IllegalStateException(
          "expected sequence " + (last + 1) + ", found " + batch.sequence());
    }
    boolean answered = false;
    try {
      Creation made =
          objects.create(StoreLayout.log(batch.sequence()), Source.of(BatchCodec.encode(batch)));
      answered = made != Creation.UNKNOWN;
      if (made == Creation.CREATED) {
        last = batch.sequence();
      }
      return made;
    } finally {
      inDoubt = inDoubt || !answered;
    }
  }

  /** Takes over a segment of another log that begins where this one ends. */
  public void adopt(HistorySegment segment, ObjectStore from) throws IOException {
    if (segment.from() != last + 1) {
      throw new IllegalStateException(
          "expected a segment from " + (last + 1) + ", found one from " + segment.from());
    }
    segment.read(from);
    byte[] bytes = from.bytes(segment.key()).orElseThrow();
    objects.create(segment.key(), Source.of(bytes));
    segment.read(objects);
    segments.put(segment.from(), segment);
    last = segment.to();
  }

  /**
   * The batch after the last one, or empty where there is none; durable when it returns. The same
   * again until it is {@link #passed}: a batch that its reader cannot make anything of must not be
   * skipped.
   */
  public Optional<ChangeBatch> next() throws IOException {
    long sequence = last + 1;
    String key = StoreLayout.log(sequence);
    Optional<byte[]> bytes = objects.bytes(key);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    ChangeBatch batch = BatchCodec.decode(bytes.get(), sequence);
    if (inDoubt) {
      // Not to create it, but for what a taken key promises: it is durable.
      objects.ensure(key, Source.of(bytes.get()));
      inDoubt = false;
    }
    return Optional.of(batch);
  }

  /** Goes on behind the batch that {@link #next} gave. */
  public void passed(ChangeBatch batch) {
    last = batch.sequence();
  }

  /**
   * Every batch from {@code from} to {@code to}, oldest first. Of a segment that has several of
   * them all are read at once: in a bucket, where the single objects stay, each would be a call.
   */
  public void read(long from, long to, Consumer<ChangeBatch> each) throws IOException {
    long next = from;
    long unreadable = 0;
    while (next <= to) {
      HistorySegment folded = next <= unreadable ? null : knownSegmentOf(next);
      if (folded != null && Math.min(to, folded.to()) > next) {
        Optional<List<ChangeBatch>> batches = readable(folded, null);
        if (batches.isPresent()) {
          accept(batches.get(), next, to, each);
          next = folded.to() + 1;
          continue;
        }
        // Perhaps the single objects are still there.
        unreadable = folded.to();
      }
      Optional<byte[]> single = objects.bytes(StoreLayout.log(next));
      if (single.isPresent()) {
        each.accept(BatchCodec.decode(single.get(), next));
        next++;
        continue;
      }
      HistorySegment segment = segmentOf(next);
      accept(segment.read(objects), next, to, each);
      next = segment.to() + 1;
    }
  }

  private static void accept(
      List<ChangeBatch> batches, long from, long to, Consumer<ChangeBatch> each) {
    for (ChangeBatch batch : batches) {
      if (batch.sequence() >= from && batch.sequence() <= to) {
        each.accept(batch);
      }
    }
  }

  /** What a segment holds; empty where it is damaged or gone. */
  private Optional<List<ChangeBatch>> readable(HistorySegment segment, WidgetName widget)
      throws IOException {
    try {
      return Optional.of(segment.read(objects, widget));
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  private HistorySegment segmentOf(long sequence) throws IOException {
    HistorySegment known = knownSegmentOf(sequence);
    if (known == null) {
      // A process that only reads may be behind the one that writes.
      findSegments();
      known = knownSegmentOf(sequence);
    }
    if (known == null) {
      throw new StoreException(
          Code.CORRUPT,
          "log object "
              + sequence
              + " is missing ("
              + StoreLayout.log(sequence)
              + "), but the log goes on to "
              + last);
    }
    return known;
  }

  private HistorySegment knownSegmentOf(long sequence) {
    Map.Entry<Long, HistorySegment> found = segments.floorEntry(sequence);
    return found == null || found.getValue().to() < sequence ? null : found.getValue();
  }

  /**
   * Newest first, at most {@code limit} batches from {@code newest} downwards that touch the
   * widget; of all widgets where it is null.
   */
  public List<ChangeBatch> history(WidgetName widget, long newest, int limit) throws IOException {
    List<ChangeBatch> found = new ArrayList<>();
    long next = Math.min(newest, last);
    long unreadable = Long.MAX_VALUE;
    while (next > 0 && found.size() < limit) {
      HistorySegment folded = next >= unreadable ? null : knownSegmentOf(next);
      if (folded != null) {
        Optional<List<ChangeBatch>> batches = readable(folded, widget);
        if (batches.isPresent()) {
          collect(batches.get(), widget, next, limit, found);
          next = folded.from() - 1;
          continue;
        }
        // Perhaps the single objects are still there.
        unreadable = folded.from();
      }
      Optional<byte[]> single = objects.bytes(StoreLayout.log(next));
      if (single.isPresent()) {
        collect(BatchCodec.decode(single.get(), next), widget, next, limit, found);
        next--;
        continue;
      }
      HistorySegment segment = segmentOf(next);
      collect(segment.read(objects, widget), widget, next, limit, found);
      next = segment.from() - 1;
    }
    return found;
  }

  /** The batch that published the version; searches backwards from {@code newest}. */
  public Optional<ChangeBatch> publication(WidgetName widget, Version version, long newest)
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

  /**
   * Folds whole runs of single objects at or below {@code sequence} into segments. A segment is
   * durable and read back before its single objects are deleted; a crash between leaves both, and
   * the next fold deletes what is left.
   */
  public void foldInto(long sequence) throws IOException {
    deleteLeftovers();
    while (segmented() + segmentSize <= sequence) {
      long from = segmented() + 1;
      long to = from + segmentSize - 1;
      List<ChangeBatch> batches = new ArrayList<>(segmentSize);
      read(from, to, batches::add);
      HistorySegment segment = new HistorySegment(StoreLayout.segment(from, to), from, to);
      byte[] bytes = HistorySegment.encode(batches);
      if (objects.create(segment.key(), Source.of(bytes)) != Creation.CREATED
          && !holds(segment, batches)) {
        // Damaged, while all it should hold is still at hand.
        objects.replace(segment.key(), Source.of(bytes));
      }
      if (!holds(segment, batches)) {
        throw new StoreException(Code.CORRUPT, segment + " does not hold what was written");
      }
      segments.put(from, segment);
      for (long single = from; deleteFolded && single <= to; single++) {
        objects.delete(StoreLayout.log(single));
        CrashPoint.reached(CrashPoint.SEGMENT_LOG_DELETED);
      }
    }
  }

  private boolean holds(HistorySegment segment, List<ChangeBatch> batches) throws IOException {
    try {
      return segment.read(objects).equals(batches);
    } catch (StoreException e) {
      return false;
    }
  }

  private void deleteLeftovers() throws IOException {
    if (!deleteFolded) {
      return;
    }
    List<String> left = new ArrayList<>();
    long limit = segmented();
    objects.list(
        StoreLayout.LOG,
        entry -> {
          long sequence = StoreLayout.logSequence(entry.key());
          if (sequence > 0 && sequence <= limit) {
            left.add(entry.key());
          }
        });
    for (String key : left) {
      // Only what a readable segment holds may go.
      HistorySegment segment = knownSegmentOf(StoreLayout.logSequence(key));
      if (segment != null && !segment.read(objects).isEmpty()) {
        objects.delete(key);
      }
    }
  }
}
