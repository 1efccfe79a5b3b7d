package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.catalog.Checkpoints;
import dev.widgetorigin.store.codec.BatchCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.log.HistorySegment;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts back batches of the log. A batch has a digest of its own but nothing that ties it to this
 * log; so the source must agree with this log in the nearest intact batch on each side.
 */
final class LogRepair {
  private final ObjectStore objects;
  private final RepairSource source;
  private final UpkeepEvents progress;
  private final StoreOptions options;
  private final List<String> repaired = new ArrayList<>();

  /**
   * @param options of the store: whether single objects stay that a segment holds
   */
  LogRepair(ObjectStore objects, StoreOptions options, RepairSource source, UpkeepEvents progress) {
    this.objects = objects;
    this.options = options;
    this.source = source;
    this.progress = progress;
  }

  /** What was put back. What the source has not got is left as it is. */
  List<String> repair() throws IOException {
    // What a checkpoint is at was in the log, even if the end of the log is gone.
    long last = 0;
    for (String key : new Checkpoints(objects).keys()) {
      last = Math.max(last, StoreLayout.checkpointSequence(key));
    }
    ChangeLog log = ChangeLog.open(objects, options);
    last = Math.max(last, log.last());
    for (HistorySegment segment : log.segments()) {
      segment(log, segment, last);
    }
    for (long sequence = 1; sequence <= last; sequence++) {
      if (!inSegment(log, sequence) && log.intact(sequence).isEmpty()) {
        single(log, sequence, last);
      }
      progress.at("log", sequence, last);
    }
    for (long sequence : MissingLogObjects.of(objects, log)) {
      folded(log, sequence);
    }
    return repaired;
  }

  /** Its change is in a segment of this very log, so the source is not asked. */
  private void folded(ChangeLog log, long sequence) throws IOException {
    Optional<ChangeBatch> batch = log.intact(sequence);
    if (batch.isPresent()) {
      objects.ensure(StoreLayout.log(sequence), Source.of(BatchCodec.encode(batch.get())));
      repaired.add("log object " + sequence);
    }
  }

  private static boolean inSegment(ChangeLog log, long sequence) {
    return log.segments().stream().anyMatch(s -> s.from() <= sequence && sequence <= s.to());
  }

  private void segment(ChangeLog log, HistorySegment segment, long last) throws IOException {
    try {
      segment.read(objects);
      return;
    } catch (StoreException e) {
      // Damaged or gone: made again of its batches.
    }
    List<ChangeBatch> batches = new ArrayList<>();
    boolean foreign = false;
    for (long sequence = segment.from(); sequence <= segment.to(); sequence++) {
      // In a bucket the single objects stay, so a segment can be made without the source.
      Optional<ChangeBatch> batch = log.intact(sequence);
      if (batch.isEmpty()) {
        batch = source.batch(sequence);
        foreign = true;
      }
      if (batch.isEmpty()) {
        return;
      }
      batches.add(batch.get());
    }
    if (foreign) {
      requireSameLog(log, segment.from(), segment.to(), last);
    }
    objects.replace(segment.key(), Source.of(HistorySegment.encode(batches)));
    repaired.add(segment.toString());
  }

  private void single(ChangeLog log, long sequence, long last) throws IOException {
    Optional<ChangeBatch> batch = source.batch(sequence);
    if (batch.isEmpty()) {
      return;
    }
    requireSameLog(log, sequence, sequence, last);
    String key = StoreLayout.log(sequence);
    Source bytes = Source.of(BatchCodec.encode(batch.get()));
    if (objects.stat(key).isPresent()) {
      objects.replace(key, bytes);
    } else if (objects.create(key, bytes) != Creation.CREATED) {
      // A node that slept may have taken the number just now: what it wrote is not overwritten.
      throw new StoreException(
          Code.UNAVAILABLE, "log object " + sequence + " came into being meanwhile; try again");
    }
    repaired.add("log object " + sequence);
  }

  private void requireSameLog(ChangeLog log, long from, long to, long last) throws IOException {
    int agreed = 0;
    for (long before = from - 1; before > 0 && agreed == 0; before--) {
      agreed += agrees(log, before);
    }
    int below = agreed;
    for (long after = to + 1; after <= last && agreed == below; after++) {
      agreed += agrees(log, after);
    }
    if (agreed == 0) {
      throw new StoreException(
          Code.CONFLICT,
          "the source and this store have no intact change in common, so nothing shows that they"
              + " are of one log; restore the backup into a new folder instead");
    }
  }

  /** 1 where both have the batch and it is the same, 0 where one of them has it not. */
  private int agrees(ChangeLog log, long sequence) throws IOException {
    Optional<ChangeBatch> ours = log.intact(sequence);
    Optional<ChangeBatch> theirs = ours.isEmpty() ? ours : source.batch(sequence);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return 0;
    }
    if (!ours.equals(theirs)) {
      throw new StoreException(
          Code.CONFLICT,
          "the source is a copy of another store: its change " + sequence + " is another one");
    }
    return 1;
  }
}
