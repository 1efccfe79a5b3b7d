package dev.widgetorigin.origin.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/** A wait that outlives a restart of the origin, and a node that is behind. */
final class PollingTest {
  private final AtomicInteger asked = new AtomicInteger();

  private static CommandFailure refused(int status) {
    return new CommandFailure(
        "refused", new CommandFailure.Refusal(status, "Refused", "", List.of()));
  }

  /** Answers the number of the call, but for those that fail. */
  private Supplier<JsonNode> failing(CommandFailure... failures) {
    return () -> {
      int call = asked.getAndIncrement();
      if (call < failures.length && failures[call] != null) {
        throw failures[call];
      }
      return IntNode.valueOf(call);
    };
  }

  @Test
  void until_originAwayOrBehindForAMoment_asksAgain() {
    JsonNode last =
        Polling.until(
            answer -> answer.asInt() == 3,
            failing(new CommandFailure("nothing answers"), null, refused(503)),
            Duration.ofSeconds(20));
    assertThat(last.asInt()).isEqualTo(3);
  }

  @Test
  void until_refused_endsAtOnce() {
    assertThatThrownBy(
            () -> Polling.until(answer -> true, failing(refused(403)), Duration.ofSeconds(20)))
        .isInstanceOf(CommandFailure.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void until_neverAnswered_failsInTheEnd() {
    assertThatThrownBy(() -> Polling.until(answer -> true, failing(refused(503)), Duration.ZERO))
        .isInstanceOf(CommandFailure.class);
  }

  @Test
  void until_timeIsOver_isTheLastAnswer() {
    assertThat(Polling.until(answer -> false, failing(), Duration.ZERO).asInt()).isZero();
    asked.set(0);
    assertThat(
            Polling.until(
                    answer -> false,
                    failing(null, refused(503), refused(503), refused(503), refused(503)),
                    Duration.ofMillis(300))
                .asInt())
        .isZero();
  }
}
