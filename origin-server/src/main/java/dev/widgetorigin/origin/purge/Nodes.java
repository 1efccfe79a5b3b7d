package dev.widgetorigin.origin.purge;

import dev.widgetorigin.origin.purge.PurgeQueue.Left;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.NodeStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes that share a bucket have seen, and who of them tells an edge of a change.
 *
 * <p>An edge that is purged before every node shows the change could fetch the old answer again. So
 * a purge waits until all nodes have said that they have seen it, and at most twice {@code
 * store.poll}, within which they do.
 *
 * <p>The node that made a change tells edges of it. Where that node is gone, or does not get it
 * done for two minutes, another takes over, and a few seconds later the next. So two nodes may tell
 * an edge the same, which does no harm, and there is no leader. Whether a node is gone is seen by
 * its report, which changes every ten seconds; no clock of another node is looked at. Thread-safe.
 */
final class Nodes {
  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

  /** A node whose report has not changed for so long is gone. */
  static final Duration SILENT = Duration.ofSeconds(30);

  /** So long after one node has taken over, the next one does. */
  static final Duration TURN = Duration.ofSeconds(5);

  /** What is not told after so long is told by others, too. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration LOOK = Duration.ofMillis(150);

  /** A node's report, and when it was found to have changed. */
  private record Report(NodeStatus status, long changed) {}

  /**
   * @param at when it was made
   */
  private record View(Map<String, Report> reports, long at) {}

  private final String self;
  private final boolean shared;
  private final Supplier<List<NodeStatus>> reports;
  private final Duration longest;
  private final Clocks clocks;

  /** Null before the first look that was answered. */
  private volatile View view;

  /**
   * @param self the name of this node
   * @param shared whether there can be any but this one
   * @param reports of all nodes; throws StoreException where they cannot be asked
   * @param poll the setting {@code store.poll}
   */
  Nodes(
      String self,
      boolean shared,
      Supplier<List<NodeStatus>> reports,
      Duration poll,
      Clocks clocks) {
    this.self = self;
    this.shared = shared;
    this.reports = reports;
    this.longest = poll.multipliedBy(2);
    this.clocks = clocks;
  }

  static Nodes of(Store store, Duration poll, Clocks clocks) {
    return new Nodes(store.node(), store.bucket().isPresent(), store::nodes, poll, clocks);
  }

  /** Whether there can be any but this one. */
  boolean shared() {
    return shared;
  }

  /** How long a change that was heard of now may be hidden from some node. */
  Duration longest() {
    return shared ? longest : Duration.ZERO;
  }

  /** Whether a change is this node's to tell. */
  boolean isOwn(String node) {
    return !shared || self.equals(node);
  }

  /** Asks what all nodes say of themselves, where that was not done a moment ago. May block. */
  synchronized void look() {
    long now = clocks.nanos();
    View old = view;
    if (old != null && now - old.at() < LOOK.toNanos()) {
      return;
    }
    try {
      Map<String, Report> found = new HashMap<>();
      for (NodeStatus status : reports.get()) {
        Report before = old == null ? null : old.reports().get(status.node());
        boolean same = before != null && before.status().equals(status);
        found.put(status.node(), same ? before : new Report(status, now));
      }
      view = new View(Map.copyOf(found), now);
    } catch (StoreException e) {
      LOG.debug("the other nodes cannot be asked", e);
    }
  }

  /** All other nodes have seen the changes until this one; 0 where that is not known. */
  long seenByAll() {
    View now = view;
    return now == null
        ? 0
        : others(now).mapToLong(report -> report.status().sequence()).min().orElse(Long.MAX_VALUE);
  }

  private Stream<Report> others(View from) {
    return from.reports().values().stream()
        .filter(report -> !report.status().node().equals(self))
        .filter(report -> !isSilent(report));
  }

  private boolean isSilent(Report report) {
    return clocks.nanos() - report.changed() >= SILENT.toNanos();
  }

  /** Whether it is this node's turn to tell what another one left. */
  boolean takesOver(Left change) {
    View now = view;
    if (now == null) {
      return false;
    }
    Report owner = now.reports().get(change.owner());
    boolean gone = owner == null || isSilent(owner);
    Duration pause = TURN.multipliedBy(turn(now, change.owner()));
    Duration wait = gone ? pause : PATIENCE.plus(pause);
    return clocks.nanos() - change.heard() >= wait.toNanos();
  }

  /** How many nodes are before this one. */
  private int turn(View from, String owner) {
    List<String> names =
        Stream.concat(Stream.of(self), others(from).map(report -> report.status().node()))
            .filter(name -> !name.equals(owner))
            .sorted()
            .toList();
    return names.indexOf(self);
  }
}
