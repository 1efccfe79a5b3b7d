package dev.widgetorigin.store.log;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The numbered log: batches 1, 2, 3… without a gap, the newest as an object each, the older ones in
 * history segments. One thread at a time appends and folds; any may read.
 */
public final class ChangeLog {
  private final ObjectStore objects;
  private final int segmentSize;
  private final boolean deleteFolded;
  private final LogSegments segments;
  private final LogReader reader;
  private volatile long last;

  /**
   * Whether the batch after the last one may be there and not durable, because an append failed.
   */
  private boolean inDoubt;

  private ChangeLog(ObjectStore objects, StoreOptions options) {
    this.objects = objects;
    this.segments = new LogSegments(objects);
    this.reader = new LogReader(objects, segments, this::last);
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
    log.segments.find();
    log.last = Math.max(highest[0], log.segments.last());
    return log;
  }

  /** The highest sequence, 0 for an empty log. */
  public long last() {
    return last;
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
    return segments.all();
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
    segments.add(segment);
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
   * Every batch from {@code from} to {@code to}, oldest first. Throws StoreException CORRUPT or
   * MISSING where one cannot be read.
   */
  public void read(long from, long to, Consumer<ChangeBatch> each) throws IOException {
    reader.read(from, to, each);
  }

  /** One batch; empty where it cannot be read. */
  public Optional<ChangeBatch> intact(long sequence) throws IOException {
    ChangeBatch[] found = {null};
    try {
      reader.read(sequence, sequence, batch -> found[0] = batch);
    } catch (StoreException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(found[0]);
  }

  /**
   * Newest first, at most {@code limit} batches from {@code newest} downwards that touch the
   * widget; of all widgets where it is null.
   */
  public List<ChangeBatch> history(WidgetName widget, long newest, int limit) throws IOException {
    return reader.history(widget, newest, limit);
  }

  /** The batch that published the version; searches backwards from {@code newest}. */
  public Optional<ChangeBatch> publication(WidgetName widget, Version version, long newest)
      throws IOException {
    return reader.publication(widget, version, newest);
  }

  /**
   * Folds whole runs of single objects at or below {@code sequence} into segments. A segment is
   * durable and read back before its single objects are deleted; a crash between leaves both, and
   * the next fold deletes what is left.
   */
  public void foldInto(long sequence) throws IOException {
    deleteLeftovers();
    while (segments.last() + segmentSize <= sequence) {
      long from = segments.last() + 1;
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
      segments.add(segment);
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
    long limit = segments.last();
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
      HistorySegment segment = segments.of(StoreLayout.logSequence(key));
      if (segment != null && !segment.read(objects).isEmpty()) {
        objects.delete(key);
      }
    }
  }
}
