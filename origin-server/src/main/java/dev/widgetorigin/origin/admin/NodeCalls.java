package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /nodes}: who serves this store, and how far each has come. */
public final class NodeCalls {
  private final Store store;
  private final String version;
  private final InstantSource clock;

  private NodeCalls(Store store, String version, InstantSource clock) {
    this.store = store;
    this.version = version;
    this.clock = clock;
  }

  /**
   * The row for the control API's table.
   *
   * @param version of this node's build
   */
  public static ApiRoute route(Store store, String version, InstantSource clock) {
    return ApiRoute.look("/-/api/v1/nodes", new NodeCalls(store, version, clock)::list);
  }

  private ApiAnswer list(ApiCall call) {
    Instant now = clock.instant();
    List<Map<String, Object>> nodes = new ArrayList<>();
    nodes.add(json(own(now), now));
    for (NodeStatus each : store.nodes()) {
      if (!each.node().equals(store.node())) {
        nodes.add(json(each, now));
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", store.node());
    json.put("nodes", nodes);
    return ApiAnswer.json(200, json);
  }

  /** As it is now, and not as it was when it last told the others. */
  private NodeStatus own(Instant now) {
    Duration age = store.bucket().map(BucketStatus::age).orElse(Duration.ZERO);
    long sequence = store.catalog().snapshot().sequence();
    return new NodeStatus(store.node(), version, Widget.FIRST_TEMPLATE, sequence, now.minus(age));
  }

  private static Map<String, Object> json(NodeStatus status, Instant now) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", status.node());
    if (!status.version().isEmpty()) {
      json.put("version", status.version());
    }
    json.put("sequence", status.sequence());
    json.put("seen", status.time().toString());
    // Another node's clock may be ahead of ours.
    json.put("ageMillis", Math.max(0, Duration.between(status.time(), now).toMillis()));
    return json;
  }
}
