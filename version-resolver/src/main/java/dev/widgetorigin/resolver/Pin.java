package dev.widgetorigin.resolver;

import java.time.Instant;

/**
 * An alias held on one version until it is lifted.
 *
 * @param by who set it, e.g. {@code ana} or {@code rollback by ana}
 */
public record Pin(Version version, String by, Instant at, String reason) {}
