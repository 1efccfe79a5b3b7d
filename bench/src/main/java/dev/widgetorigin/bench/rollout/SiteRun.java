package dev.widgetorigin.bench.rollout;

import static dev.widgetorigin.bench.rollout.SimulatedRollout.CANARY;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.STABLE;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.STABLE_SHARE;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.START;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.WIDGET;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.poisson;
import static dev.widgetorigin.bench.rollout.SimulatedRollout.step;

import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.outcome.OutcomeReport;
import dev.widgetorigin.origin.rollout.outcome.OutcomeReport.LoadResult;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.origin.rollout.outcome.Verdict;
import dev.widgetorigin.origin.rollout.site.SiteVerdict;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A day of one step of a rollout on many sites, which are held back by the server's verdict. */
final class SiteRun {
  static final Duration LENGTH = Duration.ofHours(24);

  /**
   * What happened.
   *
   * @param found loads of the new version on each broken site until it was held back
   * @param missed broken sites that were not held back
   * @param wrong healthy sites that were
   * @param paused whether it was, because too many sites failed
   * @param stopped whether the rollout's own verdict took it back or paused it
   */
  record Result(List<Integer> found, int missed, int wrong, boolean paused, boolean stopped) {}

  private static final RolloutConfig CONFIG = RolloutConfig.DEFAULTS;
  private static final int TICK = 30;

  /** How often the rollout's own verdict is asked; it is not what is looked at here. */
  private static final int WHOLE = 300;

  private static final int NETWORKS = 3_000;
  private static final int FORGED_SITE = 7;

  private final SiteScenario scenario;
  private final SplittableRandom random;
  private final int[] loads;
  private final Set<String> held = new HashSet<>();
  private final List<Integer> found = new ArrayList<>();
  private Rollout.Running rollout = step(Duration.ofDays(2));
  private int wrong;
  private long second;
  private final OutcomeWindows windows =
      new OutcomeWindows(CONFIG, () -> TimeUnit.SECONDS.toNanos(second));

  SiteRun(SiteScenario scenario, long seed) {
    this.scenario = scenario;
    this.random = new SplittableRandom(seed);
    this.loads = new int[scenario.sites()];
  }

  Result run() {
    boolean paused = false;
    boolean stopped = false;
    while (second < LENGTH.toSeconds() && !paused && !stopped) {
      second += TICK;
      arrive();
      SiteVerdict sites =
          SiteVerdict.of(
              windows.sites(WIDGET, rollout), rollout, CONFIG.sites(), CONFIG.errorPercent());
      sites.held().forEach(this::hold);
      paused = sites.tooMany() != null;
      if (sites.held().isEmpty() && !paused && second % WHOLE == 0) {
        var evidence = windows.evidence(WIDGET, rollout, RolloutPlan.Thresholds.DEFAULTS, false);
        stopped =
            switch (Verdict.of(evidence, RolloutPlan.Thresholds.DEFAULTS).kind()) {
              case ABORT, INCONCLUSIVE -> true;
              case HOLD, ADVANCE -> false;
            };
      }
    }
    return new Result(found, scenario.brokenSites() - found.size(), wrong, paused, stopped);
  }

  private void hold(SiteVerdict.Held site) {
    int number = Integer.parseInt(site.site().substring(1, site.site().indexOf('.')));
    held.add(site.site());
    if (scenario.isBroken(number) && !scenario.oldFault()) {
      found.add(loads[number]);
    } else {
      wrong++;
    }
    rollout =
        rollout.quarantine(
            new QuarantinedSite(site.site(), null, START.plusSeconds(second), site.why()));
  }

  private void arrive() {
    double expected = scenario.perMinute() * TICK / 60;
    for (int i = poisson(random, expected); i > 0; i--) {
      int site = site();
      loads[site]++;
      report(site, true, fails(site, true, network(site)));
    }
    // Of the stable version's successes one in a hundred is told.
    for (int i = poisson(random, expected * STABLE_SHARE); i > 0; i--) {
      int site = site();
      Load load = fails(site, false, network(site));
      if (load.failed || random.nextInt(OutcomeWindows.STABLE_SAMPLING) == 0) {
        report(site, false, load);
      }
    }
    for (int forger = 1; forger <= scenario.forgers(); forger++) {
      for (int i = poisson(random, 600.0 * TICK / 60); i > 0; i--) {
        report(FORGED_SITE, true, new Load(NETWORKS + forger, true));
      }
    }
  }

  private record Load(long network, boolean failed) {}

  private Load fails(int site, boolean canary, long network) {
    boolean broken = scenario.isBroken(site) && (canary || scenario.oldFault());
    boolean blocked = scenario.blocked() > 0 && network % 1000 < 1000 * scenario.blocked();
    return new Load(network, broken || blocked || random.nextDouble() < scenario.baseline());
  }

  private void report(int site, boolean canary, Load load) {
    String name = "s" + site + ".example";
    if (held.contains(name)) {
      return;
    }
    LoadResult outcome =
        !load.failed ? LoadResult.OK : canary ? LoadResult.ROLLBACK : LoadResult.ERROR;
    Version version = canary ? CANARY : STABLE;
    windows.add(
        WIDGET,
        rollout,
        new OutcomeReport(WIDGET, version, canary, outcome, name, null),
        load.network);
  }

  /** Some have many more visitors than others. */
  private int site() {
    double u = random.nextDouble();
    return (int) (scenario.sites() * u * u);
  }

  /** One of those that the site's visitors come from; the same for the site in all runs. */
  private long network(int site) {
    double u = random.nextDouble();
    long number = (long) (scenario.siteNetworks() * u * u);
    return Math.floorMod((site * 7919L + number) * 2_654_435_761L, (long) NETWORKS);
  }
}
