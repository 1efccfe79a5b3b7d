package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.health.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Nodes over the same bucket whose program is older, and does not have a template yet: they would
 * answer loaders of another one than this node does. Blocks.
 */
final class OlderNodes {
  /** A node says every ten seconds that it is there; one that was silent for so long is gone. */
  private static final Duration SILENT = Duration.ofMinutes(1);

  private final Store store;
  private final InstantSource clock;

  OlderNodes(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Throws ProblemException 409 with their names where there are any. */
  void mustHave(int template) {
    Instant since = clock.instant().minus(SILENT);
    List<String> older =
        store.nodes().stream()
            .filter(node -> !node.node().equals(store.node()))
            .filter(node -> node.time().isAfter(since) && node.template() < template)
            .map(OlderNodes::describe)
            .toList();
    if (!older.isEmpty()) {
      throw ProblemException.conflict(
          "template %d is unknown to node %s, which would answer an older one. Upgrade all nodes first, or force it (--force)."
              .formatted(template, String.join(", node ", older)));
    }
  }

  private static String describe(NodeStatus node) {
    return node.node() + (node.version().isEmpty() ? "" : " (version " + node.version() + ")");
  }
}
