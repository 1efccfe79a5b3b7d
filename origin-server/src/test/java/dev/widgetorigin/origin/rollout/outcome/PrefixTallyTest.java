package dev.widgetorigin.origin.rollout.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.widgetorigin.origin.rollout.outcome.OutcomeReport.LoadResult;
import dev.widgetorigin.store.widget.RolloutTally.Count;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTallyTest {
  private static PrefixTally tally(List<Integer> reports) {
    PrefixTally tally = new PrefixTally();
    for (int prefix = 0; prefix < reports.size(); prefix++) {
      for (int i = 0; i < reports.get(prefix); i++) {
        tally.add(prefix, LoadResult.OK);
      }
    }
    return tally;
  }

  @Property(tries = 300)
  void window_anyReports_noPrefixHasMoreThanItsShare(
      @ForAll @Size(min = 20, max = 200) List<@IntRange(min = 1, max = 300) Integer> reports) {
    PrefixTally tally = tally(reports);
    long cap = tally.cap(5);
    long kept = reports.stream().mapToLong(each -> Math.min(cap, each)).sum();
    assertThat(100 * cap).isLessThanOrEqualTo(Math.max(100, 5 * kept));
  }

  @Test
  void window_fewPrefixes_countOneReportEach() {
    assertThat(tally(List.of(1000, 1000, 1000)).window(5, 1).loads()).isEqualTo(3);
  }

  @Test
  void window_oneFlooder_isNotHeard() {
    PrefixTally tally = new PrefixTally();
    for (int i = 0; i < 100; i++) {
      tally.add(i, i < 5 ? LoadResult.ERROR : LoadResult.OK);
    }
    for (int i = 0; i < 100_000; i++) {
      tally.add(1000, LoadResult.ERROR);
    }
    Window window = tally.window(5, 1);
    assertThat(window.loads()).isEqualTo(100);
    assertThat(window.rate()).isCloseTo(0.05, within(0.001));
  }

  @ParameterizedTest(name = "{0} prefixes, {1} failed")
  @CsvSource({"1, 1", "19, 19", "20, 20", "20, 7", "21, 21", "50, 6", "1000, 30"})
  void window_oneReportEach_allCount(int prefixes, int failed) {
    PrefixTally tally = new PrefixTally();
    for (int prefix = 0; prefix < prefixes; prefix++) {
      tally.add(prefix, prefix < failed ? LoadResult.ERROR : LoadResult.OK);
    }
    assertThat(tally.window(5, 1)).isEqualTo(Windows.of(prefixes, failed));
  }

  @ParameterizedTest(name = "{0} errors of the loudest: {1} loads, {2} errors")
  @CsvSource({"1, 41, 3", "2, 40, 2", "3, 40, 2", "1000, 40, 2"})
  void window_loudestPrefix_isLeftOutFromTwoErrorsOn(int errors, double loads, double failed) {
    PrefixTally tally = new PrefixTally();
    for (int prefix = 0; prefix < 40; prefix++) {
      tally.add(prefix, prefix < 2 ? LoadResult.ERROR : LoadResult.OK);
    }
    for (int i = 0; i < errors; i++) {
      tally.add(1000, LoadResult.ERROR);
    }
    Window window = tally.window(5, 1);
    assertThat(window.loads()).isEqualTo(loads);
    assertThat(window.errors()).isEqualTo(failed);
  }

  @Test
  void window_twoLoudPrefixes_oneCountsForItsShare() {
    PrefixTally tally = new PrefixTally();
    for (int prefix = 0; prefix < 100; prefix++) {
      tally.add(prefix, LoadResult.OK);
    }
    for (int i = 0; i < 1000; i++) {
      tally.add(1000, LoadResult.ERROR);
      tally.add(1001, LoadResult.ERROR);
    }
    // The cap is the largest c with c <= 5 % of 100 + 2c, the loudest counted: 5.
    assertThat(tally.window(5, 1)).isEqualTo(Windows.of(105, 5));
  }

  @ParameterizedTest(name = "{0}, {1} and {2} errors")
  @CsvSource({"3, 2, 2", "2, 3, 2", "2, 2, 3"})
  void window_severalLoudPrefixes_isWithoutTheLoudest(int first, int second, int third) {
    PrefixTally tally = new PrefixTally();
    for (int prefix = 0; prefix < 200; prefix++) {
      tally.add(prefix, LoadResult.OK);
    }
    int prefix = 1000;
    for (int errors : new int[] {first, second, third}) {
      for (int i = 0; i < errors; i++) {
        tally.add(prefix, LoadResult.ERROR);
      }
      prefix++;
    }
    assertThat(tally.window(5, 1)).isEqualTo(Windows.of(204, 4));
  }

  @Test
  void window_prefixThatReportsMostCrashes_isLeftOut() {
    PrefixTally tally = new PrefixTally();
    for (int prefix = 0; prefix < 200; prefix++) {
      tally.add(prefix, LoadResult.OK);
    }
    tally.add(1000, LoadResult.ERROR);
    for (int i = 0; i < 2; i++) {
      tally.add(1001, LoadResult.OK);
      tally.add(1001, LoadResult.CRASH);
    }
    assertThat(tally.window(5, 1)).isEqualTo(Windows.of(201, 1));
  }

  @Test
  void cut_ofAPlace_leavesThatShareOfEachKind() {
    PrefixTally tally = new PrefixTally();
    for (int i = 0; i < 8; i++) {
      tally.add(1, LoadResult.OK);
      tally.add(2, LoadResult.OK);
    }
    for (int i = 0; i < 6; i++) {
      tally.add(1, LoadResult.ERROR);
    }
    for (int i = 0; i < 4; i++) {
      tally.add(1, LoadResult.CRASH);
    }
    long place = place(1);
    tally.cut(place, 0.5);
    tally.cut(12_345, 0.5);
    assertThat(tally.counts())
        .containsExactlyInAnyOrder(new Count(place, 4, 3, 2), new Count(place(2), 8, 0, 0));
  }

  private static long place(long prefix) {
    PrefixTally alone = new PrefixTally();
    alone.add(prefix, LoadResult.OK);
    return alone.counts().get(0).network();
  }

  /** Nodes of two releases may share a bucket: MurmurHash3's fmix64 without the sign. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "0, 0",
    "1, 3771409529372330796",
    "2, 4233148493373801447",
    "72057594051231857, 7161974750583913212",
    "144150376973074433, 4440515329201040394",
  })
  void counts_ofANetwork_haveTheNumberThatAllReleasesGiveIt(long prefix, long number) {
    assertThat(place(prefix)).isEqualTo(number);
  }

  @Test
  void window_hundredPercent_countsEverything() {
    PrefixTally tally = new PrefixTally();
    for (int i = 0; i < 30; i++) {
      tally.add(1, LoadResult.ERROR);
    }
    assertThat(tally.window(100, 1)).isEqualTo(Windows.of(30, 30));
  }

  @Test
  void window_weightedSuccesses_countAsManyLoads() {
    PrefixTally tally = new PrefixTally();
    tally.add(1, LoadResult.OK);
    tally.add(2, LoadResult.ERROR);
    assertThat(tally.window(100, 100)).isEqualTo(new Window(101, 1, 0, 2));
  }

  @Test
  void window_crashes_areErrorsOfLoadsThatWereReported() {
    PrefixTally canary = new PrefixTally();
    for (long prefix = 0; prefix < 10; prefix++) {
      canary.add(prefix, LoadResult.OK);
    }
    canary.add(3, LoadResult.CRASH);
    canary.add(11, LoadResult.ROLLBACK);
    assertThat(canary.window(100, 1)).isEqualTo(new Window(11, 2, 1, 12));

    PrefixTally stable = new PrefixTally();
    stable.add(1, LoadResult.OK);
    for (long prefix = 2; prefix < 14; prefix++) {
      stable.add(prefix, LoadResult.CRASH);
    }
    assertThat(stable.window(100, 100)).isEqualTo(new Window(100, 12, 12, 13));

    PrefixTally forged = new PrefixTally();
    for (int i = 0; i < 50; i++) {
      forged.add(1, LoadResult.CRASH);
    }
    forged.add(1, LoadResult.OK);
    assertThat(forged.window(100, 1)).as("no more than loaded").isEqualTo(new Window(1, 1, 1, 51));
    forged.add(1, LoadResult.ERROR);
    assertThat(forged.window(100, 1)).isEqualTo(new Window(2, 2, 1, 52));
  }

  @Test
  void add_endlessPrefixes_staysBounded() {
    PrefixTally tally = new PrefixTally();
    for (long i = 0; i < 100_000; i++) {
      tally.add(i, LoadResult.ERROR);
    }
    assertThat(tally.window(5, 1).reports())
        .as("each prefix once and each shared place at most its share")
        .isLessThan(2L * (PrefixTally.MAX_PREFIXES + 100_000));
    assertThat(tally.received())
        .as("those beyond share 64 places")
        .isEqualTo(new OutcomeWindows.Received(100_000, PrefixTally.MAX_PREFIXES + 64));
  }

  @ParameterizedTest(name = "{0} networks with {1} reports each: {2}")
  @CsvSource({"19, 9, 1", "20, 1, 1", "20, 2, 2", "20, 9, 9", "40, 9, 9"})
  void cap_ofEqualNetworks_isAllOnceThereAreTwenty(int networks, int reports, long cap) {
    assertThat(tally(Collections.nCopies(networks, reports)).cap(5)).isEqualTo(cap);
  }

  @Test
  void addAll_ofTwoTallies_isTheirSum() {
    PrefixTally sum = new PrefixTally();
    for (int i = 0; i < 2; i++) {
      PrefixTally tally = new PrefixTally();
      tally.add(1, LoadResult.OK);
      tally.add(1, LoadResult.OK);
      tally.add(2, LoadResult.ERROR);
      sum.addAll(tally);
    }
    assertThat(sum.window(100, 1)).isEqualTo(new Window(6, 2, 0, 6));
    assertThat(sum.received()).isEqualTo(new OutcomeWindows.Received(6, 2));
  }

  @ParameterizedTest(name = "{0} and {1}: same prefix {2}")
  @CsvSource({
    "192.0.2.1, 192.0.2.254, true",
    "192.0.2.1, 192.0.3.1, false",
    "192.0.2.1, 10.0.2.1, false",
    "0.0.0.1, ::1, false",
    "::ffff:192.0.2.1, 2001:db8::ffff:192.0.2.1, false",
    "192.0.2.1, 2001:db8::ffff:192.0.2.1, false",
    "192.0.2.1, 2001:db8::ffff:c000:201, false",
    "192.0.2.1, ::1:0:ffff:c000:201, false",
    "::ffff:192.0.2.1, 192.0.2.9, true",
    "2001:db8:1::1, 2001:db8:1:ffff::2, true",
    "2001:db8:1::1, 2001:db8:2::1, false",
    "nonsense, other nonsense, true",
  })
  void prefix_ofAddresses_isTheirNetwork(String one, String other, boolean same) {
    assertThat(AddressPrefix.of(one) == AddressPrefix.of(other)).isEqualTo(same);
    assertThat(AddressPrefix.of(one)).isNotNegative();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "chat@1.2.3 canary rollback, canary, rollback",
    "@acme/chat@1.2.3-beta.1 stable ok 12 34, stable, ok",
    "chat@1.2.3 stable fallback, stable, fallback",
    "chat@1.2.3 canary error, canary, error",
  })
  void report_wellFormed_isRead(String text, String cohort, String outcome) {
    OutcomeReport report = OutcomeReport.parse(text).orElseThrow();
    assertThat(report.cohort()).isEqualTo(cohort);
    assertThat(report.outcome().text()).isEqualTo(outcome);
  }

  @ParameterizedTest(name = "<{0}>")
  @CsvSource({
    "''",
    "chat",
    "chat@1.2.3",
    "chat@1.2.3 canary",
    "chat@1.2.3 both ok",
    "chat@1.2.3 canary fine",
    "chat@1.2 canary ok",
    "@1.2.3 canary ok",
    "CHAT CHAT@1.2.3 canary ok",
  })
  void report_malformed_isEmpty(String text) {
    assertThat(OutcomeReport.parse(text)).isEmpty();
  }
}
