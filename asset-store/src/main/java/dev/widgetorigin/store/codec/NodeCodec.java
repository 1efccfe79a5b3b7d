package dev.widgetorigin.store.codec;

import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.widget.Widget;
import java.time.Instant;

/**
 * What a node says of itself, as JSON: {@code {"format":1,"node":"3f9a0c51d2e8","version":"0.1.0",
 * "template":2,"sequence":42,"time":1795514400000}}.
 */
public final class NodeCodec {
  private static final int FORMAT = 1;

  private NodeCodec() {}

  public static byte[] encode(NodeStatus status) {
    return JsonOut.bytes(
        json ->
            json.begin()
                .field("format", FORMAT)
                .field("node", status.node())
                .field("version", status.version())
                .field("template", status.template())
                .field("sequence", status.sequence())
                .field("time", status.time().toEpochMilli())
                .end());
  }

  /** Throws StoreException CORRUPT or INCOMPATIBLE. */
  public static NodeStatus decode(byte[] bytes, String document) {
    var read =
        new Object() {
          String node;
          String version;
          int template = Widget.FIRST_TEMPLATE;
          Long sequence;
          Instant time;
        };
    return JsonIn.read(
        bytes,
        document,
        json -> {
          json.object(
              name -> {
                switch (name) {
                  case "format" -> json.format(FORMAT);
                  case "node" -> read.node = json.text();
                  case "version" -> read.version = json.text();
                  case "template" -> read.template = json.integer();
                  case "sequence" -> read.sequence = json.number();
                  case "time" -> read.time = Instant.ofEpochMilli(json.number());
                  default -> throw json.unknown("field", name);
                }
              });
          return new NodeStatus(
              json.required(read.node, "node"),
              json.required(read.version, "version"),
              read.template,
              json.required(read.sequence, "sequence"),
              json.required(read.time, "time"));
        });
  }
}
