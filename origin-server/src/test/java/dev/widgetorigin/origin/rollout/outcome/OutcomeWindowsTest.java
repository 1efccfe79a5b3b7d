package dev.widgetorigin.origin.rollout.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.RolloutPlans;
import dev.widgetorigin.origin.rollout.outcome.Verdict.Kind;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From reports and the addresses that sent them to the verdict, with all defaults. */
class OutcomeWindowsTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Rollout ROLLOUT =
      new Rollout.Running(RolloutPlans.of("1.3.0", 500, 0, null), 0, NOON, "");

  /** As the ticker tells it; may be negative. */
  private long nanos;

  private final OutcomeWindows windows = new OutcomeWindows(RolloutConfig.DEFAULTS, () -> nanos);

  private void report(String address, boolean failed, Instant at) {
    String text = "chat@1.3.0 canary " + (failed ? "rollback" : "ok");
    OutcomeReport report = OutcomeReport.parse(text).orElseThrow();
    turn(at);
    windows.add(CHAT, ROLLOUT, report, AddressPrefix.of(address));
  }

  /** One load from each of so many networks of the second byte's; the first ones failed. */
  private void loads(int second, int networks, int failed, Instant at) {
    for (int network = 0; network < networks; network++) {
      report("10." + second + "." + network + ".7", network < failed, at);
    }
  }

  private void turn(Instant at) {
    nanos = Duration.between(NOON, at).toNanos();
  }

  private Evidence evidence(Instant at) {
    turn(at);
    return windows.evidence(CHAT, ROLLOUT, Thresholds.DEFAULTS, false);
  }

  private Kind verdict(Instant at) {
    return Verdict.of(evidence(at), Thresholds.DEFAULTS).kind();
  }

  @ParameterizedTest(name = "{1} of {0} networks failed: {2}")
  @CsvSource({
    // From 20 on, the least k with k/n > 0.1 + 2.5758·√(0.09/n): 5.5, 10.5 and 17.7 failures.
    "19, 19, HOLD",
    "20, 20, ABORT",
    "20, 6, ABORT",
    "20, 5, HOLD",
    "50, 11, ABORT",
    "50, 10, HOLD",
    "100, 18, ABORT",
    "100, 17, HOLD",
  })
  void verdict_oneLoadFromEachNetwork_isRuleB(int networks, int failed, Kind expected) {
    loads(0, networks, failed, NOON);
    Window window = evidence(NOON).now();
    assertThat(window).as("all count").isEqualTo(Windows.of(networks, failed));
    assertThat(verdict(NOON)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{1} of {0} networks failed: {2}")
  @CsvSource({"49, 6, HOLD", "50, 5, HOLD", "50, 6, ABORT", "100, 10, HOLD", "100, 11, ABORT"})
  void verdict_oneLoadFromEachNetworkForFiveMinutes_isRuleA(
      int networks, int failed, Kind expected) {
    Instant later = NOON.plus(Duration.ofMinutes(5));
    loads(0, networks, failed, NOON);
    loads(1, networks, failed, later);
    assertThat(verdict(NOON)).isEqualTo(Kind.HOLD);
    assertThat(verdict(NOON.plus(Duration.ofMinutes(4)))).as("not yet held").isEqualTo(Kind.HOLD);
    assertThat(verdict(later)).isEqualTo(expected);
  }

  @Test
  void verdict_rateBelowForAMoment_isHeldAnewFromThere() {
    loads(0, 50, 6, NOON);
    // For a moment the last five minutes are empty; windows that end with a minute do not show it.
    assertThat(verdict(NOON.plusSeconds(300))).isEqualTo(Kind.HOLD);
    loads(1, 50, 6, NOON.plusSeconds(310));
    assertThat(verdict(NOON.plusSeconds(310))).isEqualTo(Kind.HOLD);
    loads(2, 50, 6, NOON.plusSeconds(480));
    assertThat(verdict(NOON.plusSeconds(599))).isEqualTo(Kind.HOLD);
    assertThat(verdict(NOON.plusSeconds(600))).isEqualTo(Kind.ABORT);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"10.9.9.%d", "2001:db8:9:%x::1"})
  void verdict_floodFromOneNetwork_changesNothing(String network) {
    for (int minute = 0; minute < 15; minute++) {
      Instant at = NOON.plus(Duration.ofMinutes(minute));
      loads(minute, 100, 8, at);
      for (int i = 0; i < 5_000; i++) {
        report(network.formatted(1 + i % 254), true, at);
      }
      assertThat(verdict(at)).isEqualTo(Kind.HOLD);
    }
  }

  @Test
  void verdict_floodOfSuccessesFromOneNetwork_hidesNoBreakage() {
    for (int i = 0; i < 5_000; i++) {
      report("10.9.9." + (1 + i % 254), false, NOON);
    }
    loads(0, 20, 20, NOON);
    assertThat(verdict(NOON)).isEqualTo(Kind.ABORT);
  }

  @Test
  void evidence_afterTheNextStep_beginsAnew() {
    loads(0, 30, 3, NOON);
    RolloutPlan plan = RolloutPlans.of("1.3.0", 500, 0, null, 2000);
    Rollout before = new Rollout.Running(plan, 0, NOON, "");
    for (Rollout after :
        List.of(
            new Rollout.Running(plan, 1, NOON, ""),
            new Rollout.Promoting(plan, NOON, ""),
            before)) {
      assertThat(windows.received(CHAT, after).reports()).isZero();
      windows.add(CHAT, after, OutcomeReport.parse("chat@1.3.0 canary ok").orElseThrow(), 7);
      Evidence evidence = windows.evidence(CHAT, after, Thresholds.DEFAULTS, false);
      assertThat(evidence.now()).isEqualTo(Windows.of(1, 0));
      assertThat(evidence.step()).isEqualTo(Windows.of(1, 0));
    }
  }

  @Test
  void evidence_ofTheNextRollout_beginsAnew() {
    loads(0, 30, 3, NOON);
    Rollout next = new Rollout.Running(RolloutPlans.of("1.3.1", 500, 0, null), 0, NOON, "");
    assertThat(windows.received(CHAT, next).reports()).isZero();
  }

  @Test
  void keep_others_forgetsThem() {
    loads(0, 30, 3, NOON);
    windows.keep(CHAT::equals);
    assertThat(windows.received(CHAT, ROLLOUT).reports()).isEqualTo(30);
    windows.keep(name -> false);
    assertThat(windows.received(CHAT, ROLLOUT).reports()).isZero();
  }

  @ParameterizedTest(name = "{0} s after: {1} loads")
  @CsvSource({"0, 30", "299, 30", "300, 0", "3600, 0"})
  void evidence_afterFiveMinutes_hasLeftTheWindow(long seconds, double loads) {
    loads(0, 30, 3, NOON);
    assertThat(evidence(NOON.plusSeconds(seconds)).now().loads()).isEqualTo(loads);
    assertThat(evidence(NOON.plusSeconds(seconds)).step().loads()).isEqualTo(30);
  }

  /** Of a ticker that began anywhere; two nodes of one bucket are to have the same minutes. */
  @Test
  void minute_ofOneOfSeveralNodes_isByItsOwnClockUntilTheBucketHasToldTheTime() {
    nanos = -Duration.ofHours(7).toNanos();
    Instant own = NOON.plusSeconds(59);
    OutcomeWindows shared = OutcomeWindows.shared(RolloutConfig.DEFAULTS, () -> nanos, "a", own);
    assertThat(shared.minute()).isEqualTo(NOON.getEpochSecond() / 60);
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(shared.minute()).as("it goes on").isEqualTo(NOON.getEpochSecond() / 60 + 1);

    shared.set(NOON.plus(Duration.ofMinutes(9)), nanos);
    assertThat(shared.minute()).isEqualTo(NOON.getEpochSecond() / 60 + 9);
    nanos += Duration.ofMinutes(2).toNanos();
    assertThat(shared.minute()).isEqualTo(NOON.getEpochSecond() / 60 + 11);
  }

  /** Whatever the bucket says: nobody else is to see the same minutes. */
  @Test
  void minute_ofALoneNode_isThatOfItsTicker() {
    nanos = Duration.ofMinutes(3).toNanos();
    assertThat(windows.minute()).isEqualTo(3);
    nanos = -1;
    assertThat(windows.minute()).isEqualTo(-1);
  }
}
