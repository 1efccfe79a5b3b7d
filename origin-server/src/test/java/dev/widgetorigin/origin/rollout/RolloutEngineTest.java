package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Outcome;
import dev.widgetorigin.origin.changes.alias.Offer;
import dev.widgetorigin.origin.rollout.outcome.OutcomeReport;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Rollout.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutEngineTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path folder;
  @AutoClose private RolloutWorld world;

  @BeforeEach
  void open() {
    world = new RolloutWorld(folder);
    world.publish("1.0.0", ReleaseState.RELEASED).publish("1.1.0", ReleaseState.STAGED);
  }

  private void begin() {
    assertThat(world.start("1.1.0")).isInstanceOf(Outcome.Done.class);
  }

  private static String refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).problem().detail();
  }

  private void promote() {
    begin();
    assertThat(world.act(RolloutAction.PROMOTE)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void rollout_good_goesThroughEveryStepToTheEnd() {
    begin();
    int[] weights = {500, 2000, 5000};
    Duration[] durations = {Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(24)};
    for (int i = 0; i < weights.length; i++) {
      assertThat(world.rollout().weight()).isEqualTo(weights[i]);
      world.report("1.1.0", "canary", "ok", 100).pass(durations[i].minusSeconds(1));
      assertThat(world.rollout().step()).isEqualTo(i);
      assertThat(world.resolve("latest")).isEqualTo("1.0.0");
      world.pass(Duration.ofSeconds(1));
    }
    assertThat(world.rollout().phase()).isEqualTo(Phase.PROMOTING);
    assertThat(world.resolve("latest")).isEqualTo("1.1.0");
    assertThat(world.resolve("v1")).isEqualTo("1.1.0");
    world.pass(Duration.ofHours(24));
    assertThat(world.rollout().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(world.alerts).isEmpty();
    assertThat(world.moved)
        .containsExactly(
            "chat RUNNING 1", "chat RUNNING 2", "chat PROMOTING 3", "chat SUCCEEDED 3");
  }

  /** Nobody loads it then; what is still reported is of pages that were open before. */
  @Test
  void rollout_ofAWidgetThatIsSwitchedOff_waits() {
    begin();
    world.commit(new Change.SwitchedOff(RolloutWorld.CHAT, null, "broken"));
    world.report("1.1.0", "canary", "ok", 200).pass(Duration.ofHours(2));
    assertThat(world.rollout().step()).isZero();
    world.report("1.1.0", "canary", "rollback", 400).tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.RUNNING);
    world.commit(new Change.SwitchedOn(RolloutWorld.CHAT, null)).tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
  }

  /** Other channels are still loaded. */
  @Test
  void rollout_ofAWidgetOfWhichAChannelIsOff_goesOn() {
    begin();
    world.commit(new Change.SwitchedOff(RolloutWorld.CHAT, "beta", "broken"));
    world.report("1.1.0", "canary", "rollback", 20).tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
  }

  @Test
  void rollout_withoutReports_neverAdvances() {
    begin();
    world.report("1.1.0", "canary", "ok", 99).pass(Duration.ofDays(300));
    assertThat(world.rollout().step()).isZero();
    assertThat(world.resolve("latest")).isEqualTo("1.0.0");
  }

  @Test
  void rollout_broken_abortsAndTheAliasNeverMoved() {
    begin();
    world.report("1.1.0", "canary", "rollback", 20).tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
    assertThat(world.resolve("latest")).isEqualTo("1.0.0");
    assertThat(world.alerts).hasSize(1);
    List<ChangeBatch> history = world.catalog().history(RolloutWorld.CHAT, Long.MAX_VALUE, 10);
    assertThat(history.get(0).who()).isEqualTo("rollout");
  }

  @Test
  void rollout_floodFromOneNetwork_cannotAbort() {
    begin();
    world.report("1.1.0", "canary", "ok", 100);
    OutcomeReport forged = OutcomeReport.parse("chat@1.1.0 canary rollback").orElseThrow();
    OutcomeWindows windows = world.windows();
    for (int minute = 0; minute < 15; minute++) {
      for (int i = 0; i < 10_000; i++) {
        windows.add(RolloutWorld.CHAT, world.rollout(), forged, -7);
      }
      world.report("1.1.0", "canary", "ok", 20).pass(MINUTE);
    }
    assertThat(world.rollout().phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void rollout_stableFailsToo_pausesAndAlertsOnce() {
    begin();
    world
        .report("1.1.0", "canary", "error", 30)
        .report("1.0.0", "stable", "error", 60)
        .tick()
        .tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
    assertThat(world.alerts).hasSize(1);
    assertThat(world.alerts.get(0)).contains("stable");
    world.restart();
    world.report("1.1.0", "canary", "error", 30).report("1.0.0", "stable", "error", 60).tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
    assertThat(world.alerts).as("the pause is in the log, whoever wrote it").hasSize(1);
  }

  @Test
  void rollout_anotherNodePausesFirst_alertsThereOnly() {
    begin();
    world.beforeCommit =
        () ->
            world.commit(
                new Change.RolloutChanged(
                    RolloutWorld.CHAT,
                    ((Rollout.Running) world.rollout()).pause(world.now, "the other node")));
    world.report("1.1.0", "canary", "error", 30).report("1.0.0", "stable", "error", 60).tick();
    world.tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
    assertThat(world.rollout().reason()).isEqualTo("the other node");
    assertThat(world.alerts).isEmpty();
  }

  @Test
  void restart_losesReports_soTheStepWaits() {
    begin();
    world.report("1.1.0", "canary", "ok", 100).pass(Duration.ofMinutes(59));
    world.restart();
    world.pass(Duration.ofMinutes(2));
    assertThat(world.rollout().step()).isZero();
    world.report("1.1.0", "canary", "ok", 101).tick();
    assertThat(world.rollout().step()).isEqualTo(1);
  }

  @Test
  void restart_inEveryPhase_goesOn() {
    begin();
    world.restart();
    assertThat(world.rollout().phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.act(RolloutAction.PROMOTE)).isInstanceOf(Outcome.Done.class);
    world.restart();
    world.report("1.1.0", "canary", "rollback", 20).tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
    assertThat(world.resolve("latest")).isEqualTo("1.0.0");
  }

  @Test
  void bake_broken_putsTheAliasBackOnce() {
    promote();
    assertThat(world.resolve("latest")).isEqualTo("1.1.0");
    world.report("1.1.0", "canary", "rollback", 20).tick();
    assertThat(world.rolledBack()).isTrue();
    assertThat(world.alerts).as("told once").hasSize(1);
    assertThat(world.resolve("latest")).isEqualTo("1.0.0");
    assertThat(world.resolve("v1")).isEqualTo("1.0.0");
    world.commit(new Change.Unpinned(RolloutWorld.CHAT, "latest", Version.parse("1.0.0")));
    world.pass(MINUTE);
    assertThat(world.resolve("latest")).as("a person decided otherwise").isEqualTo("1.1.0");
  }

  @Test
  void bake_previousIsGone_alertsAndNeverGoesPastIt() {
    world.publish("0.9.0", ReleaseState.RELEASED);
    promote();
    world.commit(
        new Change.StateChanged(
            RolloutWorld.CHAT,
            Version.parse("1.0.0"),
            ReleaseState.RELEASED,
            ReleaseState.YANKED,
            "a hole"));
    world.report("1.1.0", "canary", "rollback", 20).tick().tick();
    assertThat(world.resolve("latest")).isEqualTo("1.1.0");
    assertThat(world.rollout().phase()).isEqualTo(Phase.PROMOTING);
    assertThat(world.alerts).hasSize(1);
    assertThat(world.alarms())
        .singleElement()
        .asString()
        .startsWith("rollout-stuck chat@1.1.0: ")
        .endsWith("; and 1.0.0 is no longer released");
    assertThat(world.catalog().history(RolloutWorld.CHAT, Long.MAX_VALUE, 1).get(0).who())
        .isEqualTo("rollout");
    world.restart();
    world.report("1.1.0", "canary", "rollback", 20).tick();
    assertThat(world.alerts).as("it is in the log, whoever wrote it").hasSize(1);
    assertThat(world.alarms()).hasSize(1);
    assertThat(world.view()).containsKey("alarms");
    world.commit(
        new Change.StateChanged(
            RolloutWorld.CHAT,
            Version.parse("1.0.0"),
            ReleaseState.YANKED,
            ReleaseState.RELEASED,
            "mended"));
    world.tick();
    assertThat(world.rolledBack()).isTrue();
    assertThat(world.catalog().snapshot().alarms()).as("nobody is needed any more").isEmpty();
    assertThat(world.view()).doesNotContainKey("alarms");
  }

  @Test
  void bake_anotherNodeSaysFirstThatItIsStuck_isSaidOnce() {
    world.publish("0.9.0", ReleaseState.RELEASED);
    promote();
    world.commit(
        new Change.StateChanged(
            RolloutWorld.CHAT,
            Version.parse("1.0.0"),
            ReleaseState.RELEASED,
            ReleaseState.YANKED,
            "a hole"));
    world.beforeCommit =
        () ->
            world.commit(
                new Change.AlarmRaised(
                    RolloutWorld.CHAT, Alarm.Kind.ROLLOUT_STUCK, "chat@1.1.0", "the other node"));
    world.report("1.1.0", "canary", "rollback", 20).tick().tick();
    assertThat(world.alarms()).containsExactly("rollout-stuck chat@1.1.0: the other node");
    assertThat(world.alerts).isEmpty();
  }

  /** Whoever ended the rollout has seen what is wrong. */
  @Test
  void bake_previousIsGoneAndAPersonEndsTheRolloutMeanwhile_raisesNoAlarm() {
    promote();
    world.commit(
        new Change.StateChanged(
            RolloutWorld.CHAT,
            Version.parse("1.0.0"),
            ReleaseState.RELEASED,
            ReleaseState.YANKED,
            "a hole"));
    Runnable end =
        () ->
            world.commit(
                new Change.RolloutChanged(
                    RolloutWorld.CHAT, ((Rollout.Active) world.rollout()).abort("a person")));
    // The first commit is the attempt to put the alias back, the second one the alarm.
    world.beforeCommit = () -> world.beforeCommit = end;
    world.report("1.1.0", "canary", "rollback", 20).tick();
    assertThat(world.rollout().reason()).isEqualTo("a person");
    assertThat(world.alarms()).isEmpty();
    assertThat(world.alerts).isEmpty();
  }

  @Test
  void bake_personMovedTheAlias_isLeftAlone() {
    world.publish("0.9.0", ReleaseState.RELEASED);
    promote();
    world.commit(
        new Change.Pinned(
            RolloutWorld.CHAT,
            "latest",
            Version.parse("1.1.0"),
            Version.parse("0.9.0"),
            "emergency"));
    world.report("1.1.0", "canary", "rollback", 20).tick();
    assertThat(world.resolve("latest")).isEqualTo("0.9.0");
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
    assertThat(world.rolledBack()).isFalse();
  }

  @Test
  void nextRollout_afterAnAutomaticRollback_liftsThePinThatItLeft() {
    promote();
    world.report("1.1.0", "canary", "rollback", 20).tick();
    world.publish("1.1.1", ReleaseState.STAGED);
    assertThat(world.start("1.1.1")).isInstanceOf(Outcome.Done.class);
    assertThat(world.rollout().plan().previous()).hasToString("1.0.0");
    assertThat(Offer.of(world.widget(), Selector.parse("latest")).rollout()).isNotNull();
    assertThat(world.act(RolloutAction.PROMOTE)).isInstanceOf(Outcome.Done.class);
    assertThat(world.resolve("latest")).isEqualTo("1.1.1");
    assertThat(world.resolve("v1")).isEqualTo("1.1.1");
  }

  @Test
  void abort_duringBake_putsTheAliasBack() {
    promote();
    assertThat(world.act(RolloutAction.ABORT)).isInstanceOf(Outcome.Done.class);
    assertThat(world.resolve("latest")).isEqualTo("1.0.0");
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
  }

  @Test
  void start_later_waits() {
    RolloutRequest now = world.request("1.1.0");
    Outcome outcome =
        world.start(
            new RolloutRequest(
                now.version(),
                now.steps(),
                now.bake(),
                null,
                null,
                world.now.plus(Duration.ofHours(1)),
                ""));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    assertThat(world.rollout().phase()).isEqualTo(Phase.PENDING);
    world.pass(Duration.ofMinutes(59));
    assertThat(world.rollout().phase()).isEqualTo(Phase.PENDING);
    world.pass(MINUTE);
    assertThat(world.rollout().phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void start_whatCannotBe_isRefused() {
    assertThat(refusal(world.start("1.0.0"))).contains("is released");
    assertThat(refusal(world.start("9.9.9"))).contains("no version 9.9.9");
    world.publish("2.0.0-beta.1", ReleaseState.STAGED);
    assertThat(refusal(world.start("2.0.0-beta.1"))).contains("No alias would move");
    begin();
    assertThat(refusal(world.start("1.1.0"))).contains("is running");
    world.act(RolloutAction.ABORT);
    world.commit(
        new Change.Pinned(RolloutWorld.CHAT, "latest", null, Version.parse("1.0.0"), "a person's"));
    assertThat(refusal(world.start("1.1.0"))).contains("pinned to 1.0.0 by ana");
  }

  @Test
  void start_backport_concernsOnlyItsOwnMajor() {
    world.publish("2.0.0", ReleaseState.RELEASED);
    begin();
    Rollout rollout = world.rollout();
    assertThat(rollout.plan().alias()).isEqualTo("v1");
    assertThat(rollout.plan().previous()).hasToString("1.0.0");
    assertThat(Offer.of(world.widget(), Selector.parse("v1")).rollout()).isNotNull();
    assertThat(Offer.of(world.widget(), Selector.parse("latest")).rollout()).isNull();
    assertThat(Offer.of(world.widget(), Selector.parse("1.1.0")).rollout()).isNull();
  }

  @Test
  void offer_duringBake_keepsTheVersionBeforeAsStable() {
    promote();
    Offer offer = Offer.of(world.widget(), Selector.parse("latest"));
    assertThat(Offer.found(offer.stable(), Version.parse("1.0.0"))).isTrue();
    assertThat(offer.rollout().weight()).isEqualTo(10_000);
  }

  @Test
  void share_overAllBuckets_isExactAndEachStepASupersetOfTheLast() {
    begin();
    int salt = world.rollout().plan().salt();
    for (int smaller : new int[] {1, 500, 2000, 5000}) {
      for (int larger : new int[] {2000, 5000, 10_000}) {
        int inSmaller = 0;
        for (int bucket = 0; bucket < 10_000; bucket++) {
          boolean in = (bucket + salt) % 10_000 < smaller;
          inSmaller += in ? 1 : 0;
          if (in && larger >= smaller) {
            assertThat((bucket + salt) % 10_000 < larger).isTrue();
          }
        }
        assertThat(inSmaller).isEqualTo(smaller);
      }
    }
  }
}
