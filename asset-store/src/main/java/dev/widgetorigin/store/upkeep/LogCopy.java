package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.log.HistorySegment;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The log of a copy of a store, brought up to a sequence of its source: whole history segments
 * where they fit, single batches elsewhere, in the order of the log.
 */
final class LogCopy {
  private final NodeStore source;
  private final ChangeLog log;
  private final long sequence;

  private LogCopy(NodeStore source, ChangeLog log, long sequence) {
    this.source = source;
    this.log = log;
    this.sequence = sequence;
  }

  /**
   * Looks at what the target has of a log. Throws StoreException CONFLICT where that is none of the
   * source up to that sequence.
   */
  static LogCopy begin(NodeStore source, ObjectStore target, StoreOptions options, long sequence)
      throws IOException {
    ChangeLog log = ChangeLog.open(target, options);
    refuseStranger(source, log, sequence);
    return new LogCopy(source, log, sequence);
  }

  /** Two logs that agree in their last common batch are the same log: each batch has its time. */
  private static void refuseStranger(NodeStore source, ChangeLog log, long sequence)
      throws IOException {
    long last = log.last();
    boolean ours = last <= sequence;
    if (ours && last > 0) {
      List<ChangeBatch> both = new ArrayList<>();
      log.read(last, last, both::add);
      source.changes().read(last, last, both::add);
      ours = both.get(0).equals(both.get(1));
    }
    if (!ours) {
      throw new StoreException(
          Code.CONFLICT,
          "the target holds a copy of another store, or of a later state of this one (at "
              + last
              + ")");
    }
  }

  void make() throws IOException {
    List<HistorySegment> segments = source.changes().segments();
    while (log.last() < sequence) {
      long next = log.last() + 1;
      long end = sequence;
      for (HistorySegment segment : segments) {
        if (segment.from() == next && segment.to() <= sequence) {
          log.foldInto(log.last());
          log.adopt(segment, source.objects());
          end = 0;
          break;
        } else if (segment.from() > next) {
          end = Math.min(end, segment.from() - 1);
        }
      }
      if (end > 0) {
        append(next, end);
      }
    }
    log.foldInto(sequence);
  }

  private void append(long from, long to) throws IOException {
    List<ChangeBatch> batches = new ArrayList<>();
    source.changes().read(from, to, batches::add);
    for (ChangeBatch batch : batches) {
      if (log.append(batch) != Creation.CREATED) {
        throw new IOException("the copy's log was written to by another process");
      }
    }
  }
}
