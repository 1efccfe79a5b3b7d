package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.config.value.Texts;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.origin.rollout.site.SiteName;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a person asks of a new rollout. Only the version is required.
 *
 * <pre>
 * {"version": "1.3.0",
 *  "steps": [{"weight": 5, "duration": "1h"}, {"weight": 20, "duration": "4h"},
 *            {"weight": 50, "duration": "24h"}, {"weight": 100}],
 *  "bake": "24h",
 *  "sites": {"in": ["intranet.example"], "out": ["shop.example"]},
 *  "thresholds": {"errorPercent": 10, "windowMinutes": 5, "holdMinutes": 5, "minRate": 50,
 *                 "minBound": 20, "minAdvance": 100},
 *  "startAt": "2026-11-22T08:00:00Z",
 *  "reason": "new composer"}
 * </pre>
 *
 * Weights are percent, at most two decimals, rising; a last step of 100 without a duration is the
 * promotion itself, and is understood where it is left out. Durations: {@code 90s}, {@code 30m},
 * {@code 1h}, {@code 2d} or ISO 8601.
 */
record RolloutRequest(
    Version version,
    List<RolloutPlan.Step> steps,
    Duration bake,
    RolloutPlan.Sites sites,
    Thresholds thresholds,
    Instant startAt,
    String reason) {
  static final List<RolloutPlan.Step> DEFAULT_STEPS =
      List.of(
          new RolloutPlan.Step(500, Duration.ofHours(1)),
          new RolloutPlan.Step(2_000, Duration.ofHours(4)),
          new RolloutPlan.Step(5_000, Duration.ofHours(24)),
          new RolloutPlan.Step(RolloutPlan.Step.ALL, Duration.ZERO));

  private static final Duration LONGEST = Duration.ofDays(366);

  private static final JsonType<Duration> DURATION =
      JsonType.text("a duration such as 30m, 1h or 2d", RolloutRequest::duration);
  private static final JsonType<Double> PERCENT =
      JsonType.value(
          "a number from 0.01 to 100.0 with at most two decimals",
          found ->
              found.doubleValueOpt().stream()
                  .filter(percent -> percent >= 0.01 && percent <= 100 && isHundredths(percent))
                  .boxed()
                  .findAny());
  private static final JsonType<Instant> TIME =
      JsonType.text("a time such as 2026-11-22T08:00:00Z", Texts::time);
  private static final JsonType<List<String>> NAMES =
      JsonType.list(JsonType.textThat("a host or a site's name", SiteName::isName), 0, 100);
  private static final JsonType<RolloutPlan.Sites> SITES = JsonType.object(RolloutRequest::sites);

  static RolloutRequest read(JsonFields fields, RolloutConfig defaults) {
    return new RolloutRequest(
        fields.required("version", JsonType.VERSION),
        steps(fields),
        fields.get("bake", DURATION, defaults.bake()),
        fields.get("sites", SITES),
        fields.get("thresholds", JsonType.object(own -> thresholds(own, defaults))),
        fields.get("startAt", TIME),
        fields.reason());
  }

  private static List<RolloutPlan.Step> steps(JsonFields fields) {
    int[] weight = {0};
    JsonType<List<RolloutPlan.Step>> rising =
        JsonType.list(JsonType.object(step -> step(step, weight)), 1, 20);
    List<RolloutPlan.Step> steps = new ArrayList<>(fields.get("steps", rising, DEFAULT_STEPS));
    if (steps.isEmpty() || steps.get(steps.size() - 1).weight() < RolloutPlan.Step.ALL) {
      steps.add(new RolloutPlan.Step(RolloutPlan.Step.ALL, Duration.ZERO));
    }
    return List.copyOf(steps);
  }

  /**
   * Null where it is wrong.
   *
   * @param before the weight of the step before, which becomes that of this one
   */
  private static RolloutPlan.Step step(JsonFields fields, int[] before) {
    Double percent = fields.required("weight", PERCENT);
    Duration duration = fields.get("duration", DURATION, Duration.ZERO);
    if (percent == null) {
      return null;
    }
    int weight = (int) Math.round(percent * 100);
    if (weight <= before[0]) {
      fields.problem("weight", "expected more than the step before, found " + percent);
    }
    before[0] = weight;
    return new RolloutPlan.Step(weight, duration);
  }

  private static boolean isHundredths(double percent) {
    return Math.abs(percent * 100 - Math.rint(percent * 100)) < 1e-6;
  }

  private static Optional<Duration> duration(String text) {
    // Twelve characters cannot overflow, and nobody plans further ahead.
    Optional<Duration> duration = text.length() > 12 ? Optional.empty() : Texts.duration(text);
    return duration.filter(each -> !each.isNegative() && each.compareTo(LONGEST) <= 0);
  }

  private static RolloutPlan.Sites sites(JsonFields fields) {
    List<String> in = fields.get("in", NAMES, List.of());
    List<String> out = fields.get("out", NAMES, List.of());
    in.stream()
        .filter(out::contains)
        .forEach(site -> fields.problem("in", site + " cannot be in and out"));
    return in.isEmpty() && out.isEmpty() ? null : new RolloutPlan.Sites(in, out);
  }

  /** What holds for a rollout: its own, or those of the configuration where it has none. */
  static Thresholds thresholds(Rollout rollout, RolloutConfig config) {
    Thresholds own = rollout.plan().thresholds();
    return own != null ? own : thresholds(config);
  }

  private static Thresholds thresholds(RolloutConfig config) {
    return new Thresholds(
        config.errorPercent(),
        config.windowMinutes(),
        config.holdMinutes(),
        config.minRate(),
        config.minBound(),
        config.minAdvance());
  }

  /** What is not named is as configured now, and stays so for this rollout. */
  private static Thresholds thresholds(JsonFields fields, RolloutConfig config) {
    return new Thresholds(
        number(fields, "errorPercent", 1, 99, config.errorPercent()),
        number(fields, "windowMinutes", 1, 60, config.windowMinutes()),
        number(fields, "holdMinutes", 0, 60, config.holdMinutes()),
        number(fields, "minRate", 1, 1_000_000, config.minRate()),
        number(fields, "minBound", 1, 1_000_000, config.minBound()),
        number(fields, "minAdvance", 1, 1_000_000, config.minAdvance()));
  }

  private static int number(JsonFields fields, String name, int min, int max, int absent) {
    return fields.get(name, JsonType.whole(min, max), (long) absent).intValue();
  }
}
