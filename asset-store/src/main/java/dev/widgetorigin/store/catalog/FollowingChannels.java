package dev.widgetorigin.store.catalog;

import dev.widgetorigin.resolver.FollowMove;
import dev.widgetorigin.resolver.FollowResolver;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.widget.Widget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Moves the following channels of a widget along with whatever changes that widget, in the same
 * batch: so there is no moment at which one that has no delay, or one whose version was withdrawn,
 * is not where it should be. Pure.
 */
final class FollowingChannels {
  private FollowingChannels() {}

  /**
   * The batch with the moves that it brings about.
   *
   * @param after the state that the batch leaves without them
   */
  static ChangeBatch along(ChangeBatch batch, ShardedSnapshot after) {
    List<Change> moves = new ArrayList<>();
    for (WidgetName name : touched(batch)) {
      // Not each is there: an alarm may name a widget of which nothing was published.
      Optional<Widget> widget = after.widget(name);
      if (widget.isPresent() && !widget.get().state().follows().isEmpty()) {
        for (FollowMove move : FollowResolver.moves(widget.get().state(), batch.time())) {
          moves.add(new Change.Followed(name, move.channels(), move.from(), move.to(), move.why()));
        }
      }
    }
    if (moves.isEmpty()) {
      return batch;
    }
    List<Change> changes = new ArrayList<>(batch.changes());
    changes.addAll(moves);
    return new ChangeBatch(
        batch.sequence(),
        batch.id(),
        batch.node(),
        batch.time(),
        batch.who(),
        batch.why(),
        List.copyOf(changes));
  }

  private static Set<WidgetName> touched(ChangeBatch batch) {
    Set<WidgetName> names = new LinkedHashSet<>();
    for (Change change : batch.changes()) {
      if (change.widget() != null) {
        names.add(change.widget());
      }
    }
    return names;
  }
}
