package dev.widgetorigin.resolver;

import java.time.Instant;

/**
 * An alias held on one version until it is lifted.
 *
 * @param by who set it, e.g. {@code ana}
 * @param rollback whether a rollback set it, and not a person who asked for a pin
 */
public record Pin(Version version, String by, Instant at, String reason, boolean rollback) {
  /** A pin that a person asked for. */
  public Pin(Version version, String by, Instant at, String reason) {
    this(version, by, at, reason, false);
  }

  /** The same pin, as a rollback's. */
  public Pin ofRollback() {
    return new Pin(version, by, at, reason, true);
  }
}
