package dev.widgetorigin.store;

import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A follower's cursor that stays behind for what has been heard of and is not done. So what is to
 * be done needs no file of its own: after a restart the log tells it again. Thread-safe; only what
 * throws IOException may block.
 *
 * <p>Several nodes may write the same cursor. Each writes only positions up to which it knows all
 * to be done, so it does not matter whose is kept; one that is too low costs only work done twice.
 */
public final class LowWaterMark implements Cursor {
  private final Cursor file;
  private final Supplier<Position> oldest;
  private volatile Position heard;

  /** What the file has, as far as is known here. */
  private Position saved;

  /**
   * @param oldest the position before the oldest change that is not done; null where all are
   */
  public LowWaterMark(Cursor file, Supplier<Position> oldest) {
    this.file = file;
    this.oldest = oldest;
  }

  @Override
  public synchronized Optional<Position> load() throws IOException {
    Optional<Position> loaded = file.load();
    heard = loaded.orElse(null);
    saved = heard;
    return loaded;
  }

  /** Looks how far all nodes have come by now; empty where nothing was ever written. */
  public synchronized Optional<Position> look() throws IOException {
    Optional<Position> found = file.load();
    saved = found.orElse(saved);
    return found;
  }

  @Override
  public synchronized void save(Position position) throws IOException {
    if (heard != null && position.sequence() < heard.sequence()) {
      // The follower begins anew, in another log.
      saved = null;
    }
    heard = position;
    update();
  }

  /** The last position that is known to have been heard of; null before the first. */
  public Position heard() {
    return heard;
  }

  /**
   * A change has been heard of, and what is to do for it is known to {@code oldest}; it is written
   * with the next {@link #save} or {@link #update}.
   */
  public void heard(Position position) {
    heard = position;
  }

  /** Something was done. */
  public synchronized void update() throws IOException {
    // In this order: what is heard of meanwhile may be not done.
    Position all = heard;
    Position limit = oldest.get();
    Position now = limit == null ? all : limit;
    if (now != null && (saved == null || now.sequence() > saved.sequence())) {
      file.save(now);
      saved = now;
    }
  }
}
