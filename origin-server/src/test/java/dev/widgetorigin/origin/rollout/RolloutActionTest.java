package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutActionTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final RolloutPlan PLAN = RolloutPlans.of("1.3.0", 500, 42, null);

  private static Rollout in(String phase) {
    Rollout.Running running = new Rollout.Running(PLAN, 0, NOON, "");
    Rollout.Promoting promoting = new Rollout.Promoting(PLAN, NOON, "");
    return Stream.of(
            new Rollout.Pending(PLAN, ""),
            running,
            running.pause(NOON, ""),
            promoting,
            promoting.succeed(""),
            running.abort(""),
            promoting.abort(""))
        .filter(rollout -> rollout.getClass().getSimpleName().equals(phase))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0} while {1}: {2}")
  @CsvSource({
    "PAUSE, Pending,",
    "PAUSE, Running, Paused",
    "PAUSE, Paused,",
    "PAUSE, Promoting,",
    "PAUSE, Succeeded,",
    "PAUSE, Aborted,",
    "PAUSE, TakenBack,",
    "RESUME, Pending,",
    "RESUME, Running,",
    "RESUME, Paused, Running",
    "RESUME, Promoting,",
    "RESUME, Succeeded,",
    "RESUME, Aborted,",
    "RESUME, TakenBack,",
    "PROMOTE, Pending, Promoting",
    "PROMOTE, Running, Promoting",
    "PROMOTE, Paused, Promoting",
    "PROMOTE, Promoting,",
    "PROMOTE, Succeeded,",
    "PROMOTE, Aborted,",
    "PROMOTE, TakenBack,",
    "ABORT, Pending, Aborted",
    "ABORT, Running, Aborted",
    "ABORT, Paused, Aborted",
    "ABORT, Promoting, TakenBack",
    "ABORT, Succeeded,",
    "ABORT, Aborted,",
    "ABORT, TakenBack,",
  })
  void on_eachPhase_leadsToAnotherOrIsRefused(RolloutAction action, String phase, String expected) {
    Rollout after = action.on(in(phase), NOON.plusSeconds(60), "a reason").orElse(null);
    if (expected == null) {
      assertThat(after).isNull();
    } else {
      assertThat(after.getClass().getSimpleName()).isEqualTo(expected);
      assertThat(after.reason()).isEqualTo("a reason");
    }
  }
}
