package dev.widgetorigin.store.codec;

import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.widget.QuarantinedSite;
import java.time.Instant;

/**
 * A site that a rollout holds back, as JSON: {@code {"site":"shop.example","channel":"acme",
 * "since":"2026-11-21T12:00:00Z","why":"…"}}; without {@code channel} where none is known.
 */
final class QuarantineCodec {
  private QuarantineCodec() {}

  static void encode(JsonOut json, QuarantinedSite site) {
    json.begin()
        .field("site", site.site())
        .field("channel", site.channel())
        .field("since", site.since())
        .field("why", site.why())
        .end();
  }

  static QuarantinedSite decode(JsonIn json) {
    var read =
        new Object() {
          String site;
          String channel;
          Instant since;
          String why;
        };
    json.object(
        name -> {
          switch (name) {
            case "site" -> read.site = json.text();
            case "channel" -> read.channel = json.text();
            case "since" -> read.since = json.time();
            case "why" -> read.why = json.text();
            default -> throw json.unknown("field", name);
          }
        });
    return new QuarantinedSite(
        json.required(read.site, "site"),
        read.channel,
        json.required(read.since, "since"),
        json.required(read.why, "why"));
  }
}
