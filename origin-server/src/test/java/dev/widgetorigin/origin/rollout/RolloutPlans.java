package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Plans of rollouts that move {@code latest} away from 1.0.0. */
public final class RolloutPlans {
  private RolloutPlans() {}

  /** Steps of an hour. */
  public static RolloutPlan of(
      String version, int weight, int salt, RolloutPlan.Sites sites, int... weights) {
    List<RolloutPlan.Step> steps = new ArrayList<>();
    steps.add(new RolloutPlan.Step(weight, Duration.ofHours(1)));
    for (int next : weights) {
      steps.add(new RolloutPlan.Step(next, Duration.ofHours(1)));
    }
    return new RolloutPlan(
        version + "-1",
        Version.parse(version),
        "latest",
        Version.parse("1.0.0"),
        steps,
        salt,
        Duration.ofHours(1),
        sites,
        null,
        Instant.parse("2026-11-21T12:00:00Z"));
  }
}
