package dev.widgetorigin.origin.purge;

import dev.widgetorigin.origin.purge.provider.Limits;

/** Keeps to a provider's rate. Times are nanoseconds of its caller's. Not thread-safe. */
final class TokenBucket {
  private static final double SECOND = 1e9;

  private final Limits limits;
  private double tokens;
  private long at;

  TokenBucket(Limits limits, long now) {
    this.limits = limits;
    this.tokens = limits.burst();
    this.at = now;
  }

  /** Takes what a request of so many items costs, and says how long to wait before it. */
  long take(int items, long now) {
    tokens = Math.min(limits.burst(), tokens + (now - at) / SECOND * limits.perSecond());
    at = now;
    tokens -= limits.cost(items);
    return tokens >= 0 ? 0 : (long) (-tokens / limits.perSecond() * SECOND);
  }
}
