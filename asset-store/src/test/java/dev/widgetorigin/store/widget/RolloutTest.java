package dev.widgetorigin.store.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.Rollout.Phase;
import dev.widgetorigin.store.widget.RolloutPlan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(600);
  private static final Step FIRST = new Step(500, Duration.ofHours(1));
  private static final Step SECOND = new Step(2000, Duration.ofHours(4));
  private static final Step ALL = new Step(Step.ALL, Duration.ZERO);

  private static final RolloutPlan PLAN = plan(Duration.ofHours(2), FIRST, SECOND, ALL);
  private static final Rollout.Pending PENDING = new Rollout.Pending(PLAN, "asked");
  private static final Rollout.Running RUNNING = new Rollout.Running(PLAN, 0, NOON, "started");
  private static final Rollout.Paused PAUSED = new Rollout.Paused(PLAN, 1, NOON, NOON, "lunch");
  private static final Rollout.Promoting PROMOTING = new Rollout.Promoting(PLAN, NOON, "good");

  private static final QuarantinedSite SHOP =
      new QuarantinedSite("shop.example", null, NOON, "fails");
  private static final RolloutPlan HELD =
      new RolloutPlan(
          PLAN.id(),
          PLAN.version(),
          PLAN.alias(),
          PLAN.previous(),
          PLAN.steps(),
          PLAN.salt(),
          PLAN.bake(),
          null,
          null,
          NOON,
          List.of(SHOP));

  private static RolloutPlan plan(Duration bake, Step... steps) {
    Version version = Version.parse("1.3.0");
    Version previous = Version.parse("1.2.0");
    return new RolloutPlan(
        "1.3.0-7", version, "latest", previous, List.of(steps), 42, bake, null, null, NOON);
  }

  private static Rollout.Running running(int step, Duration bake, Step... steps) {
    return new Rollout.Running(plan(bake, steps), step, NOON, "");
  }

  private static Stream<Arguments> transitions() {
    return Stream.of(
        Arguments.of(PENDING.begin(LATER), new Rollout.Running(PLAN, 0, LATER, "asked")),
        Arguments.of(
            new Rollout.Pending(PLAN, "").begin(LATER),
            new Rollout.Running(PLAN, 0, LATER, "started")),
        Arguments.of(PENDING.promote(LATER, "why"), new Rollout.Promoting(PLAN, LATER, "why")),
        Arguments.of(PENDING.abort("why"), new Rollout.Aborted(new Rollout.Pending(PLAN, "why"))),
        Arguments.of(RUNNING.next(LATER, "why"), new Rollout.Running(PLAN, 1, LATER, "why")),
        Arguments.of(
            new Rollout.Running(PLAN, 1, NOON, "").next(LATER, "why"),
            new Rollout.Promoting(PLAN, LATER, "why")),
        Arguments.of(RUNNING.pause(LATER, "why"), new Rollout.Paused(PLAN, 0, NOON, LATER, "why")),
        Arguments.of(RUNNING.promote(LATER, "why"), new Rollout.Promoting(PLAN, LATER, "why")),
        Arguments.of(
            RUNNING.abort("why"), new Rollout.Aborted(new Rollout.Running(PLAN, 0, NOON, "why"))),
        Arguments.of(RUNNING.quarantine(SHOP), new Rollout.Running(HELD, 0, NOON, "started")),
        Arguments.of(PAUSED.quarantine(SHOP), new Rollout.Paused(HELD, 1, NOON, NOON, "lunch")),
        Arguments.of(PAUSED.resume(LATER, "why"), new Rollout.Running(PLAN, 1, LATER, "why")),
        Arguments.of(PAUSED.promote(LATER, "why"), new Rollout.Promoting(PLAN, LATER, "why")),
        Arguments.of(
            PAUSED.abort("why"),
            new Rollout.Aborted(new Rollout.Paused(PLAN, 1, NOON, NOON, "why"))),
        Arguments.of(PROMOTING.succeed("why"), new Rollout.Succeeded(PLAN, NOON, "why")),
        Arguments.of(PROMOTING.abort("why"), new Rollout.TakenBack(PLAN, NOON, false, "why")),
        Arguments.of(PROMOTING.rollBack("why"), new Rollout.TakenBack(PLAN, NOON, true, "why")),
        Arguments.of(
            PROMOTING.rollBack("why").aliasLeftAlone(),
            new Rollout.TakenBack(PLAN, NOON, false, "why")));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("transitions")
  void transition_ofEachPhase_leadsTo(Rollout after, Rollout expected) {
    assertThat(after).isEqualTo(expected);
  }

  private static Stream<Arguments> phases() {
    return Stream.of(
        Arguments.of(PENDING, Phase.PENDING, 0, 0, "asked"),
        Arguments.of(RUNNING, Phase.RUNNING, 0, 500, "started"),
        Arguments.of(PAUSED, Phase.PAUSED, 1, 2000, "lunch"),
        Arguments.of(PROMOTING, Phase.PROMOTING, 2, 10_000, "good"),
        Arguments.of(PROMOTING.succeed("baked"), Phase.SUCCEEDED, 2, 0, "baked"),
        Arguments.of(PENDING.abort("bad"), Phase.ABORTED, 0, 0, "bad"),
        Arguments.of(PAUSED.abort("bad"), Phase.ABORTED, 1, 0, "bad"),
        Arguments.of(PROMOTING.abort("bad"), Phase.ABORTED, 2, 0, "bad"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("phases")
  void look_ofEachPhase_tellsWhereItIs(
      Rollout rollout, Phase phase, int step, int weight, String reason) {
    assertThat(rollout.phase()).isEqualTo(phase);
    assertThat(rollout.step()).isEqualTo(step);
    assertThat(rollout.weight()).isEqualTo(weight);
    assertThat(rollout.reason()).isEqualTo(reason);
    assertThat(rollout.plan()).isEqualTo(PLAN);
    assertThat(rollout.version()).hasToString("1.3.0");
  }

  @Test
  void next_lastStepThatIsNotForAll_promotes() {
    assertThat(running(1, Duration.ofHours(2), FIRST, SECOND).next(LATER, ""))
        .isInstanceOf(Rollout.Promoting.class);
  }

  @Test
  void next_fullStepWithATime_isWatchedBeforeTheAliasMoves() {
    Step full = new Step(Step.ALL, Duration.ofHours(1));
    Rollout second = running(0, Duration.ofHours(2), FIRST, full).next(LATER, "");
    assertThat(second).isInstanceOf(Rollout.Running.class);
    assertThat(second.weight()).isEqualTo(10_000);
    assertThat(((Rollout.Running) second).next(LATER, "")).isInstanceOf(Rollout.Promoting.class);
  }

  @Test
  void next_shortStepThatIsNotForAll_isGoneThrough() {
    Step none = new Step(2000, Duration.ZERO);
    assertThat(running(0, Duration.ZERO, FIRST, none).next(LATER, ""))
        .isInstanceOf(Rollout.Running.class);
  }

  @Test
  void promote_withoutBake_succeeds() {
    Rollout.Running unwatched = running(0, Duration.ZERO, FIRST, ALL);
    assertThat(unwatched.promote(LATER, "why"))
        .isEqualTo(new Rollout.Succeeded(unwatched.plan(), LATER, "why"));
    assertThat(unwatched.next(LATER, "why")).isInstanceOf(Rollout.Succeeded.class);
  }

  @ParameterizedTest(name = "{0} s after it began: {1}")
  @CsvSource({"0, false", "3599, false", "3600, true", "7200, true"})
  void stepOver_byItsDuration(long seconds, boolean over) {
    assertThat(RUNNING.stepOver(NOON.plusSeconds(seconds))).isEqualTo(over);
  }

  @ParameterizedTest(name = "{0} s after the alias moved: {1}")
  @CsvSource({"0, false", "7199, false", "7200, true", "9000, true"})
  void bakeOver_byThePlan(long seconds, boolean over) {
    assertThat(PROMOTING.bakeOver(NOON.plusSeconds(seconds))).isEqualTo(over);
  }

  @Test
  void resume_afterAPause_doesNotCountIt() {
    Rollout.Running resumed = RUNNING.pause(LATER, "").resume(LATER.plusSeconds(3600), "");
    assertThat(resumed.stepOver(NOON.plusSeconds(7199))).isFalse();
    assertThat(resumed.stepOver(NOON.plusSeconds(7200))).isTrue();
  }

  @Test
  void make_ofWhatCannotBe_isRefused() {
    assertThatThrownBy(() -> plan(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rollout.Running(PLAN, 3, NOON, ""))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Rollout.Paused(PLAN, -1, NOON, NOON, ""))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Rollout.Promoting(PLAN, null, ""))
        .isInstanceOf(NullPointerException.class);
  }
}
