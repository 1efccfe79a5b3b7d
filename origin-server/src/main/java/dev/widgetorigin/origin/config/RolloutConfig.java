package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.listener.DeliveryListenerConfig;
import dev.widgetorigin.origin.config.value.Checks;
import java.time.Duration;
import java.util.List;

/**
 * When a rollout advances, pauses or is taken back, and whose outcome reports count.
 *
 * @param tick how often running rollouts are looked at
 * @param bake how long a version is watched after its alias moved, where the rollout does not say
 * @param errorPercent a version is broken above it
 * @param windowMinutes length of the trailing window
 * @param holdMinutes how long the trailing error rate must stay above {@code errorPercent}
 * @param minRate fewest loads for the trailing rate to count
 * @param minBound fewest loads for the confidence bound to count
 * @param minAdvance fewest loads for a step to end
 * @param prefixPercent how much of a window may come from one /24 (IPv6: /48); 100 lifts the limit,
 *     for an intranet behind one address
 * @param reportsPerMinute accepted from one prefix
 * @param trustedProxies addresses or CIDR blocks whose X-Forwarded-For names the browser's address,
 *     beside those of {@link DeliveryListenerConfig}
 * @param sites when a single site is held back
 */
public record RolloutConfig(
    Duration tick,
    Duration bake,
    int errorPercent,
    int windowMinutes,
    int holdMinutes,
    int minRate,
    int minBound,
    int minAdvance,
    int prefixPercent,
    int reportsPerMinute,
    List<String> trustedProxies,
    RolloutSitesConfig sites) {
  public static final RolloutConfig DEFAULTS =
      new RolloutConfig(
          Duration.ofSeconds(2),
          Duration.ofHours(24),
          10,
          5,
          5,
          50,
          20,
          100,
          5,
          600,
          List.of(),
          RolloutSitesConfig.DEFAULTS);

  public RolloutConfig {
    new Checks()
        .positive("tick", tick)
        .notNegative("bake", bake)
        .range("errorPercent", errorPercent, 1, 99)
        .range("windowMinutes", windowMinutes, 1, 60)
        .range("holdMinutes", holdMinutes, 0, 60)
        .range("minRate", minRate, 1, 1_000_000)
        .range("minBound", minBound, 1, 1_000_000)
        .range("minAdvance", minAdvance, 1, 1_000_000)
        .range("prefixPercent", prefixPercent, 1, 100)
        .range("reportsPerMinute", reportsPerMinute, 1, 1_000_000)
        .trustedProxies(trustedProxies)
        .done();
  }
}
