package dev.widgetorigin.origin.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When an edge that takes no purges is worth a person's time. */
final class TroubleTest {
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

  private Instant now = START;
  private long nanos = Long.MAX_VALUE - 5;
  private final Trouble trouble = new Trouble("edge", new Time(() -> now, () -> nanos));

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  @Test
  void isLong_afterAMinuteWithoutAPurge() {
    assertThat(trouble.isLong()).isFalse();
    trouble.failed("it answers 500");
    pass(Trouble.LONG.minusSeconds(1));
    trouble.failed("it answers 502");
    assertThat(trouble.isLong()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(trouble.isLong()).isTrue();
    assertThat(trouble.since()).isEqualTo(START);
    assertThat(trouble.problem()).isEqualTo("it answers 502");
    trouble.over();
    assertThat(trouble.isLong()).isFalse();
    assertThat(trouble.since()).isNull();
    trouble.failed("it answers 500");
    assertThat(trouble.isLong()).isFalse();
  }

  @Test
  void isLong_clockWasSetMeanwhile_countsWhatPassed() {
    trouble.failed("it answers 500");
    now = START.plus(Duration.ofHours(3));
    assertThat(trouble.isLong()).isFalse();
    now = START.minus(Duration.ofHours(3));
    pass(Trouble.LONG);
    assertThat(trouble.isLong()).isTrue();
  }
}
