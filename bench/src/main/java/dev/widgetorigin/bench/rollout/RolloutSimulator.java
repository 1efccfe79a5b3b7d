package dev.widgetorigin.bench.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Prints how often the verdict takes a healthy version back, and how soon a broken one.
 *
 * <p>{@code bench/rollout [RUNS]}, or {@code bench/rollout sites [DAYS [TEXT]]} for sites that are
 * held back, and of those only the lines whose name has the text; the same seeds every time, so the
 * table only changes with the code. Traffic is synthetic; {@code OutcomeWindows} and {@code
 * Verdict} are those of the server, with its defaults.
 */
public final class RolloutSimulator {
  private static final int DEFAULT_RUNS = 200;
  private static final int DEFAULT_DAYS = 7;
  private static final long SEED = 20_261_121;

  private RolloutSimulator() {}

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("sites")) {
      int days = args.length == 1 ? DEFAULT_DAYS : Integer.parseInt(args[1]);
      sites(days, args.length < 3 ? "" : args[2]);
      return;
    }
    int runs = args.length == 0 ? DEFAULT_RUNS : Integer.parseInt(args[0]);
    StringBuilder out = new StringBuilder();
    out.append(
        """
        | what happens | loads/min | runs | aborted | inconclusive | first abort: median | 95 % | plain rule aborts |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """);
    for (Scenario scenario : scenarios()) {
      out.append(row(scenario, runs)).append('\n');
    }
    System.out.print(out);
  }

  private static List<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>();
    for (double perMinute : new double[] {60, 10, 2}) {
      for (double baseline : new double[] {0.01, 0.03, 0.05, 0.07, 0.09}) {
        all.add(Scenario.healthy(perMinute, baseline));
      }
    }
    // Between the rates at which rule A seldom has its 50 loads, and those at which 50 are few.
    for (double perMinute : new double[] {30, 20, 15, 5}) {
      all.add(Scenario.healthy(perMinute, 0.05));
    }
    for (double perMinute : new double[] {60, 10, 2}) {
      for (double broken : new double[] {1, 0.5, 0.3, 0.15}) {
        all.add(Scenario.broken(perMinute, broken, Duration.ZERO));
      }
    }
    all.add(Scenario.broken(60, 1, Duration.ofHours(3)));
    all.add(Scenario.broken(10, 0.3, Duration.ofHours(3)));
    all.add(Scenario.broken(60, 1, Duration.ofHours(1)).withStableBroken(1));
    for (double perMinute : new double[] {60, 10}) {
      all.add(Scenario.healthy(perMinute, 0.05).withForgers(1, 600, true));
      all.add(Scenario.healthy(perMinute, 0.05).withForgers(1, perMinute / 20, true));
      for (int networks : new int[] {2, 3, 5, 10}) {
        all.add(Scenario.healthy(perMinute, 0.05).withForgers(networks, 600, true));
      }
      all.add(Scenario.broken(perMinute, 1, Duration.ZERO).withForgers(1, 600, false));
      all.add(Scenario.broken(perMinute, 1, Duration.ZERO).withForgers(5, 600, false));
    }
    return all;
  }

  private static String row(Scenario scenario, int runs) {
    List<SimulatedRun.Result> results =
        IntStream.range(0, runs)
            .parallel()
            .mapToObj(run -> new SimulatedRun(scenario, SEED + run).run())
            .toList();
    long[] aborts = sorted(results, SimulatedRun.Result::abort);
    return "| %s | %.0f | %d | %s | %s | %s | %s | %s |"
        .formatted(
            scenario.name(),
            scenario.perMinute(),
            runs,
            share(aborts.length, runs),
            share(sorted(results, SimulatedRun.Result::inconclusive).length, runs),
            time(aborts, 0.5),
            time(aborts, 0.95),
            share(sorted(results, SimulatedRun.Result::plainRule).length, runs));
  }

  /** Prints each line as soon as it is known: a week of all of them takes hours. */
  private static void sites(int days, String text) {
    System.out.print(
        """
        | what happens, on 1,000 sites | loads/min | days | broken sites held back | loads on the site until then: median | 95 % | wrongly held back | paused | stopped |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """);
    for (SiteScenario scenario : siteScenarios()) {
      if (scenario.name().contains(text)) {
        System.out.println(siteRow(scenario, days));
      }
    }
  }

  private static List<SiteScenario> siteScenarios() {
    List<SiteScenario> all = new ArrayList<>();
    for (double perMinute : new double[] {600, 60}) {
      SiteScenario healthy = SiteScenario.healthy(perMinute, 0.05);
      all.add(healthy);
      all.add(SiteScenario.healthy(perMinute, 0.01).withBlocked(0.05, 10));
      all.add(healthy.withBroken(10, false));
      all.add(healthy.withBroken(10, true));
      all.add(healthy.withForgers(1));
      all.add(healthy.withForgers(3));
    }
    return all;
  }

  private static String siteRow(SiteScenario scenario, int days) {
    List<SiteRun.Result> results =
        IntStream.range(0, days)
            .parallel()
            .mapToObj(day -> new SiteRun(scenario, SEED + day).run())
            .toList();
    int[] found =
        results.stream()
            .flatMap(result -> result.found().stream())
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    int broken = scenario.oldFault() ? 0 : scenario.brokenSites() * days;
    return "| %s | %.0f | %d | %s | %s | %s | %d | %d | %d |"
        .formatted(
            scenario.name(),
            scenario.perMinute(),
            days,
            broken == 0 ? "–" : share(found.length, broken),
            loads(found, 0.5),
            loads(found, 0.95),
            results.stream().mapToInt(SiteRun.Result::wrong).sum(),
            results.stream().filter(SiteRun.Result::paused).count(),
            results.stream().filter(SiteRun.Result::stopped).count());
  }

  private static String loads(int[] sorted, double quantile) {
    return sorted.length == 0
        ? "–"
        : String.valueOf(sorted[(int) Math.ceil(quantile * sorted.length) - 1]);
  }

  private static long[] sorted(
      List<SimulatedRun.Result> results, ToLongFunction<SimulatedRun.Result> field) {
    return results.stream().mapToLong(field).filter(each -> each >= 0).sorted().toArray();
  }

  private static String share(int part, int whole) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  /** A quantile, e.g. {@code 25 s} or {@code 12 min}. */
  private static String time(long[] sorted, double quantile) {
    if (sorted.length == 0) {
      return "–";
    }
    long seconds = sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    return seconds < 600 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
  }
}
