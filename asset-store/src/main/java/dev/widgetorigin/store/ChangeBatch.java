package dev.widgetorigin.store;

import java.time.Instant;
import java.util.List;

/**
 * What one mutation did, atomically: one object of the log.
 *
 * @param sequence 1, 2, 3…; no gaps
 * @param who the token's name, e.g. {@code ana} or {@code rollout}
 * @param why as the person wrote it; may be empty
 */
public record ChangeBatch(
    long sequence, Instant time, String who, String why, List<Change> changes) {}
