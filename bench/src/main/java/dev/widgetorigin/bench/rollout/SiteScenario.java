package dev.widgetorigin.bench.rollout;

/**
 * One kind of traffic from many sites, some of which have many more visitors than others.
 *
 * @param perMinute page loads a minute that are offered the new version, of all sites together
 * @param sites how many there are
 * @param siteNetworks networks that the visitors of one site come from
 * @param baseline share of loads that fail in either version by chance
 * @param blocked share of networks in which either version always fails
 * @param brokenSites on which the new version always fails
 * @param oldFault whether the stable version fails there too
 * @param forgers networks that send 600 failures a minute of one healthy site
 */
record SiteScenario(
    String name,
    double perMinute,
    int sites,
    int siteNetworks,
    double baseline,
    double blocked,
    int brokenSites,
    boolean oldFault,
    int forgers) {
  static SiteScenario healthy(double perMinute, double baseline) {
    return new SiteScenario(
        "healthy, %.0f %% baseline".formatted(100 * baseline),
        perMinute,
        1000,
        200,
        baseline,
        0,
        0,
        false,
        0);
  }

  SiteScenario withBlocked(double share, int networksOfASite) {
    return new SiteScenario(
        "%s, and %.0f %% of networks always fail, %d networks a site"
            .formatted(name, 100 * share, networksOfASite),
        perMinute,
        sites,
        networksOfASite,
        baseline,
        share,
        brokenSites,
        oldFault,
        forgers);
  }

  SiteScenario withBroken(int count, boolean old) {
    return new SiteScenario(
        "%s; %d sites fail%s".formatted(name, count, old ? " in both versions" : ""),
        perMinute,
        sites,
        siteNetworks,
        baseline,
        blocked,
        count,
        old,
        forgers);
  }

  SiteScenario withForgers(int networks) {
    return new SiteScenario(
        "%s; %d network%s forge%s 600 failures a minute of one site"
            .formatted(name, networks, networks == 1 ? "" : "s", networks == 1 ? "s" : ""),
        perMinute,
        sites,
        siteNetworks,
        baseline,
        blocked,
        brokenSites,
        oldFault,
        networks);
  }

  /** Spread over popular and unpopular sites. */
  boolean isBroken(int site) {
    return brokenSites > 0 && site % (sites / brokenSites) == sites / brokenSites / 2;
  }
}
