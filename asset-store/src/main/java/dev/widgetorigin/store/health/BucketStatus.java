package dev.widgetorigin.store.health;

import java.time.Duration;
import java.time.Instant;

/**
 * How this node stands to the bucket that it shares with others.
 *
 * @param sequence of the last batch that it has seen
 * @param age how long ago it last looked and had an answer
 * @param since when it began to have no answer; null where all is well
 */
public record BucketStatus(long sequence, Duration age, Instant since) {
  public boolean reachable() {
    return since == null;
  }
}
