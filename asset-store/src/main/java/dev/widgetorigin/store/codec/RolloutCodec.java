package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A rollout as JSON; durations in ISO 8601, {@code PT30M}. */
final class RolloutCodec {
  private RolloutCodec() {}

  /** The object has been begun; ends it. */
  static void encode(JsonOut json, Rollout rollout) {
    RolloutPlan plan = rollout.plan();
    Course course = Course.of(rollout);
    json.field("id", plan.id())
        .field("version", plan.version())
        .field("alias", plan.alias())
        .field("previous", plan.previous())
        .array(
            "steps",
            plan.steps(),
            step ->
                json.begin()
                    .field("weight", step.weight())
                    .field("duration", step.duration())
                    .end())
        .field("step", course.step())
        .field("phase", JsonIn.text(rollout.phase()))
        .field("salt", plan.salt())
        .field("bake", plan.bake());
    if (plan.sites() != null) {
      json.begin("sites");
      json.array("in", plan.sites().in(), json::text);
      json.array("out", plan.sites().out(), json::text);
      json.end();
    }
    if (plan.thresholds() != null) {
      encode(json.begin("thresholds"), plan.thresholds());
    }
    json.field("startAt", plan.startAt())
        .field("stepStartedAt", course.stepStartedAt())
        .field("pausedAt", course.pausedAt())
        .field("promotedAt", course.promotedAt())
        .field("rolledBack", course.rolledBack() ? true : null)
        .field("reason", rollout.reason());
    if (!plan.quarantined().isEmpty()) {
      json.array("quarantined", plan.quarantined(), site -> QuarantineCodec.encode(json, site));
    }
    json.end();
  }

  private static void encode(JsonOut json, RolloutPlan.Thresholds thresholds) {
    json.field("errorPercent", thresholds.errorPercent())
        .field("windowMinutes", thresholds.windowMinutes())
        .field("holdMinutes", thresholds.holdMinutes())
        .field("minRate", thresholds.minRate())
        .field("minBound", thresholds.minBound())
        .field("minAdvance", thresholds.minAdvance())
        .end();
  }

  static Rollout decode(JsonIn json) {
    Raw raw = new Raw();
    json.object(name -> raw.field(json, name));
    RolloutPlan plan = raw.plan(json);
    Course course = raw.course();
    if (course.step() < 0 || course.step() >= plan.steps().size()) {
      throw json.corrupt("a rollout of " + plan.steps().size() + " steps is in " + course.step());
    }
    Rollout rollout = course.rollout(json, json.required(raw.phase, "phase"), plan, raw.reason);
    if (!Course.of(rollout).equals(course)) {
      throw json.corrupt("a rollout that is " + JsonIn.text(raw.phase) + " has fields of another");
    }
    return rollout;
  }

  /** How far a rollout has come, as its fields say it: null is what is not true of its phase. */
  private record Course(
      int step, Instant stepStartedAt, Instant pausedAt, Instant promotedAt, boolean rolledBack) {
    static Course of(Rollout rollout) {
      Rollout at = rollout instanceof Rollout.Aborted aborted ? aborted.last() : rollout;
      Instant promotedAt = at instanceof Rollout.Promoted promoted ? promoted.promotedAt() : null;
      return new Course(
          at.step(),
          at instanceof Rollout.Stepping stepping ? stepping.stepStartedAt() : promotedAt,
          at instanceof Rollout.Paused paused ? paused.pausedAt() : null,
          promotedAt,
          at instanceof Rollout.TakenBack back && back.byItself());
    }

    Rollout rollout(JsonIn json, Rollout.Phase phase, RolloutPlan plan, String reason) {
      return switch (phase) {
        case PENDING, RUNNING, PAUSED -> unpromoted(json, phase, plan, reason);
        case PROMOTING -> new Rollout.Promoting(plan, promotedAt(json), reason);
        case SUCCEEDED -> new Rollout.Succeeded(plan, promotedAt(json), reason);
        case ABORTED ->
            promotedAt == null
                ? new Rollout.Aborted(unpromoted(json, lastPhase(), plan, reason))
                : new Rollout.TakenBack(plan, promotedAt, rolledBack, reason);
      };
    }

    private Rollout.Unpromoted unpromoted(
        JsonIn json, Rollout.Phase phase, RolloutPlan plan, String reason) {
      if (phase == Rollout.Phase.PENDING) {
        return new Rollout.Pending(plan, reason);
      }
      Instant started = json.required(stepStartedAt, "stepStartedAt");
      return phase == Rollout.Phase.RUNNING
          ? new Rollout.Running(plan, step, started, reason)
          : new Rollout.Paused(plan, step, started, json.required(pausedAt, "pausedAt"), reason);
    }

    /** Of one that was aborted before its promotion. */
    private Rollout.Phase lastPhase() {
      if (pausedAt != null) {
        return Rollout.Phase.PAUSED;
      }
      return stepStartedAt == null ? Rollout.Phase.PENDING : Rollout.Phase.RUNNING;
    }

    private Instant promotedAt(JsonIn json) {
      return json.required(promotedAt, "promotedAt");
    }
  }

  /** All fields that a rollout can have. */
  private static final class Raw {
    private String id;
    private Version version;
    private String alias;
    private Version previous;
    private List<RolloutPlan.Step> steps;
    private int step;
    private Rollout.Phase phase;
    private int salt;
    private Duration bake;
    private RolloutPlan.Sites sites;
    private RolloutPlan.Thresholds thresholds;
    private Instant startAt;
    private Instant stepStartedAt;
    private Instant pausedAt;
    private Instant promotedAt;
    private boolean rolledBack;
    private String reason = "";
    private List<QuarantinedSite> quarantined = List.of();

    void field(JsonIn json, String name) {
      switch (name) {
        case "id" -> id = json.text();
        case "version" -> version = json.version();
        case "alias" -> alias = json.text();
        case "previous" -> previous = json.version();
        case "steps" -> steps = json.array(() -> RolloutCodec.step(json));
        case "step" -> step = json.integer();
        case "phase" -> phase = json.constant(Rollout.Phase.class);
        case "salt" -> salt = json.integer();
        case "bake" -> bake = duration(json);
        case "sites" -> sites = RolloutCodec.sites(json);
        case "thresholds" -> thresholds = RolloutCodec.thresholds(json);
        case "startAt" -> startAt = json.time();
        case "stepStartedAt" -> stepStartedAt = json.time();
        case "pausedAt" -> pausedAt = json.time();
        case "promotedAt" -> promotedAt = json.time();
        case "rolledBack" -> rolledBack = json.flag();
        case "reason" -> reason = json.text();
        case "quarantined" -> quarantined = json.array(() -> QuarantineCodec.decode(json));
        default -> throw json.unknown("field", name);
      }
    }

    RolloutPlan plan(JsonIn json) {
      if (json.required(steps, "steps").isEmpty()) {
        throw json.corrupt("a rollout has no steps");
      }
      if (quarantined.size() > RolloutPlan.MOST_QUARANTINED) {
        throw json.corrupt("a rollout has " + quarantined.size() + " quarantined sites");
      }
      return new RolloutPlan(
          json.required(id, "id"),
          json.required(version, "version"),
          json.required(alias, "alias"),
          json.required(previous, "previous"),
          steps,
          salt,
          json.required(bake, "bake"),
          sites,
          thresholds,
          json.required(startAt, "startAt"),
          quarantined);
    }

    Course course() {
      return new Course(step, stepStartedAt, pausedAt, promotedAt, rolledBack);
    }
  }

  private static RolloutPlan.Step step(JsonIn json) {
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
    return new RolloutPlan.Step(read.weight, json.required(read.duration, "duration"));
  }

  private static RolloutPlan.Sites sites(JsonIn json) {
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
    return new RolloutPlan.Sites(read.in, read.out);
  }

  private static RolloutPlan.Thresholds thresholds(JsonIn json) {
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
    return new RolloutPlan.Thresholds(
        values[0], values[1], values[2], values[3], values[4], values[5]);
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
