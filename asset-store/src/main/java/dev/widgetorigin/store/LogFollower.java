package dev.widgetorigin.store;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody who hears of every change: the one way to do so. See {@link Catalog#follow}.
 *
 * <p>Commits come in the order of the log, without a gap, each at least once; those of other nodes
 * too. The handler runs on a thread of its own: it may block, and holds up neither commits nor
 * other followers. One that throws is called again with the same commit, after a pause that grows
 * to half a minute, until it returns. One that is slow is told from the log, so what waits for it
 * takes no memory.
 *
 * <p>A handler hears of a commit a moment after it is visible. What must be right at that very
 * moment looks at {@link Catalog#snapshot} instead.
 *
 * @param name in metrics, logs and the name of its thread, e.g. {@code rollouts}
 * @param cursor how far it has come; {@link Cursor#NONE} where it need not hear of what was while
 *     the process was down
 */
public record LogFollower(String name, Cursor cursor, Handler handler) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  public LogFollower {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected a follower's name of small letters, digits and '-', found '" + name + "'");
    }
    Objects.requireNonNull(cursor);
    Objects.requireNonNull(handler);
  }

  /** Begins with the next commit, and remembers nothing. */
  public static LogFollower fromNow(String name, Handler handler) {
    return new LogFollower(name, Cursor.NONE, handler);
  }

  /** What is done with each commit. Called by one thread at a time. */
  @FunctionalInterface
  public interface Handler {
    void committed(Commit commit) throws Exception;
  }

  /**
   * The last batch that was handled.
   *
   * @param id of that batch: in another log, as after a restore, the same number is another batch
   */
  public record Position(long sequence, String id) {}

  /** Remembers a position. Used by one thread at a time. */
  public interface Cursor {
    /** Nothing is remembered: a follower begins with the next commit. */
    Cursor NONE =
        new Cursor() {
          @Override
          public Optional<Position> load() {
            return Optional.empty();
          }

          @Override
          public void save(Position position) {
            // A new process begins with its next commit.
          }
        };

    /** Empty where none was saved. */
    Optional<Position> load() throws IOException;

    /** Durable when it returns. May be left out for some commits: these are then told of again. */
    void save(Position position) throws IOException;
  }
}
