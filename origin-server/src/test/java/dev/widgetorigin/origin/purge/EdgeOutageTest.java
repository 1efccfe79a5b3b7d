package dev.widgetorigin.origin.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When an edge that takes no purges is worth a person's time. */
final class EdgeOutageTest {
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

  private Instant now = START;
  private long nanos = Long.MAX_VALUE - 5;
  private final EdgeOutage outage = new EdgeOutage("edge", new Clocks(() -> now, () -> nanos));

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  @Test
  void isLong_afterAMinuteWithoutAPurge() {
    assertThat(outage.isLong()).isFalse();
    outage.failed("it answers 500");
    pass(EdgeOutage.LONG.minusSeconds(1));
    outage.failed("it answers 502");
    assertThat(outage.isLong()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(outage.isLong()).isTrue();
    assertThat(outage.since()).isEqualTo(START);
    assertThat(outage.problem()).isEqualTo("it answers 502");
    outage.over();
    assertThat(outage.isLong()).isFalse();
    assertThat(outage.since()).isNull();
    outage.failed("it answers 500");
    assertThat(outage.isLong()).isFalse();
  }

  @Test
  void isLong_clockWasSetMeanwhile_countsWhatPassed() {
    outage.failed("it answers 500");
    now = START.plus(Duration.ofHours(3));
    assertThat(outage.isLong()).isFalse();
    now = START.minus(Duration.ofHours(3));
    pass(EdgeOutage.LONG);
    assertThat(outage.isLong()).isTrue();
  }
}
