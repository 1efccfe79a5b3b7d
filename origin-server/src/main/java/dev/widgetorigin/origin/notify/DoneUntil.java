package dev.widgetorigin.origin.notify;

import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cursor that stays before the oldest batch of which an event still waits. Several nodes may
 * write it; a position that is too low costs only something told twice. Thread-safe; only what
 * throws IOException may block.
 */
final class DoneUntil implements Cursor {
  private static final class Batch {
    final Position before;
    int waiting;

    Batch(Position before) {
      this.before = before;
    }
  }

  private final Cursor file;

  /** Held while the file is read or written, and taken before the monitor, which then is not. */
  private final Object writing = new Object();

  private final Map<String, Long> sequences = new HashMap<>();
  private final TreeMap<Long, Batch> batches = new TreeMap<>();

  /** Null before the first. */
  private Position heard;

  private Position saved;

  DoneUntil(Cursor file) {
    this.file = file;
  }

  @Override
  public Optional<Position> load() throws IOException {
    synchronized (writing) {
      Optional<Position> loaded = file.load();
      synchronized (this) {
        heard = loaded.orElse(null);
        saved = heard;
      }
      return loaded;
    }
  }

  /** Up to which number all is done, on all nodes; 0 where that was never written. */
  long look() throws IOException {
    synchronized (writing) {
      Optional<Position> found = file.load();
      synchronized (this) {
        saved = found.orElse(saved);
      }
      return found.map(Position::sequence).orElse(0L);
    }
  }

  @Override
  public void save(Position position) throws IOException {
    synchronized (writing) {
      synchronized (this) {
        if (heard != null && position.sequence() < heard.sequence()) {
          // The follower begins anew, in another log.
          saved = null;
        }
        heard = position;
      }
      update();
    }
  }

  synchronized void heard(Position position) {
    heard = position;
  }

  /** False where it waits already: a batch may be heard of twice. */
  synchronized boolean waitsFor(String id, long sequence) {
    if (sequences.putIfAbsent(id, sequence) != null) {
      return false;
    }
    batches.computeIfAbsent(sequence, number -> new Batch(heard)).waiting++;
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

  /** Writes how far all is done, where that has changed. */
  void update() throws IOException {
    synchronized (writing) {
      Position now = unsaved();
      if (now != null) {
        file.save(now);
        synchronized (this) {
          saved = now;
        }
      }
    }
  }

  /** Null where the file has it. */
  private synchronized Position unsaved() {
    Position now = batches.isEmpty() ? heard : batches.firstEntry().getValue().before;
    boolean fresh = now != null && (saved == null || now.sequence() > saved.sequence());
    return fresh ? now : null;
  }
}
