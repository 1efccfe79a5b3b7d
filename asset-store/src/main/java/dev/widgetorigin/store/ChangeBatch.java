package dev.widgetorigin.store;

import dev.widgetorigin.resolver.WidgetName;
import java.time.Instant;
import java.util.List;

/**
 * What one mutation did, atomically: one object of the log.
 *
 * @param sequence 1, 2, 3…; no gaps
 * @param id names this batch and no other: a writer that got no answer finds out by it whether the
 *     batch in the log is its own
 * @param node that appended it
 * @param who the token's name, e.g. {@code ana} or {@code rollout}
 * @param why as the person wrote it; may be empty
 */
public record ChangeBatch(
    long sequence,
    String id,
    String node,
    Instant time,
    String who,
    String why,
    List<Change> changes) {
  /** Whether one of its changes is about the widget. */
  public boolean touches(WidgetName widget) {
    return changes.stream().anyMatch(change -> widget.equals(change.widget()));
  }
}
