package dev.widgetorigin.origin.notify;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.NodeStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the nodes that share a bucket tells receivers: the first by name of those that live. A
 * node lives while its report changes; one that has just begun lets the others be for as long as it
 * takes to see that. No clock of another node is looked at. Two nodes may think for a moment that
 * they are the sender: then something is told twice. Used by one thread.
 */
final class SenderElection {
  private static final Logger LOG = LoggerFactory.getLogger(SenderElection.class);

  /** A node whose report has not changed for so long is gone. */
  static final Duration SILENT = Duration.ofSeconds(30);

  private record Seen(NodeStatus status, long changed) {}

  private final String self;
  private final Supplier<List<NodeStatus>> reports;
  private final LongSupplier nanos;
  private Map<String, Seen> seen = new HashMap<>();
  private boolean looked;

  /** {@code reports} throws StoreException where nobody can be asked. */
  SenderElection(String self, Supplier<List<NodeStatus>> reports, LongSupplier nanos) {
    this.self = self;
    this.reports = reports;
    this.nanos = nanos;
  }

  /**
   * Whether this node is. May block. What is known holds on where nobody can be asked; before that
   * it is not.
   */
  boolean isSender() {
    long now = nanos.getAsLong();
    try {
      Map<String, Seen> found = new HashMap<>();
      for (NodeStatus status : reports.get()) {
        Seen before = seen.get(status.node());
        boolean same = before != null && before.status().equals(status);
        found.put(status.node(), same ? before : new Seen(status, now));
      }
      seen = found;
      looked = true;
    } catch (StoreException e) {
      LOG.debug("the other nodes cannot be asked", e);
    }
    return looked
        && seen.values().stream()
            .filter(each -> each.status().node().compareTo(self) < 0)
            .allMatch(each -> now - each.changed() >= SILENT.toNanos());
  }
}
