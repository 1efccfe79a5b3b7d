package dev.widgetorigin.origin.purge;

import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cursor that stays behind for what has been heard of and is not done. So what is to be done
 * needs no file of its own: after a restart the log tells it again. Thread-safe.
 */
final class DoneCursor implements Cursor {
  private final Cursor file;
  private final Supplier<Position> oldest;
  private Position heard;
  private Position saved;

  /**
   * @param oldest the position before the oldest change that is not done; null where all are
   */
  DoneCursor(Cursor file, Supplier<Position> oldest) {
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

  @Override
  public synchronized void save(Position position) throws IOException {
    heard = position;
    update();
  }

  /** The last position that is known to have been heard of; null before the first. */
  synchronized Position heard() {
    return heard;
  }

  /** A change has been heard of; it is written with the next {@link #save} or {@link #update}. */
  synchronized void heard(Position position) {
    heard = position;
  }

  /** Something was done. */
  synchronized void update() throws IOException {
    Position limit = oldest.get();
    Position now = limit == null ? heard : limit;
    if (now != null && !now.equals(saved)) {
      file.save(now);
      saved = now;
    }
  }
}
