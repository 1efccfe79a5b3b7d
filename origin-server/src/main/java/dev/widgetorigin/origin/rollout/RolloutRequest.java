package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.config.Texts;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.RolloutPlan;
import dev.widgetorigin.store.RolloutPlan.Thresholds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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
  private static final int MAX_STEPS = 20;
  private static final int MAX_SITES = 100;
  private static final Pattern SITE = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

  /** Throws Refusal that lists every problem. */
  static RolloutRequest read(JsonFields fields, RolloutConfig defaults) {
    Version version = version(fields);
    List<RolloutPlan.Step> steps = steps(fields);
    Duration bake = duration(fields, "bake", defaults.bake());
    RolloutPlan.Sites sites = sites(fields.object("sites"));
    Thresholds thresholds = thresholds(fields.object("thresholds"), defaults);
    Instant startAt = time(fields);
    String reason = fields.reason();
    fields.done();
    return new RolloutRequest(version, steps, bake, sites, thresholds, startAt, reason);
  }

  private static Version version(JsonFields fields) {
    String text = fields.required("version");
    if (text == null) {
      return null;
    }
    try {
      return Version.parse(text);
    } catch (ResolverException e) {
      fields.error("version", e.getMessage());
      return null;
    }
  }

  private static List<RolloutPlan.Step> steps(JsonFields fields) {
    List<JsonFields> list = fields.objects("steps");
    if (list == null) {
      return DEFAULT_STEPS;
    }
    if (list.isEmpty() || list.size() > MAX_STEPS) {
      fields.error("steps", "expected 1 to " + MAX_STEPS + " steps");
    }
    List<RolloutPlan.Step> steps = new ArrayList<>();
    int before = 0;
    for (JsonFields each : list) {
      Double percent = each.decimal("weight", 0.01, 100);
      Duration duration = duration(each, "duration", Duration.ZERO);
      if (percent == null && !each.has("weight")) {
        each.error("weight", "expected percent, found nothing");
      }
      each.noOthers();
      int weight = percent == null ? before : (int) Math.round(percent * 100);
      if (percent != null && weight <= before) {
        each.error("weight", "expected more than the step before, found " + percent);
      }
      before = weight;
      steps.add(new RolloutPlan.Step(weight, duration));
    }
    if (before < RolloutPlan.Step.ALL) {
      steps.add(new RolloutPlan.Step(RolloutPlan.Step.ALL, Duration.ZERO));
    }
    return List.copyOf(steps);
  }

  private static Duration duration(JsonFields fields, String name, Duration absent) {
    String text = fields.text(name);
    if (text == null) {
      return absent;
    }
    // Twelve characters cannot overflow, and nobody plans further ahead.
    Duration duration = text.length() > 12 ? null : Texts.duration(text).orElse(null);
    if (duration == null || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      fields.error(name, "expected a duration such as 30m, 1h or 2d, found '" + text + "'");
      return absent;
    }
    return duration;
  }

  private static RolloutPlan.Sites sites(JsonFields fields) {
    if (fields == null) {
      return null;
    }
    List<String> in = sites(fields, "in");
    List<String> out = sites(fields, "out");
    in.stream()
        .filter(out::contains)
        .forEach(site -> fields.error("in", site + " cannot be in and out"));
    fields.noOthers();
    return in.isEmpty() && out.isEmpty() ? null : new RolloutPlan.Sites(in, out);
  }

  private static List<String> sites(JsonFields fields, String name) {
    List<String> sites = fields.texts(name);
    if (sites == null) {
      return List.of();
    }
    if (sites.size() > MAX_SITES) {
      fields.error(name, "expected at most " + MAX_SITES + " sites");
    }
    sites.stream()
        .filter(site -> !SITE.matcher(site).matches())
        .forEach(site -> fields.error(name, "expected a host or a site's name, found " + site));
    return List.copyOf(sites);
  }

  /** Of the configuration, in the form that a rollout has. */
  static Thresholds thresholds(RolloutConfig config) {
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
    if (fields == null) {
      return null;
    }
    Thresholds thresholds =
        new Thresholds(
            number(fields, "errorPercent", 1, 99, config.errorPercent()),
            number(fields, "windowMinutes", 1, 60, config.windowMinutes()),
            number(fields, "holdMinutes", 0, 60, config.holdMinutes()),
            number(fields, "minRate", 1, 1_000_000, config.minRate()),
            number(fields, "minBound", 1, 1_000_000, config.minBound()),
            number(fields, "minAdvance", 1, 1_000_000, config.minAdvance()));
    fields.noOthers();
    return thresholds;
  }

  private static int number(JsonFields fields, String name, int min, int max, int absent) {
    Long number = fields.number(name, min, max);
    return number == null ? absent : number.intValue();
  }

  private static Instant time(JsonFields fields) {
    String text = fields.text("startAt");
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      fields.error("startAt", "expected a time such as 2026-11-22T08:00:00Z, found " + text);
      return null;
    }
  }
}
