package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.widget.RolloutTally.Count;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceCountsTest {
  private final PlaceCounts counts = new PlaceCounts();

  /** Networks of which no two share a place. */
  private static long network(int number) {
    return LongStream.range(0, 10_000)
        .filter(network -> PlaceCounts.place(network) == number)
        .findFirst()
        .orElseThrow();
  }

  private void add(int network, SiteOutcome outcome, int times) {
    for (int i = 0; i < times; i++) {
      counts.add(network(network), outcome);
    }
  }

  /** The first network has number 0, and so on. */
  private void add(SiteOutcome outcome, String ofNetworks) {
    int network = 0;
    for (String times : ofNetworks.split(" ", -1)) {
      add(network++, outcome, Integer.parseInt(times));
    }
  }

  /** So that three networks decide and not one. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "1 1 1,          3",
    "10 10 10,      30",
    "10 1 1,         3",
    "100 10 10 10 10,60",
    "6 2 1 1,        6",
    "5 5,            2",
    "5,              1",
  })
  void window_ofLoads_countsNoNetworkForMoreThanAThird(String ofNetworks, double loads) {
    add(SiteOutcome.LOADED, ofNetworks);
    assertThat(counts.window(3, 1)).isEqualTo(new SiteWindow(loads, 0));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    // One report is one visitor.
    "1 1 1, 3",
    "2 1 1, 2",
    "1 1 2, 2",
    "3 2 2, 4",
    "2 3 2, 4",
    "2 2 2, 4",
  })
  void window_ofFailures_isWithoutTheNetworkThatReportsMost(String ofNetworks, double failures) {
    add(SiteOutcome.FAILED, ofNetworks);
    assertThat(counts.window(3, 1)).isEqualTo(new SiteWindow(failures, failures));
  }

  /** Whichever of several is loudest, its loads go with it. */
  @Test
  void window_ofCrashes_isWithoutTheNetworkThatReportsMost() {
    add(SiteOutcome.LOADED, "4 4 4 4");
    add(SiteOutcome.FAILED, "0 1 0 0");
    add(SiteOutcome.CRASHED, "0 1 1 0");
    assertThat(counts.window(3, 1)).isEqualTo(new SiteWindow(12, 1));
  }

  @Test
  void window_whereOneNetworkIsEnough_countsEverything() {
    add(SiteOutcome.FAILED, "600");
    assertThat(counts.window(1, 1)).isEqualTo(new SiteWindow(600, 600));
  }

  @Test
  void window_ofSampledLoads_countsEachSuccessForSeveral() {
    add(SiteOutcome.LOADED, "1 1 1");
    add(SiteOutcome.FAILED, "0 0 0 1");
    assertThat(counts.window(3, 100)).isEqualTo(new SiteWindow(301, 1));
    assertThat(counts.all(100)).isEqualTo(new SiteWindow(301, 1));
  }

  /** A crash is reported after the load, by whoever does not lie. */
  @Test
  void all_ofCrashes_countsNoMoreThanThereWereLoads() {
    add(0, SiteOutcome.CRASHED, 5);
    assertThat(counts.all(1)).isEqualTo(new SiteWindow(0, 0));
    add(0, SiteOutcome.LOADED, 2);
    add(0, SiteOutcome.FAILED, 1);
    assertThat(counts.all(1)).isEqualTo(new SiteWindow(3, 3));
    add(0, SiteOutcome.LOADED, 10);
    assertThat(counts.all(1)).isEqualTo(new SiteWindow(13, 6));
  }

  @Test
  void networks_ofReports_areThoseFromWhichSomethingCame() {
    assertThat(counts.networks()).isZero();
    add(0, SiteOutcome.LOADED, 3);
    add(1, SiteOutcome.FAILED, 1);
    add(2, SiteOutcome.CRASHED, 2);
    assertThat(counts.networks()).isEqualTo(3);
    assertThat(counts.failingNetworks()).isEqualTo(2);
  }

  @Test
  void list_ofReports_hasThemByPlace() {
    add(3, SiteOutcome.LOADED, 1);
    add(7, SiteOutcome.FAILED, 2);
    add(31, SiteOutcome.CRASHED, 3);
    assertThat(counts.list())
        .containsExactly(new Count(3, 1, 0, 0), new Count(7, 0, 2, 0), new Count(31, 0, 0, 3));
  }

  /** Another node may say anything. */
  @Test
  void addAll_ofAbsurdCounts_neitherFailsNorOverflows() {
    List<Count> absurd =
        List.of(new Count(-1, 1_000_000_000_000L, 7, 8), new Count(Long.MIN_VALUE, 1, 0, 0));
    counts.addAll(absurd);
    counts.addAll(absurd);
    assertThat(counts.list())
        .containsExactly(new Count(0, 2, 0, 0), new Count(31, Integer.MAX_VALUE, 14, 16));
  }

  /** So a tally that has it tells whether networks differ that share a place. */
  @Property
  void number_ofANetwork_hasItsPlaceAndIsNone(@ForAll long network, @ForAll long other) {
    long number = PlaceCounts.number(network);
    assertThat(number).isGreaterThanOrEqualTo(PlaceCounts.PLACES);
    assertThat(number % PlaceCounts.PLACES).isEqualTo(PlaceCounts.place(network));
    if (network != other) {
      assertThat(number).isNotEqualTo(PlaceCounts.number(other));
    }
  }
}
