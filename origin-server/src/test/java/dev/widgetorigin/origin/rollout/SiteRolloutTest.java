package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.rollout.outcome.OutcomeReport;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Rollout.Phase;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine does about single sites. */
class SiteRolloutTest {
  @TempDir Path folder;
  @AutoClose private RolloutWorld world;

  @BeforeEach
  void open() {
    world = new RolloutWorld(folder);
    world.publish("1.0.0", ReleaseState.RELEASED).publish("1.1.0", ReleaseState.STAGED);
    world.template(2).start("1.1.0");
  }

  private RolloutWorld canary(String outcome, int times, String site) {
    return world.report("1.1.0", "canary", outcome + " channel=v1 site=" + site, times);
  }

  private List<String> held() {
    return world.rollout().quarantined().stream().map(QuarantinedSite::site).toList();
  }

  private void wellSites(int sites, int loads) {
    for (int i = 0; i < sites; i++) {
      canary("ok", loads, "s" + i + ".example");
    }
  }

  @Test
  void site_thatFailsAlone_isHeldBackAndTheRolloutGoesOn() {
    wellSites(20, 30);
    canary("rollback", 30, "shop.example");
    world.tick();

    assertThat(held()).containsExactly("shop.example");
    assertThat(world.rollout().quarantined().get(0).channel()).isEqualTo("v1");
    assertThat(world.rollout().quarantined().get(0).since()).isEqualTo(world.now);
    assertThat(world.alerts)
        .singleElement()
        .asString()
        .startsWith("shop.example is held back: 100.0 % of ")
        .endsWith("while other sites are well");
    Change change =
        world.catalog().history(RolloutWorld.CHAT, Long.MAX_VALUE, 1).get(0).changes().get(0);
    assertThat(change)
        .isEqualTo(
            new Change.SiteQuarantined(
                RolloutWorld.CHAT,
                world.rollout().version(),
                "shop.example",
                "v1",
                world.rollout().quarantined().get(0).why()));

    world.tick().tick();
    assertThat(world.alerts).hasSize(1);
    assertThat(world.rollout().phase()).isEqualTo(Phase.RUNNING);
    // The step begins to count anew, without that site; then it goes on as any.
    assertThat(world.windows().received(RolloutWorld.CHAT, world.rollout()).reports()).isZero();
    wellSites(20, 10);
    world.pass(Duration.ofHours(1));
    assertThat(world.rollout().step()).isEqualTo(1);
    assertThat(held()).containsExactly("shop.example");
  }

  /** What was counted of other sites is not forgotten when one is held back. */
  @Test
  void site_thatFailsLater_isHeldBackByAllItsLoads() {
    wellSites(40, 10);
    canary("rollback", 30, "shop.example");
    canary("rollback", 15, "late.example");
    world.tick();
    assertThat(held()).containsExactly("shop.example");
    canary("rollback", 15, "late.example");
    world.tick();
    assertThat(held()).containsExactly("shop.example", "late.example");
  }

  /** A person has paused it: that so many sites fail must not keep it from being taken back. */
  @Test
  void pausedRollout_onWhichTooManySitesFail_isTakenBack() {
    world.act(RolloutAction.PAUSE);
    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
    wellSites(3, 30);
    canary("rollback", 60, "shop.example");
    canary("rollback", 60, "mall.example");
    world.tick();
    assertThat(held()).isEmpty();
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
  }

  @Test
  void releaseThatFailsEverywhere_isTakenBackAndNoSiteIsBlamed() {
    for (int i = 0; i < 3; i++) {
      canary("rollback", 30, "s" + i + ".example");
    }
    world.tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.ABORTED);
    assertThat(held()).isEmpty();
  }

  @Test
  void moreSitesThanMay_pauseTheRolloutAndTellOnce() {
    wellSites(18, 60);
    canary("rollback", 26, "a.example");
    canary("rollback", 26, "b.example");
    canary("rollback", 26, "c.example");
    world.tick();
    world.tick();

    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
    assertThat(held()).isEmpty();
    assertThat(world.alerts)
        .containsExactly(
            "3 of 21 sites fail, where at most 2 may be held back:"
                + " a.example, b.example, c.example");
  }

  /** Its pages would get the new version all the same, and nobody would hear that it fails. */
  @Test
  void site_whoseLoadersCannotHoldItBack_pausesTheRolloutUntilTheyCan() {
    world.template(1);
    wellSites(20, 30);
    canary("rollback", 30, "shop.example");
    world.tick();
    world.tick();

    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
    assertThat(held()).isEmpty();
    assertThat(world.alerts)
        .singleElement()
        .asString()
        .startsWith("shop.example: 100.0 % of ")
        .endsWith(
            "; loaders of template 1 cannot hold a site back; to change them: widget-origin loader"
                + " upgrade chat");

    world.template(2).tick();
    assertThat(held()).containsExactly("shop.example");
  }

  @Test
  void sites_whoseLoadersCannotHoldThemBack_areCounted() {
    world.template(1);
    wellSites(40, 20);
    canary("rollback", 30, "b.example");
    canary("rollback", 30, "a.example");
    canary("rollback", 30, "c.example");
    world.tick();
    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
    assertThat(world.alerts)
        .singleElement()
        .asString()
        .startsWith("a.example and 2 more: 100.0 % of ");
  }

  @Test
  void site_ofAPausedRollout_isHeldBackToo() {
    world.act(RolloutAction.PAUSE);
    wellSites(20, 30);
    canary("rollback", 30, "shop.example");
    world.tick();
    assertThat(held()).containsExactly("shop.example");
    assertThat(world.rollout().phase()).isEqualTo(Phase.PAUSED);
  }

  @Test
  void site_whoseRolloutChangedMeanwhile_isLookedAtAgain() {
    wellSites(20, 30);
    canary("rollback", 30, "shop.example");
    world.beforeCommit = () -> world.act(RolloutAction.PAUSE);
    world.tick();
    assertThat(held()).isEmpty();
    assertThat(world.alerts).isEmpty();
    world.tick();
    assertThat(held()).containsExactly("shop.example");
  }

  /** One network that sends all it may, about a real site and about made-up ones. */
  @Test
  void forger_inOneNetwork_neitherHoldsASiteBackNorStopsTheRollout() {
    wellSites(20, 30);
    for (int i = 0; i < 600; i++) {
      String site = i % 2 == 0 ? "s1.example" : "forged" + i + ".example";
      OutcomeReport report =
          OutcomeReport.parse("chat@1.1.0 canary rollback site=" + site).orElseThrow();
      world.windows().add(RolloutWorld.CHAT, world.rollout(), report, 7_000_000);
    }
    world.tick();
    assertThat(held()).isEmpty();
    assertThat(world.alerts).isEmpty();
    world.pass(Duration.ofHours(1));
    assertThat(world.rollout().step()).isEqualTo(1);
  }

  @Test
  void restart_afterASiteWasHeldBack_goesOnHoldingIt() {
    wellSites(20, 30);
    canary("rollback", 30, "shop.example");
    world.tick();
    world.restart();
    world.tick();
    assertThat(held()).containsExactly("shop.example");
    assertThat(world.rollout().phase()).isEqualTo(Phase.RUNNING);
  }

  /** Through a pause, a restart, a step in which all others get the version, and the promotion. */
  @Test
  void site_thatWasHeldBack_staysItUntilTheRolloutIsOver() {
    world.act(RolloutAction.ABORT);
    Duration hour = Duration.ofHours(1);
    List<RolloutPlan.Step> steps =
        List.of(new RolloutPlan.Step(500, hour), new RolloutPlan.Step(RolloutPlan.Step.ALL, hour));
    Version version = Version.parse("1.1.0");
    world.start(
        new RolloutRequest(version, steps, Duration.ofHours(24), null, null, null, "a test"));
    wellSites(20, 30);
    canary("rollback", 30, "shop.example");
    world.tick();
    assertThat(held()).containsExactly("shop.example");

    world.act(RolloutAction.PAUSE);
    world.act(RolloutAction.RESUME);
    world.restart();
    List<Integer> shares = new ArrayList<>();
    while (world.rollout() instanceof Rollout.Running) {
      shares.add(world.rollout().weight() / 100);
      assertThat(held()).containsExactly("shop.example");
      wellSites(20, 10);
      world.pass(hour);
    }
    assertThat(shares).containsExactly(5, 100);
    assertThat(world.rollout().phase()).isEqualTo(Phase.PROMOTING);
    assertThat(world.rollout().weight()).isEqualTo(RolloutPlan.Step.ALL);
    assertThat(held()).containsExactly("shop.example");

    world.pass(Duration.ofDays(1));
    assertThat(world.rollout().phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(world.alerts).hasSize(1);
  }
}
