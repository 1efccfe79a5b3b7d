package dev.widgetorigin.origin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.widgetorigin.origin.notify.Outbox.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final Outbox outbox = new Outbox(() -> 1);

  @Test
  void next_twoOfOneWidget_secondWaitsForTheFirst() {
    add("1", "chat");
    add("2", "chat");
    add("3", "menu");
    Message first = outbox.next(START).orElseThrow();
    assertThat(first.id()).isEqualTo("1");
    assertThat(outbox.next(START).orElseThrow().id()).isEqualTo("3");
    assertThat(outbox.next(START)).isEmpty();
    outbox.taken(first);
    assertThat(outbox.next(START).orElseThrow().id()).isEqualTo("2");
    assertThat(outbox.size()).isEqualTo(2);
  }

  @Test
  void failed_onceAndAgain_pausesDoubleAndOthersGoOn() {
    add("1", "chat");
    var unused = outbox.failed(outbox.next(START).orElseThrow(), START, Duration.ZERO, "no answer");
    assertThat(outbox.untilDue(START)).isEqualTo(Duration.ofSeconds(5));
    add("2", "menu");
    assertThat(outbox.next(START).orElseThrow().id()).isEqualTo("2");
    Instant second = START.plusSeconds(5);
    Message again = outbox.next(second).orElseThrow();
    assertThat(again.id()).isEqualTo("1");
    outbox.failed(again, second, Duration.ZERO, "no answer");
    assertThat(outbox.untilDue(second)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void next_clockWasPutBackSince_isDueAtOnce() {
    add("1", "chat");
    outbox.failed(outbox.next(START).orElseThrow(), START, Duration.ZERO, "no answer");

    Instant before = START.minus(Duration.ofHours(3));
    assertThat(outbox.untilDue(before)).isZero();
    Message again = outbox.next(before).orElseThrow();
    outbox.failed(again, before, Duration.ZERO, "no answer");
    assertThat(outbox.untilDue(before)).isEqualTo(Duration.ofSeconds(10));
    assertThat(outbox.next(before)).isEmpty();
  }

  @Test
  void failed_receiverAsksForMore_isLeftAloneAsLong() {
    add("1", "chat");
    outbox.failed(outbox.next(START).orElseThrow(), START, Duration.ofMinutes(3), "429");
    assertThat(outbox.untilDue(START)).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void failed_forADay_isADeadLetterAndTheNextGoesOn() {
    add("1", "chat");
    Instant now = START;
    int tries = 0;
    Optional<Outbox.Dead> dead = Optional.empty();
    while (dead.isEmpty()) {
      assertThat(outbox.oldest()).isEqualTo(START);
      now = now.plus(outbox.untilDue(now));
      dead = outbox.failed(outbox.next(now).orElseThrow(), now, Duration.ZERO, "answered 500");
      tries++;
    }
    assertThat(outbox.size()).isZero();
    assertThat(outbox.oldest()).isNull();
    assertThat(tries).isBetween(50, 70);
    assertThat(now).isBetween(START.plus(Duration.ofHours(23)), START.plus(Outbox.TRIED_FOR));
    assertThat(dead.get().problem()).isEqualTo("answered 500");
    assertThat(dead.get().message().id()).isEqualTo("1");
  }

  @Test
  void add_full_isRefused() {
    for (int i = 0; i < Outbox.MOST_WAITING; i++) {
      add("m" + i, "chat");
    }
    assertThat(outbox.isFull()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> add("more", "chat"));
  }

  @Test
  void taken_notUnderWay_isRefused() {
    add("1", "chat");
    Message other = new Message("2", "chat", "settings", START, "{}");
    assertThatIllegalStateException().isThrownBy(() -> outbox.taken(other));
  }

  private void add(String id, String widget) {
    outbox.add(new Message(id, widget, "version.published", START, "{}"));
  }
}
