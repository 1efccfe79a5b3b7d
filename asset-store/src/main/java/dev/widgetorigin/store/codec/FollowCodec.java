package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.time.Instant;

/**
 * Rules of following channels, and what is switched off, as a checkpoint has them. Both say who did
 * something, when and why: {@code {"by":"ana","at":1795514400000,"reason":"…"}}.
 */
final class FollowCodec {
  private record Deed(String by, Instant at, String reason) {}

  private FollowCodec() {}

  /** The object has been begun; ends it. */
  static void encode(JsonOut json, FollowRule rule) {
    json.field("follow", rule.follow().alias()).field("delay", rule.delay().toMillis());
    FollowRule.Hold hold = rule.hold();
    if (hold != null) {
      encode(json.begin("hold"), hold.by(), hold.at(), hold.reason());
    }
    json.end();
  }

  /** The object has been begun; ends it. */
  static void encode(JsonOut json, Widget.Off off) {
    encode(json, off.by(), off.at(), off.reason());
  }

  private static void encode(JsonOut json, String by, Instant at, String reason) {
    json.field("by", by).field("at", at.toEpochMilli()).field("reason", reason).end();
  }

  static FollowRule rule(JsonIn json) {
    var read =
        new Object() {
          Selector follow;
          long delay;
          FollowRule.Hold hold;
        };
    json.object(
        name -> {
          switch (name) {
            case "follow" -> read.follow = json.selector();
            case "delay" -> read.delay = json.number();
            case "hold" -> {
              Deed deed = deed(json);
              read.hold = new FollowRule.Hold(deed.by(), deed.at(), deed.reason());
            }
            default -> throw json.unknown("field", name);
          }
        });
    return new FollowRule(
        json.required(read.follow, "follow"), Duration.ofMillis(read.delay), read.hold);
  }

  static Widget.Off off(JsonIn json) {
    Deed deed = deed(json);
    return new Widget.Off(deed.by(), deed.at(), deed.reason());
  }

  private static Deed deed(JsonIn json) {
    var read =
        new Object() {
          String by;
          long at;
          String reason;
        };
    json.object(
        name -> {
          switch (name) {
            case "by" -> read.by = json.text();
            case "at" -> read.at = json.number();
            case "reason" -> read.reason = json.text();
            default -> throw json.unknown("field", name);
          }
        });
    return new Deed(
        json.required(read.by, "by"),
        Instant.ofEpochMilli(read.at),
        json.required(read.reason, "reason"));
  }
}
