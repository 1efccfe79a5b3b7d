package dev.widgetorigin.origin.rollout.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.widgetorigin.origin.rollout.outcome.Verdict.Kind;
import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  private static final Thresholds DEFAULTS = Thresholds.DEFAULTS;

  private static Evidence evidence(
      Window now, boolean held, Window step, Window stable, boolean over) {
    List<Window> trailing =
        held
            ? Collections.nCopies(DEFAULTS.holdMinutes() + 1, now)
            : List.of(now, Window.NONE, Window.NONE, Window.NONE, Window.NONE, Window.NONE);
    return new Evidence(trailing, Evidence.ALWAYS, step, stable, Window.NONE, over);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // case, loads now, errors now, held, step loads, step errors, stable loads, stable errors,
    // over, verdict
    "nothing is known, 0,0,false, 0,0, 0,0, false, HOLD",
    "nothing is known and the time is over, 0,0,true, 0,0, 0,0, true, HOLD",
    "A: 11 % of 100 held five minutes, 100,11,true, 100,11, 0,0, false, ABORT",
    "A: exactly 10 % is not above, 100,10,true, 100,10, 0,0, false, HOLD",
    "A: 12 % of 49 is too few, 49,6,true, 49,6, 0,0, false, HOLD",
    "A: 12 % of 50 is enough, 50,6,true, 50,6, 0,0, false, ABORT",
    "A: 11 % for a moment, 100,11,false, 100,11, 0,0, false, HOLD",
    "B: all of 20 failed, 20,20,false, 20,20, 0,0, false, ABORT",
    "B: all of 19 failed, 19,19,false, 19,19, 0,0, false, HOLD",
    "B: 5 of 20 may be 10 %, 20,5,false, 20,5, 0,0, false, HOLD",
    "B: 6 of 20 cannot be, 20,6,false, 20,6, 0,0, false, ABORT",
    "B: over the whole step at low traffic, 3,3,false, 25,25, 0,0, false, ABORT",
    "stable fails too, 20,20,false, 20,20, 100,50, false, INCONCLUSIVE",
    "stable fails too and the step is over, 20,20,false, 20,20, 100,50, true, INCONCLUSIVE",
    "stable fails a little, 20,20,false, 20,20, 100,10, false, ABORT",
    "stable has too few reports, 20,20,false, 20,20, 49,49, false, ABORT",
    "stable fails and the new version does not, 200,2,true, 200,2, 100,50, false, HOLD",
    "the step is over and all is well, 200,2,true, 200,2, 0,0, true, ADVANCE",
    "the step is not over, 200,2,true, 200,2, 0,0, false, HOLD",
    "99 loads are too few to advance, 99,0,true, 99,0, 0,0, true, HOLD",
    "100 loads without a fault are enough, 100,0,true, 100,0, 0,0, true, ADVANCE",
    "6 % of 200 may be 10 %, 200,12,true, 200,12, 0,0, true, HOLD",
    "6 % of 2000 cannot be, 2000,120,true, 2000,120, 0,0, true, ADVANCE",
  })
  void of_evidence_givesVerdict(
      String name,
      long loads,
      long errors,
      boolean held,
      long stepLoads,
      long stepErrors,
      long stableLoads,
      long stableErrors,
      boolean over,
      Kind expected) {
    Verdict verdict =
        Verdict.of(
            evidence(
                Windows.of(loads, errors),
                held,
                Windows.of(stepLoads, stepErrors),
                Windows.of(stableLoads, stableErrors),
                over),
            DEFAULTS);
    assertThat(verdict.kind()).as(verdict.why()).isEqualTo(expected);
    assertThat(verdict.why()).isNotBlank();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "B | 20|20|false | 20|20 | 0|0 | false | 100.0 % of 20 loads failed, certainly more than"
            + " 10 %",
        "B, of the step | 3|3|false | 25|25 | 0|0 | false | 100.0 % of 25 loads failed, certainly"
            + " more than 10 %",
        "A | 100|11|true | 100|11 | 0|0 | false | more than 10 % of the loads of 5 minutes failed"
            + " for 5 minutes, now 11.0 % of 100",
        "stable too | 20|20|false | 20|20 | 100|50 | false | 100.0 % of 20 loads failed, certainly"
            + " more than 10 %; but the stable version fails too, 50.0 %",
        "early | 200|2|true | 200|2 | 0|0 | false | the step's time is not over",
        "few | 99|0|true | 99|0 | 0|0 | true | waiting for loads: 99 of at least 100",
        "well | 200|2|true | 200|2 | 0|0 | true | 1.0 % of 200 loads failed, certainly less than"
            + " 5.0 %",
        "unsure | 200|12|true | 200|12 | 0|0 | true | 6.0 % of 200 loads failed, certainly less"
            + " than 11.9 %; waiting for less than 10 %",
      })
  void of_evidence_saysWhy(
      String name,
      long loads,
      long errors,
      boolean held,
      long stepLoads,
      long stepErrors,
      long stableLoads,
      long stableErrors,
      boolean over,
      String why) {
    Evidence evidence =
        evidence(
            Windows.of(loads, errors),
            held,
            Windows.of(stepLoads, stepErrors),
            Windows.of(stableLoads, stableErrors),
            over);
    assertThat(Verdict.of(evidence, DEFAULTS).why()).isEqualTo(why);
  }

  @ParameterizedTest(name = "{0} of {1} now, {2} of {3} in the step: {4}")
  @CsvSource({
    // The step speaks where the trailing window has too few reports, and only there.
    "49, 49, 50, 100, INCONCLUSIVE",
    "50, 50, 0, 0, INCONCLUSIVE",
    "0, 50, 100, 100, ABORT",
    "0, 49, 50, 50, INCONCLUSIVE",
    "0, 49, 49, 49, ABORT",
    "0, 49, 10, 100, ABORT",
    "0, 49, 11, 100, INCONCLUSIVE",
  })
  void of_brokenVersion_asksTheStableOne(
      long errors, long loads, long stepErrors, long stepLoads, Kind expected) {
    Window broken = Windows.of(20, 20);
    Evidence evidence =
        new Evidence(
            List.of(broken),
            Evidence.ALWAYS,
            broken,
            Windows.of(loads, errors),
            Windows.of(stepLoads, stepErrors),
            false);
    assertThat(Verdict.of(evidence, DEFAULTS).kind()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} windows, of which number {1} was below: {2}")
  @CsvSource({"5, 9, HOLD", "6, 9, ABORT", "6, 0, HOLD", "6, 5, HOLD", "7, 6, ABORT"})
  void of_trailingWindows_everyOneOfTheHoldTimeCounts(int size, int below, Kind expected) {
    List<Window> trailing = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      trailing.add(Windows.of(100, i == below ? 10 : 11));
    }
    Evidence evidence =
        new Evidence(
            trailing, Evidence.ALWAYS, Windows.of(100, 10), Window.NONE, Window.NONE, false);
    assertThat(Verdict.of(evidence, DEFAULTS).kind()).isEqualTo(expected);
  }

  @Test
  void window_withoutLoads_isAnything() {
    assertThat(Window.NONE.rate()).isZero();
    assertThat(Window.NONE.lower()).isZero();
    assertThat(Window.NONE.upper()).isEqualTo(1);
    assertThat(
            new Evidence(List.of(), Duration.ZERO, Window.NONE, Window.NONE, Window.NONE, false)
                .now())
        .isEqualTo(Window.NONE);
  }

  @Test
  void of_otherThresholds_areUsed() {
    Thresholds strict = new Thresholds(2, 5, 0, 10, 5, 10);
    Window window = Windows.of(40, 2);
    Evidence evidence =
        new Evidence(List.of(window), Evidence.ALWAYS, window, Window.NONE, Window.NONE, true);
    assertThat(Verdict.of(evidence, strict).kind()).isEqualTo(Kind.ABORT);
    assertThat(Verdict.of(evidence, DEFAULTS).kind()).isEqualTo(Kind.HOLD);
  }

  @ParameterizedTest(name = "below {0} s ago: {1}")
  @CsvSource({"0, HOLD", "299, HOLD", "300, ABORT"})
  void of_rateBelowBetweenTheMinutes_isNotHeld(long seconds, Kind expected) {
    Window window = Windows.of(100, 11);
    Evidence evidence =
        new Evidence(
            Collections.nCopies(6, window),
            Duration.ofSeconds(seconds),
            window,
            Window.NONE,
            Window.NONE,
            false);
    assertThat(Verdict.of(evidence, DEFAULTS).kind()).isEqualTo(expected);
  }

  /** The rule as it is written, with Wilson's bound worked out another way: the score test. */
  @Property
  void of_healthyStable_abortsIffRuleAOrRuleB(
      @ForAll("windows") Window now, @ForAll("windows") Window step, @ForAll boolean held) {
    boolean ruleA = held && now.loads() >= 50 && now.errors() > 0.10 * now.loads();
    boolean ruleB = certain(now) || certain(step);
    Kind kind = Verdict.of(evidence(now, held, step, Window.NONE, true), DEFAULTS).kind();
    assertThat(kind == Kind.ABORT).isEqualTo(ruleA || ruleB);
  }

  /** At least 20 loads, of which so many failed that a true rate of 10 % is refuted at 99.5 %. */
  private static boolean certain(Window window) {
    double score = (window.rate() - 0.10) / Math.sqrt(0.10 * 0.90 / window.loads());
    return window.loads() >= 20 && score > Window.Z;
  }

  @ParameterizedTest(name = "{1} of {0}: {2} to {3}")
  @CsvSource({
    // Solved by hand from p = k/n ± z·√(p'(1−p')/n) (score test inverted), z = 2.5758.
    "20, 20, 0.7509, 1.0",
    "100, 0, 0.0, 0.0622",
    "100, 10, 0.0460, 0.2038",
    "1000, 50, 0.0350, 0.0710",
  })
  void wilson_knownCases_matchTheScoreTest(long loads, long errors, double lower, double upper) {
    Window window = Windows.of(loads, errors);
    assertThat(window.lower()).isCloseTo(lower, within(0.0005));
    assertThat(window.upper()).isCloseTo(upper, within(0.0005));
  }

  @Property
  void wilson_anyCounts_bracketTheRateAndSolveTheScoreEquation(
      @ForAll @IntRange(min = 1, max = 100_000) int loads,
      @ForAll @IntRange(max = 100) int percent) {
    long errors = (long) loads * percent / 100;
    Window window = Windows.of(loads, errors);
    assertThat(window.lower()).isBetween(0.0, window.rate() + 1e-12);
    assertThat(window.upper()).isBetween(window.rate() - 1e-12, 1.0);
    for (double bound : new double[] {window.lower(), window.upper()}) {
      if (bound > 1e-9 && bound < 1 - 1e-9) {
        double score = Math.abs(window.rate() - bound) / Math.sqrt(bound * (1 - bound) / loads);
        assertThat(score).isCloseTo(Window.Z, within(1e-6));
      }
    }
  }

  @Provide
  Arbitrary<Window> windows() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 500), Arbitraries.doubles().between(0, 1))
        .as((loads, share) -> Windows.of(loads, Math.round(loads * share)));
  }

  @Property
  void of_tooFewLoads_neverPromotes(
      @ForAll("windows") Window now, @ForAll @IntRange(max = 99) int loads, @ForAll boolean over) {
    Verdict verdict =
        Verdict.of(evidence(now, true, Windows.of(loads, 0), Window.NONE, over), DEFAULTS);
    assertThat(verdict.kind()).isNotEqualTo(Kind.ADVANCE);
  }

  @Property
  void of_advance_onlyWhenTimeIsOverAndTheUpperBoundIsBelow(
      @ForAll("windows") Window now,
      @ForAll("windows") Window step,
      @ForAll("windows") Window stable,
      @ForAll boolean held,
      @ForAll boolean over) {
    Verdict verdict = Verdict.of(evidence(now, held, step, stable, over), DEFAULTS);
    if (verdict.kind() == Kind.ADVANCE) {
      assertThat(over).isTrue();
      assertThat(step.loads()).isGreaterThanOrEqualTo(100);
      assertThat(step.upper()).isLessThan(0.10);
    }
  }

  @Property
  void of_healthyStable_moreErrorsNeverTurnAnAbortBack(
      @ForAll("windows") Window now, @ForAll boolean held, @ForAll @IntRange(max = 500) int more) {
    Window worse =
        Windows.of((long) now.loads(), Math.min((long) now.loads(), (long) now.errors() + more));
    Kind before = Verdict.of(evidence(now, held, now, Window.NONE, false), DEFAULTS).kind();
    Kind after = Verdict.of(evidence(worse, held, worse, Window.NONE, false), DEFAULTS).kind();
    if (before == Kind.ABORT) {
      assertThat(after).isEqualTo(Kind.ABORT);
    }
  }

  @Property
  void of_stableAbove_neverAborts(
      @ForAll("windows") Window now, @ForAll("windows") Window step, @ForAll boolean over) {
    Window stable = Windows.of(200, 60);
    assertThat(Verdict.of(evidence(now, true, step, stable, over), DEFAULTS).kind())
        .isNotEqualTo(Kind.ABORT);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // case, loads, errors, crashes among them, stable loads, errors, crashes among them, verdict
    "crashes alone break a release, 20,20,20, 0,0,0, ABORT",
    "an old fault is no news, 200,40,40, 1000,200,200, HOLD",
    "an old fault and the new one beside it, 200,90,90, 1000,200,200, ABORT",
    "an old fault and files that do not load, 200,80,40, 1000,200,200, ABORT",
    "stable throws and is not to be loaded either, 200,180,40, 1000,400,200, INCONCLUSIVE",
    "stable throws in too few reports, 20,20,20, 49,49,49, ABORT",
    "stable throws always, 200,150,150, 1000,1000,1000, ABORT",
  })
  void of_crashes_areMeasuredByTheStableVersions(
      String name,
      long loads,
      long errors,
      long crashes,
      long stableLoads,
      long stableErrors,
      long stableCrashes,
      Kind expected) {
    Window now = new Window(loads, errors, crashes, loads);
    Window stable = new Window(stableLoads, stableErrors, stableCrashes, stableLoads);

    Verdict verdict = Verdict.of(evidence(now, false, now, stable, false), DEFAULTS);

    assertThat(verdict.kind()).as(verdict.why()).isEqualTo(expected);
  }

  @Test
  void of_anOldFault_doesNotHoldUpANewRelease() {
    Window both = new Window(2000, 300, 300, 2000);

    Verdict verdict = Verdict.of(evidence(both, true, both, both, true), DEFAULTS);

    assertThat(verdict.kind()).as(verdict.why()).isEqualTo(Kind.ADVANCE);
    assertThat(Verdict.of(evidence(both, true, both, Window.NONE, true), DEFAULTS).kind())
        .isEqualTo(Kind.ABORT);
  }
}
