package dev.widgetorigin.resolver;

import java.time.Instant;

/**
 * One published version of a widget and its release state.
 *
 * @param reason why it is in this state, as a person wrote it; empty where nobody did
 * @param publishedAt when the version came into being; Last-Modified of its files
 * @param since when the present state was entered
 */
public record Release(
    Version version, ReleaseState state, String reason, Instant publishedAt, Instant since) {}
