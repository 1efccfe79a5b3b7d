package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Outcome;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Rollout.Phase;
import dev.widgetorigin.store.widget.RolloutPlan.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine makes of a store that fails, of people who are quicker, and of clocks. */
class RolloutFaultTest {
  private static final WidgetName MAP = WidgetName.parse("map");

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

  /** A rollout whose only step is over with enough good loads. */
  private void beginShort() {
    RolloutRequest request = world.request("1.1.0");
    world.start(
        new RolloutRequest(
            request.version(),
            List.of(new Step(500, Duration.ofHours(1))),
            request.bake(),
            null,
            null,
            null,
            ""));
    world.report("1.1.0", "canary", "ok", 100);
  }

  @Test
  void tick_storeFails_othersAreLookedAtAndItIsTriedAgain() {
    world.publish(MAP, "1.0.0", ReleaseState.RELEASED).publish(MAP, "1.1.0", ReleaseState.STAGED);
    RolloutRequest later = world.request("1.1.0");
    RolloutRequest soon =
        new RolloutRequest(
            later.version(),
            later.steps(),
            later.bake(),
            null,
            null,
            world.now.plus(Duration.ofMinutes(1)),
            "");
    world.start(soon);
    world.start(MAP, soon);
    AtomicInteger failed = new AtomicInteger();
    world.beforeCommit =
        () -> {
          failed.incrementAndGet();
          throw new StoreException(StoreException.Code.UNAVAILABLE, "the disk is full");
        };
    world.pass(Duration.ofMinutes(1));
    assertThat(failed).hasValue(1);
    assertThat(world.moved).as("the other one").hasSize(1);
    world.tick();
    assertThat(world.moved).containsExactlyInAnyOrder("chat RUNNING 0", "map RUNNING 0");
  }

  @Test
  void tick_personWasQuicker_leavesTheirsAlone() {
    beginShort();
    world.beforeCommit = () -> world.act(RolloutAction.PAUSE);
    world.pass(Duration.ofHours(1));
    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
    assertThat(world.resolve("latest")).isEqualTo("1.0.0");
    assertThat(world.moved).isEmpty();
    assertThat(world.alerts).isEmpty();
  }

  @Test
  void bakeTick_personAbortedFirst_raisesNoAlert() {
    begin();
    world.act(RolloutAction.PROMOTE);
    world.beforeCommit = () -> world.act(RolloutAction.ABORT);
    world.report("1.1.0", "canary", "error", 30).tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
    assertThat(world.alerts).isEmpty();
  }

  @Test
  void tick_widgetWithoutRollout_isPassedOver() {
    world.publish(MAP, "1.0.0", ReleaseState.RELEASED);
    begin();
    world.restart();
    world.tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.moved).isEmpty();
  }

  @Test
  void tick_afterTheEnd_forgetsWhatWasReported() {
    begin();
    Rollout running = world.rollout();
    world.report("1.1.0", "canary", "ok", 100).tick();
    assertThat(world.windows().received(RolloutWorld.CHAT, running).reports()).isEqualTo(100);
    world.act(RolloutAction.ABORT);
    world.tick();
    assertThat(world.windows().received(RolloutWorld.CHAT, running).reports()).isZero();
  }

  @Test
  void alert_ofTheNextRollout_isRaisedAgain() {
    for (int i = 1; i <= 2; i++) {
      begin();
      world.report("1.1.0", "canary", "rollback", 20).tick().tick();
      assertThat(world.alerts).hasSize(i);
    }
  }

  @Test
  void promotion_pastAPersonsPin_raisesAnAlert() {
    world.commit(new Change.Pinned(RolloutWorld.CHAT, "v1", null, Version.parse("1.0.0"), "slow"));
    beginShort();
    world.pass(Duration.ofHours(1));
    assertThat(world.resolve("latest")).isEqualTo("1.1.0");
    assertThat(world.resolve("v1")).isEqualTo("1.0.0");
    assertThat(world.alerts).hasSize(1);
    assertThat(world.alerts.get(0)).contains("v1 stays on 1.0.0", "pinned by ana", "slow");
    assertThat(world.alarms()).containsExactly("rollout-held chat@1.1.0: " + world.alerts.get(0));
    assertThat(world.view()).containsKey("alarms");
    world.commit(new Change.Unpinned(RolloutWorld.CHAT, "v1", Version.parse("1.0.0")));
    assertThat(world.view()).as("the pin is gone").doesNotContainKey("alarms");
    world.pass(Duration.ofHours(24));
    assertThat(world.rollout().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(world.alerts).as("told once").hasSize(1);
  }

  @Test
  void bake_stableFailsToo_alertsAndStaysPromoted() {
    begin();
    world.act(RolloutAction.PROMOTE);
    world.report("1.1.0", "canary", "error", 30).report("1.0.0", "stable", "error", 60).tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.PROMOTING);
    world.restart();
    world.report("1.1.0", "canary", "error", 30).report("1.0.0", "stable", "error", 60).tick();
    assertThat(world.alerts).hasSize(1);
    assertThat(world.alarms())
        .containsExactly("rollout-inconclusive chat@1.1.0: " + world.alerts.get(0));
    world.act(RolloutAction.ABORT);
    assertThat(world.catalog().snapshot().alarms()).isEmpty();
  }

  @Test
  void close_followsTheLogNoMore() {
    int followers = world.catalog().followers().size();
    world.engine().close();
    assertThat(world.catalog().followers()).hasSize(followers - 1);
  }

  /** The windows have a clock that nobody sets; only steps go by the time of day. */
  @Test
  void clock_setBack_delaysTheStepAndNoAbort() {
    begin();
    for (int minute = 0; minute < 5; minute += 4) {
      for (int i = 0; i < 50; i++) {
        world.report("1.1.0", "canary", i < 6 ? "rollback" : "ok", 1);
      }
      world.tick().pass(Duration.ofMinutes(4));
      world.now = world.now.minus(Duration.ofHours(2));
    }
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
  }

  @Test
  void clock_setForward_endsTheStepEarlyButNotWithoutLoads() {
    begin();
    world.now = world.now.plus(Duration.ofHours(2));
    world.report("1.1.0", "canary", "ok", 99).tick();
    assertThat(world.rollout().step()).isZero();
    world.report("1.1.0", "canary", "ok", 1).tick();
    assertThat(world.rollout().step()).isEqualTo(1);
  }
}
