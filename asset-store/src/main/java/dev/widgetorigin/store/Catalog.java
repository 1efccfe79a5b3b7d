package dev.widgetorigin.store;

import dev.widgetorigin.resolver.WidgetName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The log and its fold. Reads take the newest snapshot without a lock; commits are serial, each
 * durable before it is visible.
 */
public interface Catalog {
  /** The newest state that this node has seen. Never blocks. */
  CatalogSnapshot snapshot();

  /**
   * Appends what {@code decide} makes of the newest state, as one batch. No other batch comes
   * between that state and this batch, not from another node either: where another node was
   * quicker, {@code decide} is called again with the newer state. So it must depend on nothing but
   * the state it is given, and change nothing. An empty list appends nothing and answers empty.
   * {@code decide} may throw to refuse. Blocks on fsync: never call it on an event loop.
   *
   * <p>Throws StoreException UNAVAILABLE where the log cannot be read or written. Where the answer
   * of the last write was lost, the batch may be in the log all the same.
   *
   * @param why may be null
   */
  Optional<ChangeBatch> commit(
      String who, String why, Function<CatalogSnapshot, List<Change>> decide);

  /**
   * True when {@link #snapshot} has that change. What other nodes appended is taken over first, at
   * once and again for as long as {@code patience} lasts. May block for that long.
   */
  default boolean reached(long sequence, Duration patience) {
    return snapshot().sequence() >= sequence;
  }

  /**
   * Begins to tell the follower of commits: of those after its cursor, or, where none was saved, of
   * those after the present snapshot.
   */
  Following follow(LogFollower follower);

  /** How each follower stands. */
  List<Following.Status> followers();

  /**
   * Newest first, at most {@code limit} batches with a sequence below {@code before}. Reads the
   * log: may block. Throws StoreException UNAVAILABLE.
   *
   * @param widget null for batches of all widgets
   */
  List<ChangeBatch> history(WidgetName widget, long before, int limit);
}
