package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.codec.NodeCodec;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each node says of itself: an object that only that node writes, whenever it has seen more of
 * the log, and every ten seconds. A node that ends takes its own away; one that died leaves it,
 * with its time. {@link #all} may be called by any thread, the rest by one alone.
 */
public final class NodeReports {
  private static final Logger LOG = LoggerFactory.getLogger(NodeReports.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final ObjectStore objects;
  private final InstantSource clock;
  private final String node;
  private final String version;
  private final int template;
  private long said = -1;
  private long saidNanos;
  private boolean failing;

  /** {@code version} and {@code template} are told as {@link NodeStatus} has them. */
  public NodeReports(
      ObjectStore objects, InstantSource clock, String node, String version, int template) {
    this.objects = objects;
    this.clock = clock;
    this.node = node;
    this.version = version;
    this.template = template;
  }

  /** Says how far this node has come, where that is due. One that fails is made up for later. */
  void seen(long sequence) {
    long now = System.nanoTime();
    if (sequence == said && now - saidNanos < EVERY.toNanos()) {
      return;
    }
    try {
      NodeStatus status = new NodeStatus(node, version, template, sequence, clock.instant());
      objects.replace(StoreLayout.node(node), Source.of(NodeCodec.encode(status)));
      said = sequence;
      failing = false;
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it is: the thread that says this also reads what other nodes append.
      if (!failing) {
        LOG.warn(
            "could not say how far this node has come, so other nodes show it as it was; it is"
                + " tried again",
            e);
      }
      failing = true;
    }
    saidNanos = now;
  }

  /** All there are, in the order of their names. */
  public List<NodeStatus> all() throws IOException {
    List<String> keys = new ArrayList<>();
    objects.list(StoreLayout.NODES, entry -> keys.add(entry.key()));
    List<NodeStatus> found = new ArrayList<>();
    for (String key : keys) {
      Optional<byte[]> bytes = objects.bytes(key);
      try {
        bytes.ifPresent(each -> found.add(NodeCodec.decode(each, key)));
      } catch (StoreException e) {
        LOG.warn("{} tells nothing: {}", key, e.getMessage());
      }
    }
    return found;
  }

  void leave() {
    try {
      var unused = objects.delete(StoreLayout.node(node));
    } catch (IOException | RuntimeException e) {
      // The end of the thread: the client of the bucket may be closed already.
      LOG.debug("could not take back what this node said of itself", e);
    }
  }
}
