package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import java.time.Duration;

/**
 * How an origin goes away.
 *
 * @param delay between saying "not ready" and closing the ports, for load balancers to notice
 * @param drain for answers that are under way, after the ports are closed
 */
public record ShutdownConfig(Duration delay, Duration drain) {
  public static final ShutdownConfig DEFAULTS =
      new ShutdownConfig(Duration.ZERO, Duration.ofSeconds(10));

  public ShutdownConfig {
    new Checks().notNegative("delay", delay).notNegative("drain", drain).done();
  }
}
