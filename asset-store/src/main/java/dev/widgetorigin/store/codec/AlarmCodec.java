package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.widget.Alarm;
import java.time.Instant;

/**
 * An alarm in a checkpoint: {@code {"kind":"store","subject":"chat@1.2.0","widget":"chat",
 * "problem":"…","since":1795514400000}}.
 */
final class AlarmCodec {
  private AlarmCodec() {}

  static void encode(JsonOut json, Alarm alarm) {
    json.field("kind", alarm.kind().text())
        .field("subject", alarm.subject())
        .field("widget", alarm.widget())
        .field("problem", alarm.problem())
        .field("since", alarm.since().toEpochMilli())
        .end();
  }

  static Alarm decode(JsonIn json) {
    var read =
        new Object() {
          String kind;
          String subject;
          WidgetName widget;
          String problem;
          long since;
        };
    json.object(
        name -> {
          switch (name) {
            case "kind" -> read.kind = json.text();
            case "subject" -> read.subject = json.text();
            case "widget" -> read.widget = json.widget();
            case "problem" -> read.problem = json.text();
            case "since" -> read.since = json.number();
            default -> throw json.unknown("field", name);
          }
        });
    return new Alarm(
        kind(json, json.required(read.kind, "kind")),
        json.required(read.subject, "subject"),
        read.widget,
        json.required(read.problem, "problem"),
        Instant.ofEpochMilli(read.since));
  }

  static Alarm.Kind kind(JsonIn json, String text) {
    return Alarm.Kind.parse(text).orElseThrow(() -> json.unknown("kind of alarm", text));
  }
}
