package dev.widgetorigin.origin.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Near the end of the numbers: a ticker may begin anywhere. */
  private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 1);

  private final Throttle throttle = new Throttle(PAUSE, ticker::get);

  @Test
  void tryAcquire_first_isTrue() {
    assertThat(throttle.tryAcquire()).isTrue();
  }

  @Test
  void tryAcquire_again_isTrueAfterThePauseOnly() {
    assertThat(throttle.tryAcquire()).isTrue();
    ticker.addAndGet(PAUSE.toNanos() - 1);
    assertThat(throttle.tryAcquire()).isFalse();
    ticker.incrementAndGet();
    assertThat(throttle.tryAcquire()).isTrue();
    assertThat(throttle.tryAcquire()).isFalse();
  }
}
