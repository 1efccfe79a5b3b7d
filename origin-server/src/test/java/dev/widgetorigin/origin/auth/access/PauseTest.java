package dev.widgetorigin.origin.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PauseTest {
  private static final Duration LENGTH = Duration.ofSeconds(30);

  /** Near the end of the numbers: a ticker may begin anywhere. */
  private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 1);

  private final Pause pause = new Pause(LENGTH, ticker::get);

  @Test
  void over_first_isTrue() {
    assertThat(pause.over()).isTrue();
  }

  @Test
  void over_again_isTrueAfterTheLengthOnly() {
    assertThat(pause.over()).isTrue();
    ticker.addAndGet(LENGTH.toNanos() - 1);
    assertThat(pause.over()).isFalse();
    ticker.incrementAndGet();
    assertThat(pause.over()).isTrue();
    assertThat(pause.over()).isFalse();
  }
}
