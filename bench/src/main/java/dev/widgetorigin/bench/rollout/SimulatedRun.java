package dev.widgetorigin.bench.rollout;

import static dev.widgetorigin.bench.rollout.SimulatedRollout.CANARY;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.STABLE;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.STABLE_SHARE;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.WIDGET;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.poisson;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.step;

import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.outcome.Evidence;
import dev.widgetorigin.origin.rollout.outcome.OutcomeReport;
import dev.widgetorigin.origin.rollout.outcome.OutcomeReport.LoadResult;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.origin.rollout.outcome.Verdict;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Six hours of one rollout: reports arrive at random, the verdict is asked at every tick. */
final class SimulatedRun {
  static final Duration LENGTH = Duration.ofHours(6);

  /** When the verdict first said so, in seconds after the breakage; negative where it never did. */
  record Result(long abort, long inconclusive, long plainRule) {}

  /** Seconds: the default of {@code rollout.tick}. */
  private static final int FINE = 2;

  private static final int COARSE = 30;
  private static final int NETWORKS = 3_000;
  private static final double PLAIN_LIMIT = 0.10;
  private static final int PLAIN_SAMPLES = 10;
  private static final Rollout ROLLOUT = step(Duration.ofHours(24));

  private final Scenario scenario;
  private final SplittableRandom random;

  /** Since it began. */
  private long second;

  private final OutcomeWindows windows =
      new OutcomeWindows(RolloutConfig.DEFAULTS, () -> TimeUnit.SECONDS.toNanos(second));

  SimulatedRun(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.random = new SplittableRandom(seed);
  }

  Result run() {
    long breaksAt = scenario.breaksAt() == null ? 0 : scenario.breaksAt().toSeconds();
    long abort = -1;
    long inconclusive = -1;
    long plainRule = -1;
    while (second < LENGTH.toSeconds() && abort < 0 && inconclusive < 0) {
      long sinceBreakage = second - breaksAt;
      int tick = sinceBreakage >= 0 && sinceBreakage < 600 ? FINE : COARSE;
      second += tick;
      arrive(tick, second > breaksAt);
      Evidence evidence = windows.evidence(WIDGET, ROLLOUT, RolloutPlan.Thresholds.DEFAULTS, false);
      if (plainRule < 0
          && evidence.now().loads() >= PLAIN_SAMPLES
          && evidence.now().rate() > PLAIN_LIMIT) {
        plainRule = second - breaksAt;
      }
      switch (Verdict.of(evidence, RolloutPlan.Thresholds.DEFAULTS).kind()) {
        case ABORT -> abort = second - breaksAt;
        case INCONCLUSIVE -> inconclusive = second - breaksAt;
        case HOLD, ADVANCE -> {}
      }
    }
    return new Result(abort, inconclusive, plainRule);
  }

  private void arrive(int seconds, boolean broken) {
    boolean breaks = broken && scenario.breaksAt() != null;
    double canaryErrors = breaks ? scenario.broken() : scenario.baseline();
    double stableErrors =
        breaks && scenario.stableBroken() > 0 ? scenario.stableBroken() : scenario.baseline();
    double loads = scenario.perMinute() * seconds / 60;
    for (int i = poisson(random, loads); i > 0; i--) {
      report(CANARY, true, random.nextDouble() < canaryErrors, network());
    }
    for (int i = poisson(random, loads * STABLE_SHARE); i > 0; i--) {
      boolean error = random.nextDouble() < stableErrors;
      if (error || random.nextInt(OutcomeWindows.STABLE_SAMPLING) == 0) {
        report(STABLE, false, error, network());
      }
    }
    for (int forger = 1; forger <= scenario.forgers(); forger++) {
      for (int i = poisson(random, scenario.forgedPerMinute() * seconds / 60); i > 0; i--) {
        report(CANARY, true, scenario.forgedErrors(), NETWORKS + forger);
      }
    }
  }

  private void report(Version version, boolean canary, boolean error, long network) {
    LoadResult outcome = !error ? LoadResult.OK : canary ? LoadResult.ROLLBACK : LoadResult.ERROR;
    windows.add(WIDGET, ROLLOUT, new OutcomeReport(WIDGET, version, canary, outcome), network);
  }

  /** Some networks have many more visitors than others. */
  private long network() {
    double u = random.nextDouble();
    return (long) (NETWORKS * u * u);
  }
}
