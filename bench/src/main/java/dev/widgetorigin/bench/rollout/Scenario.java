package dev.widgetorigin.bench.rollout;

import java.time.Duration;

/**
 * One kind of traffic.
 *
 * @param perMinute page loads a minute that are offered the new version; the stable version has
 *     nineteen times as many, as at a share of 5 %
 * @param baseline share of loads that fail in either version for reasons of their own: blockers,
 *     lost networks
 * @param broken share of loads of the new version that fail once it breaks
 * @param breaksAt when it breaks; null where it never does
 * @param stableBroken the same share of the stable version, from the same time
 * @param forgedPerMinute reports a minute from each forging network
 * @param forgers how many networks forge
 * @param forgedErrors whether they forge failures or successes
 */
record Scenario(
    String name,
    double perMinute,
    double baseline,
    double broken,
    Duration breaksAt,
    double stableBroken,
    double forgedPerMinute,
    int forgers,
    boolean forgedErrors) {
  static Scenario healthy(double perMinute, double baseline) {
    return new Scenario(
        "healthy, " + percent(baseline) + " baseline",
        perMinute,
        baseline,
        0,
        null,
        0,
        0,
        0,
        false);
  }

  static Scenario broken(double perMinute, double broken, Duration at) {
    String when = at.isZero() ? "" : ", after " + at.toHours() + " h";
    return new Scenario(
        percent(broken) + " fail" + when, perMinute, 0.05, broken, at, 0, 0, 0, false);
  }

  Scenario named(String newName) {
    return new Scenario(
        newName,
        perMinute,
        baseline,
        broken,
        breaksAt,
        stableBroken,
        forgedPerMinute,
        forgers,
        forgedErrors);
  }

  Scenario withStableBroken(double share) {
    return new Scenario(
        name + ", the stable version too",
        perMinute,
        baseline,
        broken,
        breaksAt,
        share,
        forgedPerMinute,
        forgers,
        forgedErrors);
  }

  Scenario withForgers(int networks, double reportsPerMinute, boolean errors) {
    return new Scenario(
        "%s; %d network%s forge%s %.0f %s a minute"
            .formatted(
                name,
                networks,
                networks == 1 ? "" : "s",
                networks == 1 ? "s" : "",
                reportsPerMinute,
                errors ? "failures" : "successes"),
        perMinute,
        baseline,
        broken,
        breaksAt,
        stableBroken,
        reportsPerMinute,
        networks,
        errors);
  }

  private static String percent(double share) {
    return Math.round(share * 100) + " %";
  }
}
