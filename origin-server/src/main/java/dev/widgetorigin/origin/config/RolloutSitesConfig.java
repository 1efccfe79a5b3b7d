package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;

/**
 * When a rollout holds a single site back.
 *
 * @param minLoads fewest loads of the new version on the site
 * @param minNetworks fewest networks (/24, IPv6: /48) that must see it fail there; with 1 a single
 *     network may decide, for an intranet behind one address
 * @param errorPercent the new version fails on the site where its error rate is certainly above it
 * @param mostPercent how many of the sites that reports come from may be held back; one always may
 */
public record RolloutSitesConfig(int minLoads, int minNetworks, int errorPercent, int mostPercent) {
  public static final RolloutSitesConfig DEFAULTS = new RolloutSitesConfig(20, 3, 30, 10);

  public RolloutSitesConfig {
    new Checks()
        .range("minLoads", minLoads, 1, 1_000_000)
        .range("minNetworks", minNetworks, 1, 16)
        .range("errorPercent", errorPercent, 1, 99)
        .range("mostPercent", mostPercent, 0, 100)
        .done();
  }
}
