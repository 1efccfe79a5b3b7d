package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.rollout.RolloutMachine.Action;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.Rollout;
import dev.widgetorigin.store.Rollout.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutMachineTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static Rollout pending() {
    return Rollout.builder()
        .id("1.3.0-7")
        .version(Version.parse("1.3.0"))
        .alias("latest")
        .previous(Version.parse("1.2.0"))
        .steps(
            List.of(
                new Rollout.Step(500, Duration.ofHours(1)),
                new Rollout.Step(2000, Duration.ofHours(4)),
                new Rollout.Step(10_000, Duration.ZERO)))
        .bake(Duration.ofHours(2))
        .build();
  }

  private static Rollout running() {
    return RolloutMachine.begin(pending(), NOON);
  }

  @Test
  void weight_followsPhaseAndStep() {
    assertThat(pending().weight()).isZero();
    assertThat(running().weight()).isEqualTo(500);
    Rollout second = RolloutMachine.next(running(), NOON, "");
    assertThat(second.weight()).isEqualTo(2000);
    assertThat(RolloutMachine.pause(second, NOON, "").weight()).isEqualTo(2000);
    assertThat(RolloutMachine.next(second, NOON, "").weight()).isEqualTo(10_000);
    assertThat(RolloutMachine.abort(second, "").weight()).isZero();
  }

  @Test
  void next_beforeTheFullStep_promotes() {
    Rollout second = RolloutMachine.next(running(), NOON, "");
    assertThat(second.phase()).isEqualTo(Phase.RUNNING);
    Rollout promoted = RolloutMachine.next(second, NOON, "good");
    assertThat(promoted.phase()).isEqualTo(Phase.PROMOTING);
    assertThat(promoted.promotedAt()).isEqualTo(NOON);
  }

  @Test
  void next_fullStepWithATime_isWatchedBeforeTheAliasMoves() {
    Rollout full =
        running().toBuilder()
            .steps(
                List.of(
                    new Rollout.Step(500, Duration.ofHours(1)),
                    new Rollout.Step(10_000, Duration.ofHours(1))))
            .build();
    Rollout second = RolloutMachine.next(full, NOON, "");
    assertThat(second.phase()).isEqualTo(Phase.RUNNING);
    assertThat(second.weight()).isEqualTo(10_000);
    assertThat(RolloutMachine.next(second, NOON, "").phase()).isEqualTo(Phase.PROMOTING);
  }

  @Test
  void begin_reasonOfTheRequest_isKept() {
    assertThat(running().reason()).isEqualTo("started");
    assertThat(RolloutMachine.begin(pending().toBuilder().reason("").build(), NOON).reason())
        .isEqualTo("started");
    assertThat(RolloutMachine.begin(pending().toBuilder().reason("why").build(), NOON).reason())
        .isEqualTo("why");
    assertThat(running().step()).isZero();
    assertThat(running().stepStartedAt()).isEqualTo(NOON);
  }

  @Test
  void move_any_keepsItsReasonAndTime() {
    Instant later = NOON.plusSeconds(60);
    Rollout second = RolloutMachine.next(running(), later, "step");
    assertThat(second.reason()).isEqualTo("step");
    assertThat(second.step()).isEqualTo(1);
    assertThat(second.stepStartedAt()).isEqualTo(later);
    Rollout paused = RolloutMachine.pause(second, later, "lunch");
    assertThat(paused.phase()).isEqualTo(Phase.PAUSED);
    assertThat(paused.pausedAt()).isEqualTo(later);
    assertThat(paused.reason()).isEqualTo("lunch");
    Rollout resumed = RolloutMachine.resume(paused, later, "back");
    assertThat(resumed.phase()).isEqualTo(Phase.RUNNING);
    assertThat(resumed.reason()).isEqualTo("back");
    Rollout promoted = RolloutMachine.promote(paused, later, "good");
    assertThat(promoted.reason()).isEqualTo("good");
    assertThat(promoted.pausedAt()).isNull();
    assertThat(promoted.promotedAt()).isEqualTo(later);
    assertThat(promoted.stepStartedAt()).isEqualTo(later);
    assertThat(promoted.step()).isEqualTo(2);
    Rollout done = RolloutMachine.succeed(promoted, "baked");
    assertThat(done.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(done.reason()).isEqualTo("baked");
    Rollout aborted = RolloutMachine.abort(running(), "broken");
    assertThat(aborted.phase()).isEqualTo(Phase.ABORTED);
    assertThat(aborted.reason()).isEqualTo("broken");
    for (boolean byItself : new boolean[] {true, false}) {
      Rollout back = RolloutMachine.takenBack(promoted, byItself, "broken");
      assertThat(back.phase()).isEqualTo(Phase.ABORTED);
      assertThat(back.rolledBack()).isEqualTo(byItself);
      assertThat(back.reason()).isEqualTo("broken");
    }
  }

  @Test
  void stepOverAndBakeOver_otherPhases_never() {
    Instant late = NOON.plus(Duration.ofDays(9));
    assertThat(RolloutMachine.stepOver(running(), NOON.plusSeconds(3599))).isFalse();
    assertThat(RolloutMachine.stepOver(running(), NOON.plusSeconds(3600))).isTrue();
    assertThat(RolloutMachine.bakeOver(running(), late)).isFalse();
    Rollout promoted = RolloutMachine.promote(running(), NOON, "");
    assertThat(RolloutMachine.stepOver(promoted, late)).isFalse();
    assertThat(RolloutMachine.bakeOver(RolloutMachine.succeed(promoted, ""), late)).isFalse();
  }

  @Test
  void promote_withoutBake_succeeds() {
    Rollout unwatched = running().toBuilder().bake(Duration.ZERO).build();
    assertThat(RolloutMachine.promote(unwatched, NOON, "").phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void pause_andResume_doNotCountTowardsTheStep() {
    Rollout paused = RolloutMachine.pause(running(), NOON.plusSeconds(600), "lunch");
    assertThat(RolloutMachine.stepOver(paused, NOON.plus(Duration.ofDays(9)))).isFalse();
    Rollout resumed = RolloutMachine.resume(paused, NOON.plusSeconds(4200), "");
    assertThat(resumed.pausedAt()).isNull();
    assertThat(RolloutMachine.stepOver(resumed, NOON.plusSeconds(7199))).isFalse();
    assertThat(RolloutMachine.stepOver(resumed, NOON.plusSeconds(7200))).isTrue();
  }

  @Test
  void bakeOver_afterTheWindow() {
    Rollout promoted = RolloutMachine.promote(running(), NOON, "");
    assertThat(RolloutMachine.bakeOver(promoted, NOON.plusSeconds(7199))).isFalse();
    assertThat(RolloutMachine.bakeOver(promoted, NOON.plusSeconds(7200))).isTrue();
  }

  @ParameterizedTest(name = "{0} while {1}: {2}")
  @CsvSource({
    "PAUSE, PENDING, false", "PAUSE, RUNNING, true", "PAUSE, PAUSED, false",
    "PAUSE, PROMOTING, false", "PAUSE, SUCCEEDED, false", "PAUSE, ABORTED, false",
    "RESUME, PENDING, false", "RESUME, RUNNING, false", "RESUME, PAUSED, true",
    "RESUME, PROMOTING, false", "RESUME, SUCCEEDED, false", "RESUME, ABORTED, false",
    "PROMOTE, PENDING, true", "PROMOTE, RUNNING, true", "PROMOTE, PAUSED, true",
    "PROMOTE, PROMOTING, false", "PROMOTE, SUCCEEDED, false", "PROMOTE, ABORTED, false",
    "ABORT, PENDING, true", "ABORT, RUNNING, true", "ABORT, PAUSED, true",
    "ABORT, PROMOTING, true", "ABORT, SUCCEEDED, false", "ABORT, ABORTED, false",
  })
  void may_actionAndPhase(Action action, Phase phase, boolean allowed) {
    assertThat(RolloutMachine.may(action, phase)).isEqualTo(allowed);
  }
}
