package dev.widgetorigin.store.codec;

import dev.widgetorigin.store.Rollout;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;

/** A rollout as JSON; durations in ISO 8601, {@code PT30M}. */
final class RolloutCodec {
  private RolloutCodec() {}

  /** The object has been begun; ends it. */
  static void encode(JsonOut json, Rollout rollout) {
    json.field("id", rollout.id())
        .field("version", rollout.version())
        .field("alias", rollout.alias())
        .field("previous", rollout.previous());
    if (rollout.steps() != null) {
      json.array(
          "steps",
          rollout.steps(),
          step ->
              json.begin().field("weight", step.weight()).field("duration", step.duration()).end());
    }
    json.field("step", rollout.step())
        .field("phase", rollout.phase() == null ? null : JsonIn.text(rollout.phase()))
        .field("salt", rollout.salt())
        .field("bake", rollout.bake());
    if (rollout.sites() != null) {
      json.begin("sites");
      json.array("in", rollout.sites().in(), json::text);
      json.array("out", rollout.sites().out(), json::text);
      json.end();
    }
    if (rollout.thresholds() != null) {
      encode(json.begin("thresholds"), rollout.thresholds());
    }
    json.field("startAt", rollout.startAt())
        .field("stepStartedAt", rollout.stepStartedAt())
        .field("pausedAt", rollout.pausedAt())
        .field("promotedAt", rollout.promotedAt())
        .field("rolledBack", rollout.rolledBack() ? true : null)
        .field("reason", rollout.reason())
        .end();
  }

  private static void encode(JsonOut json, Rollout.Thresholds thresholds) {
    json.field("errorPercent", thresholds.errorPercent())
        .field("windowMinutes", thresholds.windowMinutes())
        .field("holdMinutes", thresholds.holdMinutes())
        .field("minRate", thresholds.minRate())
        .field("minBound", thresholds.minBound())
        .field("minAdvance", thresholds.minAdvance())
        .end();
  }

  static Rollout decode(JsonIn json) {
    Rollout.Builder read = Rollout.builder();
    json.object(
        name -> {
          switch (name) {
            case "id" -> read.id(json.text());
            case "version" -> read.version(json.version());
            case "alias" -> read.alias(json.text());
            case "previous" -> read.previous(json.version());
            case "steps" -> read.steps(List.copyOf(json.array(() -> step(json))));
            case "step" -> read.step(json.integer());
            case "phase" -> read.phase(json.constant(Rollout.Phase.class));
            case "salt" -> read.salt(json.integer());
            case "bake" -> read.bake(duration(json));
            case "sites" -> read.sites(sites(json));
            case "thresholds" -> read.thresholds(thresholds(json));
            case "startAt" -> read.startAt(json.time());
            case "stepStartedAt" -> read.stepStartedAt(json.time());
            case "pausedAt" -> read.pausedAt(json.time());
            case "promotedAt" -> read.promotedAt(json.time());
            case "rolledBack" -> read.rolledBack(json.flag());
            case "reason" -> read.reason(json.text());
            default -> throw json.unknown("field", name);
          }
        });
    return read.build();
  }

  private static Rollout.Step step(JsonIn json) {
    var read =
        new Object() {
          int weight;
          Duration duration;
        };
    json.object(
        name -> {
          switch (name) {
            case "weight" -> read.weight = json.integer();
            case "duration" -> read.duration = duration(json);
            default -> throw json.unknown("field", name);
          }
        });
    return new Rollout.Step(read.weight, read.duration);
  }

  private static Rollout.Sites sites(JsonIn json) {
    var read =
        new Object() {
          List<String> in = List.of();
          List<String> out = List.of();
        };
    json.object(
        name -> {
          switch (name) {
            case "in" -> read.in = List.copyOf(json.array(json::text));
            case "out" -> read.out = List.copyOf(json.array(json::text));
            default -> throw json.unknown("field", name);
          }
        });
    return new Rollout.Sites(read.in, read.out);
  }

  private static Rollout.Thresholds thresholds(JsonIn json) {
    int[] values = new int[6];
    json.object(
        name -> {
          int index =
              switch (name) {
                case "errorPercent" -> 0;
                case "windowMinutes" -> 1;
                case "holdMinutes" -> 2;
                case "minRate" -> 3;
                case "minBound" -> 4;
                case "minAdvance" -> 5;
                default -> throw json.unknown("field", name);
              };
          values[index] = json.integer();
        });
    return new Rollout.Thresholds(values[0], values[1], values[2], values[3], values[4], values[5]);
  }

  private static Duration duration(JsonIn json) {
    String text = json.text();
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw json.corrupt("expected a duration, found " + text);
    }
  }
}
