package dev.widgetorigin.origin.notify;

import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.LowWaterMark;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events that one receiver is still to be told, by the batches they came with: the cursor of
 * the follower that hears of them stays before the oldest of these. Several nodes may write that
 * cursor; a position that is too low costs only something told twice. Thread-safe; only what throws
 * IOException may block.
 */
final class PendingEvents {
  private static final class Batch {
    final Position before;
    int waiting;

    Batch(Position before) {
      this.before = before;
    }
  }

  private final LowWaterMark cursor;
  private final Map<String, Long> sequences = new HashMap<>();
  private final TreeMap<Long, Batch> batches = new TreeMap<>();

  PendingEvents(Cursor file) {
    this.cursor = new LowWaterMark(file, this::oldest);
  }

  LowWaterMark cursor() {
    return cursor;
  }

  private synchronized Position oldest() {
    return batches.isEmpty() ? null : batches.firstEntry().getValue().before;
  }

  /** Up to which number all is done, on all nodes; 0 where that was never written. */
  long look() throws IOException {
    return cursor.look().map(Position::sequence).orElse(0L);
  }

  /** All events of that batch are known here. */
  void heard(Position position) {
    cursor.heard(position);
  }

  /** False where it waits already: a batch may be heard of twice. */
  synchronized boolean waitsFor(String id, long sequence) {
    if (sequences.putIfAbsent(id, sequence) != null) {
      return false;
    }
    batches.computeIfAbsent(sequence, number -> new Batch(cursor.heard())).waiting++;
    return true;
  }

  /** It was taken, or given up. */
  synchronized void over(String id) {
    Long sequence = sequences.remove(id);
    if (sequence != null && --batches.get(sequence).waiting == 0) {
      batches.remove(sequence);
    }
  }

  /** Whether it is of a batch up to this one; then it does not wait any more. */
  synchronized boolean isUntil(String id, long told) {
    Long sequence = sequences.get(id);
    boolean until = sequence != null && sequence <= told;
    if (until) {
      over(id);
    }
    return until;
  }
}
