package dev.widgetorigin.origin.stats;

import java.time.Instant;

/**
 * A request as an edge logged it.
 *
 * @param target as the client sent it: a path or a URL, with its query
 * @param bytes that were sent, 0 where the log does not say
 */
record EdgeRequest(Instant time, String method, String target, int status, long bytes) {}
