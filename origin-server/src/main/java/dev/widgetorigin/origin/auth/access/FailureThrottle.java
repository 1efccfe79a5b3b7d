package dev.widgetorigin.origin.auth.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Counts refused credentials per address and minute.
 *
 * <p>It does not guard the tokens, which nobody can guess. It tells a client that it goes wrong all
 * the time, and which addresses have to take turns when signatures are verified. A valid credential
 * is accepted whatever its address did, so that a neighbour behind the same gateway cannot lock
 * anybody out. Bounded; thread-safe.
 */
final class FailureThrottle {
  static final int PER_MINUTE = 30;

  private record Window(long minute, int failures) {}

  private final Cache<String, Window> windows =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(2)).build();
  private final InstantSource clock;

  FailureThrottle(InstantSource clock) {
    this.clock = clock;
  }

  boolean exhausted(String address) {
    Window window = windows.getIfPresent(address);
    return window != null && window.minute == minute() && window.failures >= PER_MINUTE;
  }

  void failed(String address) {
    long minute = minute();
    windows
        .asMap()
        .merge(
            address,
            new Window(minute, 1),
            (old, one) -> old.minute == minute ? new Window(minute, old.failures + 1) : one);
  }

  /** Until the count begins anew. */
  long retryAfterSeconds() {
    return 60 - clock.instant().getEpochSecond() % 60;
  }

  private long minute() {
    Instant now = clock.instant();
    return now.getEpochSecond() / 60;
  }
}
