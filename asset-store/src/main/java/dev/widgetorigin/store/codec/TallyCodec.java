package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.widget.RolloutTally;
import dev.widgetorigin.store.widget.RolloutTally.Count;
import dev.widgetorigin.store.widget.RolloutTally.SiteCount;
import dev.widgetorigin.store.widget.RolloutTally.Step;
import java.util.List;

/**
 * A node's tally as JSON: {@code {"format":1,"widget":"chat","rollout":"1.3.0-42","step":"0",
 * "node":"3f9a0c51d2e8","run":"9f0c51d2","minute":29925240,"canary":[{"network":71,"ok":3,
 * "errors":1}],"stable":[]}}; a network from which crashes came has {@code "crashes"} too. {@code
 * "sites":[{"site":"shop.example","channel":"acme","canary":[…],"stable":[…]}]} where there are
 * some.
 */
public final class TallyCodec {
  private static final int FORMAT = 1;

  private TallyCodec() {}

  public static byte[] encode(RolloutTally tally) {
    return JsonOut.bytes(
        json -> {
          json.begin()
              .field("format", FORMAT)
              .field("widget", tally.step().widget())
              .field("rollout", tally.step().rollout())
              .field("step", tally.step().name())
              .field("node", tally.node())
              .field("run", tally.run())
              .field("minute", tally.minute());
          counts(json, "canary", tally.canary());
          counts(json, "stable", tally.stable());
          if (!tally.sites().isEmpty()) {
            json.array("sites", tally.sites(), site -> site(json, site));
          }
          json.end();
        });
  }

  private static void counts(JsonOut json, String name, List<Count> counts) {
    json.array(
        name,
        counts,
        count -> {
          json.begin()
              .field("network", count.network())
              .field("ok", count.ok())
              .field("errors", count.errors());
          if (count.crashes() > 0) {
            json.field("crashes", count.crashes());
          }
          json.end();
        });
  }

  private static void site(JsonOut json, SiteCount site) {
    json.begin().field("site", site.site()).field("channel", site.channel());
    counts(json, "canary", site.canary());
    counts(json, "stable", site.stable());
    json.end();
  }

  /** Throws StoreException CORRUPT or INCOMPATIBLE. */
  public static RolloutTally decode(byte[] bytes, String document) {
    return JsonIn.read(bytes, document, TallyCodec::tally);
  }

  private static RolloutTally tally(JsonIn json) {
    RawTally raw = new RawTally();
    json.object(name -> raw.field(json, name));
    return raw.tally(json);
  }

  /** All fields of a tally, as they are read. */
  private static final class RawTally {
    private WidgetName widget;
    private String rollout;
    private String step;
    private String node;
    private String run;
    private Long minute;
    private List<Count> canary;
    private List<Count> stable;
    private List<SiteCount> sites = List.of();

    void field(JsonIn json, String name) {
      switch (name) {
        case "format" -> json.format(FORMAT);
        case "widget" -> widget = json.widget();
        case "rollout" -> rollout = json.text();
        case "step" -> step = json.text();
        case "node" -> node = json.text();
        case "run" -> run = json.text();
        case "minute" -> minute = json.number();
        case "canary" -> canary = json.array(() -> count(json));
        case "stable" -> stable = json.array(() -> count(json));
        case "sites" -> sites = json.array(() -> site(json));
        default -> throw json.unknown("field", name);
      }
    }

    RolloutTally tally(JsonIn json) {
      Step of =
          new Step(
              json.required(widget, "widget"),
              json.required(rollout, "rollout"),
              json.required(step, "step"));
      try {
        return new RolloutTally(
            of,
            json.required(node, "node"),
            json.required(run, "run"),
            json.required(minute, "minute"),
            json.required(canary, "canary"),
            json.required(stable, "stable"),
            sites);
      } catch (IllegalArgumentException e) {
        throw json.corrupt(e.getMessage());
      }
    }
  }

  private static SiteCount site(JsonIn json) {
    var read =
        new Object() {
          String site;
          String channel;
          List<Count> canary;
          List<Count> stable;
        };
    json.object(
        name -> {
          switch (name) {
            case "site" -> read.site = json.text();
            case "channel" -> read.channel = json.text();
            case "canary" -> read.canary = json.array(() -> count(json));
            case "stable" -> read.stable = json.array(() -> count(json));
            default -> throw json.unknown("field", name);
          }
        });
    String site = json.required(read.site, "site");
    List<Count> canary = json.required(read.canary, "canary");
    List<Count> stable = json.required(read.stable, "stable");
    try {
      return new SiteCount(site, read.channel, canary, stable);
    } catch (IllegalArgumentException e) {
      throw json.corrupt(e.getMessage());
    }
  }

  private static Count count(JsonIn json) {
    var read =
        new Object() {
          Long network;
          Long ok;
          Long errors;
          Long crashes;
        };
    json.object(
        name -> {
          switch (name) {
            case "network" -> read.network = json.number();
            case "ok" -> read.ok = json.number();
            case "errors" -> read.errors = json.number();
            case "crashes" -> read.crashes = json.number();
            default -> throw json.unknown("field", name);
          }
        });
    long network = json.required(read.network, "network");
    long ok = json.required(read.ok, "ok");
    long errors = json.required(read.errors, "errors");
    long crashes = read.crashes == null ? 0 : read.crashes;
    try {
      return new Count(network, ok, errors, crashes);
    } catch (IllegalArgumentException e) {
      throw json.corrupt(e.getMessage());
    }
  }
}
