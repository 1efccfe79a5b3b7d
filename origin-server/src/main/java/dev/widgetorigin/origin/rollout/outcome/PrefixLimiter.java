package dev.widgetorigin.origin.rollout.outcome;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;

/**
 * So many reports a minute from one address prefix. Counts by calendar minute; remembers at most
 * {@value #MAX_PREFIXES} prefixes. Thread-safe.
 */
final class PrefixLimiter {
  private static final int MAX_PREFIXES = 50_000;

  private record Used(long minute, int count) {}

  private final int perMinute;
  private final Cache<Long, Used> used =
      Caffeine.newBuilder().maximumSize(MAX_PREFIXES).executor(Runnable::run).build();

  PrefixLimiter(int perMinute) {
    this.perMinute = perMinute;
  }

  boolean allow(long prefix, Instant now) {
    long minute = Math.floorDiv(now.getEpochSecond(), 60L);
    Used after =
        used.asMap()
            .compute(
                prefix,
                (same, before) ->
                    before == null || before.minute() != minute
                        ? new Used(minute, 1)
                        : new Used(minute, Math.min(before.count() + 1, perMinute + 1)));
    return after.count() <= perMinute;
  }
}
