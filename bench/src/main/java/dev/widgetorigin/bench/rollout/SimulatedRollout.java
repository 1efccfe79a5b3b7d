package dev.widgetorigin.bench.rollout;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** The one step of a rollout that all simulations look at, and how its reports arrive. */
final class SimulatedRollout {
  static final WidgetName WIDGET = WidgetName.parse("chat");
  static final Version STABLE = Version.parse("1.2.0");
  static final Version CANARY = Version.parse("1.3.0");
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Loads of the stable version for each one of the new version, as 5 % get that. */
  static final int STABLE_SHARE = 19;

  private SimulatedRollout() {}

  /** Of 5 %, for that long. */
  static Rollout.Running step(Duration length) {
    RolloutPlan plan =
        new RolloutPlan(
            "1.3.0-1",
            CANARY,
            "latest",
            STABLE,
            List.of(new RolloutPlan.Step(500, length)),
            0,
            Duration.ZERO,
            null,
            null,
            START);
    return new Rollout.Running(plan, 0, START, "simulated");
  }

  /** How many arrive where so many are expected: Knuth's method in slices that do not underflow. */
  static int poisson(SplittableRandom random, double mean) {
    int count = 0;
    for (double left = mean; left > 0; left -= 30) {
      double limit = Math.exp(-Math.min(left, 30));
      double product = random.nextDouble();
      while (product > limit) {
        count++;
        product *= random.nextDouble();
      }
    }
    return count;
  }
}
