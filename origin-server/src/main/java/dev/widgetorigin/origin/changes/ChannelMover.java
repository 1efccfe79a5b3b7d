package dev.widgetorigin.origin.changes;

import dev.widgetorigin.resolver.FollowMove;
import dev.widgetorigin.resolver.FollowResolver;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves following channels when time alone makes it due; with changes the log moves them itself.
 *
 * <p>Every node has one. A move is decided on the state that it is appended to, so whichever node
 * comes second finds nothing to do. It remembers nothing that is not in the log: started anew, it
 * does what has become due meanwhile. {@link #tick} is called at intervals on one thread, and
 * blocks on fsync where something moves.
 */
public final class ChannelMover implements Stoppable {
  /** Whoever moves that are due are done by. */
  public static final String WHO = "follow";

  private static final Logger LOG = LoggerFactory.getLogger(ChannelMover.class);

  /** After a move that failed, as while the store is away. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final Catalog catalog;
  private final InstantSource clock;
  private final Following following;

  /** Widgets whose next move has to be worked out anew. */
  private final Set<WidgetName> changed = ConcurrentHashMap.newKeySet();

  /** When the next move of a widget is due; by the thread that ticks. */
  private final Map<WidgetName, Instant> due = new HashMap<>();

  public ChannelMover(Catalog catalog, InstantSource clock) {
    this.catalog = catalog;
    this.clock = clock;
    // Before the look at what there is: no rule may be set in between and stay unseen.
    following = catalog.follow(LogFollower.fromNow("channels", this::committed));
    catalog.snapshot().widgets().forEach(this::watch);
  }

  private void committed(Commit commit) {
    for (Change change : commit.batch().changes()) {
      if (change.widget() != null) {
        commit.after().widget(change.widget()).ifPresent(this::watch);
      }
    }
  }

  private void watch(Widget widget) {
    if (!widget.state().follows().isEmpty()) {
      changed.add(widget.state().name());
    }
  }

  /** Makes every move that is due. */
  public void tick() {
    Instant now = clock.instant();
    for (WidgetName name : List.copyOf(changed)) {
      changed.remove(name);
      alone(name, now, () -> schedule(name, now));
    }
    for (Map.Entry<WidgetName, Instant> each : List.copyOf(due.entrySet())) {
      if (!each.getValue().isAfter(now)) {
        alone(each.getKey(), now, () -> move(each.getKey(), now));
      }
    }
  }

  @Override
  public void stop() {
    following.stop();
  }

  @Override
  public void close(Duration atMost) {
    following.close(atMost);
  }

  private void schedule(WidgetName name, Instant now) {
    WidgetState state = catalog.snapshot().widget(name).map(Widget::state).orElse(null);
    if (state == null || state.follows().isEmpty()) {
      due.remove(name);
      return;
    }
    Instant next =
        FollowResolver.moves(state, now).isEmpty() ? FollowResolver.next(state, now) : now;
    if (next == null) {
      due.remove(name);
    } else {
      due.put(name, next);
    }
  }

  /** One widget that cannot be moved must not hold up the others', and is tried again. */
  private void alone(WidgetName name, Instant now, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      // Whatever it is: what is not in due is not looked at before the widget changes again.
      due.put(name, now.plus(AGAIN));
      LOG.error("channels of {} could not be moved; again in {} s", name, AGAIN.toSeconds(), e);
    }
  }

  private void move(WidgetName name, Instant now) {
    Optional<Widget> seen = catalog.snapshot().widget(name);
    String why =
        seen.map(widget -> FollowResolver.moves(widget.state(), now)).orElse(List.of()).stream()
            .findFirst()
            .map(FollowMove::why)
            .orElse("");
    Optional<ChangeBatch> batch =
        catalog.commit(
            WHO,
            why,
            snapshot -> snapshot.widget(name).map(widget -> moves(widget, now)).orElse(List.of()));
    batch.ifPresent(done -> LOG.info("moved channels of {}: {}", name, why));
    schedule(name, now);
  }

  private static List<Change> moves(Widget widget, Instant now) {
    List<Change> changes = new ArrayList<>();
    for (FollowMove move : FollowResolver.moves(widget.state(), now)) {
      changes.add(
          new Change.Followed(
              widget.state().name(), move.channels(), move.from(), move.to(), move.why()));
    }
    return changes;
  }
}
