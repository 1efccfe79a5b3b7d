package dev.widgetorigin.origin.rollout.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.rollout.outcome.OutcomeReport.LoadResult;
import dev.widgetorigin.origin.rollout.site.SiteOutcome;
import dev.widgetorigin.origin.rollout.site.SitePage;
import dev.widgetorigin.origin.rollout.site.SiteReport;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Tallies.Kept;
import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import dev.widgetorigin.store.widget.RolloutTally;
import dev.widgetorigin.store.widget.RolloutTally.Count;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several nodes' pages of one step. */
class SharedPageTest {
  private static final RolloutTally.Step STEP =
      new RolloutTally.Step(WidgetName.parse("chat"), "1.3.0-42", "0");
  private static final long START = 1_000;
  private static final int LIMIT = 600;

  private static SharedPage page(String node, int percent) {
    return new SharedPage(STEP, percent, new SitePage(3, 100), node, LIMIT, START);
  }

  private static OutcomeReport report(boolean canary, boolean failed) {
    String version = canary ? "1.3.0 canary" : "1.2.0 stable";
    return OutcomeReport.parse("chat@" + version + (failed ? " error" : " ok")).orElseThrow();
  }

  private static String key(RolloutTally tally) {
    return tally.node() + " " + tally.minute();
  }

  /** Handed over shortly after its minute. */
  private static Optional<Kept> handOver(SharedPage page, long minute) {
    Optional<Kept> kept =
        page.leaving(minute, "r", SharedPageTest::key)
            .map(
                tally ->
                    new Kept(
                        key(tally), Instant.ofEpochSecond(60 * minute + 2), Optional.of(tally)));
    kept.ifPresent(each -> page.left(kept));
    return kept;
  }

  private static Evidence evidence(SharedPage page, long minute) {
    return page.evidence(Thresholds.DEFAULTS, minute, 0, true);
  }

  /** Each load to some node, from some network; a few networks send a lot. */
  private static void loads(List<SharedPage> nodes, Random random, int loads, long minute) {
    int failing = random.nextInt(40);
    for (int i = 0; i < loads; i++) {
      int network = random.nextInt(random.nextInt(4) == 0 ? 2 : 60);
      nodes
          .get(random.nextInt(nodes.size()))
          .add(report(random.nextInt(3) > 0, random.nextInt(100) < failing), network, minute);
    }
  }

  @Property(tries = 200)
  void verdict_twoToFiveNodesInAnyOrderOfArrival_isTheSame(
      @ForAll @IntRange(min = 2, max = 5) int count,
      @ForAll @IntRange(max = 400) int loads,
      @ForAll @IntRange(min = 1, max = 12) int minutes,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<SharedPage> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(page("n" + i, 5));
    }
    List<Kept> all = new ArrayList<>();
    for (long minute = START; minute < START + minutes; minute++) {
      loads(nodes, random, loads, minute);
      for (SharedPage node : nodes) {
        handOver(node, minute + 1).ifPresent(all::add);
      }
    }
    SharedPage late = page("late", 5);
    nodes.add(late);
    Evidence expected = null;
    for (SharedPage node : nodes) {
      List<Kept> order = new ArrayList<>(all);
      // Its own too, and some of them twice.
      order.addAll(all.subList(0, random.nextInt(all.size() + 1)));
      Collections.shuffle(order, random);
      while (!order.isEmpty()) {
        List<Kept> page = order.subList(0, 1 + random.nextInt(order.size()));
        node.arrived(page);
        if (random.nextBoolean()) {
          node.past(START + random.nextInt(minutes), 10);
        }
        page.clear();
      }
      Evidence evidence = evidence(node, START + minutes);
      expected = expected == null ? evidence : expected;
      assertThat(evidence).isEqualTo(expected);
      assertThat(Verdict.of(evidence, Thresholds.DEFAULTS))
          .isEqualTo(Verdict.of(expected, Thresholds.DEFAULTS));
      assertThat(node.received(START + minutes)).isEqualTo(nodes.get(0).received(START + minutes));
    }
  }

  @Property(tries = 20)
  void sum_moreNetworksThanAreToldApart_isTheSameInAnyOrder(
      @ForAll @IntRange(min = 2, max = 5) int count, @ForAll long seed) {
    Random random = new Random(seed);
    List<PrefixTally> tallies = new ArrayList<>();
    for (int node = 0; node < count; node++) {
      PrefixTally tally = new PrefixTally();
      int networks = 500 + random.nextInt(6_000);
      for (int i = 0; i < networks; i++) {
        LoadResult[] all = LoadResult.values();
        tally.add(random.nextInt(9_000), all[random.nextInt(all.length)]);
      }
      tallies.add(tally);
    }
    List<Count> expected = null;
    for (int order = 0; order < 3; order++) {
      Collections.shuffle(tallies, random);
      PrefixTally sum = new PrefixTally();
      // Half by way of what is written down.
      tallies.subList(0, 1).forEach(sum::addAll);
      tallies.subList(1, count).forEach(each -> sum.addAll(each.counts()));
      expected = expected == null ? sum.counts() : expected;
      assertThat(sum.counts()).isEqualTo(expected);
    }
  }

  @Test
  void add_notHandedOverYet_countsAtItsNodeAtOnce() {
    SharedPage page = page("a", 5);
    for (int network = 0; network < 20; network++) {
      page.add(report(true, true), network, START);
    }

    assertThat(evidence(page, START).now()).isEqualTo(Windows.of(20, 20));
    assertThat(page.nodes()).containsExactly(new OutcomeWindows.Counted("a", 20, null));
  }

  @Test
  void leaving_onItsWay_countsOnce() {
    SharedPage page = page("a", 5);
    handOver(page, START);
    page.add(report(true, true), 1, START);

    RolloutTally first = page.leaving(START + 1, "r", SharedPageTest::key).orElseThrow();
    assertThat(page.leaving(START + 2, "r", SharedPageTest::key)).contains(first);
    assertThat(page.unknown(key(first))).as("its own, whether it was written or not").isFalse();
    Kept kept = new Kept(key(first), Instant.ofEpochSecond(60 * START + 61), Optional.of(first));
    page.arrived(List.of(kept));
    assertThat(evidence(page, START + 1).step()).isEqualTo(Windows.of(1, 1));
    page.left(Optional.of(kept));
    assertThat(evidence(page, START + 1).step()).isEqualTo(Windows.of(1, 1));
  }

  @Test
  void leaving_withoutReports_isNothingOnceTheNodeIsKnown() {
    SharedPage page = page("a", 5);
    assertThat(handOver(page, START)).as("others see that it counts").isPresent();
    assertThat(page.leaving(START + 1, "r", SharedPageTest::key)).isEmpty();
    page.add(report(true, true), 1, START + 2);
    assertThat(page.leaving(START + 2, "r", SharedPageTest::key)).as("the same minute").isEmpty();
    assertThat(handOver(page, START + 3)).isPresent();
    assertThat(page.leaving(START + 4, "r", SharedPageTest::key)).isEmpty();
  }

  @Test
  void leaving_ofSeveralMinutes_goesUnderTheFirst() {
    SharedPage page = page("a", 5);
    handOver(page, START);
    page.add(report(true, true), 1, START + 5);
    page.add(report(true, true), 2, START + 6);
    RolloutTally tally = page.leaving(START + 6, "r", SharedPageTest::key).orElseThrow();
    assertThat(tally.minute()).isEqualTo(START + 5);
    assertThat(tally.reports()).isEqualTo(2);
  }

  private static Kept kept(String node, long minute, int canary, int stable) {
    RolloutTally tally =
        new RolloutTally(
            STEP,
            node,
            "r",
            minute,
            List.of(new Count(1, canary, 0, 0)),
            List.of(new Count(2, stable, 0, 0)),
            List.of());
    return new Kept(key(tally), Instant.ofEpochSecond(60 * minute + 62), Optional.of(tally));
  }

  @Test
  void figures_ofSeveralNodes_haveWhatWasWrittenAndWhatIsOnItsWay() {
    SharedPage page = page("b", 100);
    handOver(page, START);
    Instant written = Instant.ofEpochSecond(60 * START + 2);
    page.arrived(List.of(kept("c", START + 2, 40, 3), kept("c", START + 1, 20, 1)));
    page.arrived(List.of(kept("a", START + 1, 7, 0)));
    for (int i = 0; i < 5; i++) {
      page.add(report(true, false), 11, START + 1);
    }
    page.add(report(false, true), 12, START + 1);
    assertThat(page.leaving(START + 2, "r", SharedPageTest::key)).isPresent();
    page.add(report(true, false), 13, START + 2);
    page.add(report(false, false), 14, START + 2);

    assertThat(page.nodes())
        .containsExactly(
            new OutcomeWindows.Counted("a", 7, Instant.ofEpochSecond(60 * START + 122)),
            new OutcomeWindows.Counted("b", 8, written),
            new OutcomeWindows.Counted("c", 64, Instant.ofEpochSecond(60 * START + 182)));
    assertThat(page.received(START + 3)).isEqualTo(new OutcomeWindows.Received(73, 3));
    assertThat(evidence(page, START + 3).step().loads()).isEqualTo(73);
    assertThat(evidence(page, START + 3).stableStep().reports()).isEqualTo(6);
  }

  @Test
  void held_nameTakenWhileMoreCameIn_losesNothing() {
    SharedPage page = page("a", 5);
    page.add(report(true, true), 1, START);
    assertThat(page.leaving(START, "r", SharedPageTest::key)).isPresent();
    page.add(report(true, true), 2, START);
    page.held(START);
    assertThat(evidence(page, START).step()).isEqualTo(Windows.of(2, 2));
    assertThat(page.nodes()).containsExactly(new OutcomeWindows.Counted("a", 2, null));
  }

  private static void failOn(SharedPage page, String site) {
    for (long network = 1; network <= 3; network++) {
      page.sites.add(new SiteReport(site, null, true, SiteOutcome.FAILED, network));
    }
  }

  private static List<String> sites(RolloutTally tally) {
    return tally.sites().stream().map(RolloutTally.SiteCount::site).toList();
  }

  @Test
  void sites_ofATally_goWithItAndCountOnce() {
    SharedPage page = page("a", 5);
    failOn(page, "shop.example");
    RolloutTally held = page.leaving(START, "r", SharedPageTest::key).orElseThrow();
    assertThat(sites(held)).containsExactly("shop.example");
    page.held(START);
    Kept kept = handOver(page, START + 1).orElseThrow();
    assertThat(sites(kept.tally().orElseThrow())).as("it goes on").containsExactly("shop.example");

    SharedPage other = page("b", 5);
    other.arrived(List.of(kept));
    for (SharedPage each : List.of(page, other)) {
      assertThat(each.sites.worst(10))
          .containsExactly(new SitePage.Failing("shop.example", null, 3, 3, 3));
    }
  }

  /** As when a site is held back: the sites' counts go on, and what was on its way has arrived. */
  @Test
  void sites_thatWereOnTheirWayAtTheEndOfTheStep_countOnce() {
    SharedPage page = page("a", 5);
    failOn(page, "shop.example");
    page.sites.arrived(page.leaving(START, "r", SharedPageTest::key).orElseThrow().sites());
    SharedPage next = new SharedPage(STEP, 5, page.sites, "a", LIMIT, START + 1);
    assertThat(next.sites.worst(10))
        .containsExactly(new SitePage.Failing("shop.example", null, 3, 3, 3));
  }

  @Test
  void held_nameTaken_goesUnderTheNext() {
    SharedPage page = page("a", 5);
    page.add(report(true, true), 1, START);
    RolloutTally first = page.leaving(START, "r", SharedPageTest::key).orElseThrow();

    page.held(START);
    page.add(report(true, true), 2, START);

    assertThat(evidence(page, START).step()).isEqualTo(Windows.of(2, 2));
    RolloutTally second = page.leaving(START + 1, "r", SharedPageTest::key).orElseThrow();
    assertThat(second.minute()).isGreaterThan(first.minute());
    assertThat(second.reports()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0} nodes, {1} reports to each in a minute: {2} count")
  @CsvSource({"1, 600, 600", "2, 300, 600", "3, 600, 600", "3, 200, 600", "5, 599, 600"})
  void window_oneNetworkAtEachNode_countsForNoMoreThanOneNodeTakes(
      int count, int reports, long counted) {
    SharedPage reader = page("reader", 100);
    for (int node = 0; node < count; node++) {
      SharedPage page = page("n" + node, 100);
      for (int i = 0; i < reports; i++) {
        page.add(report(true, true), 7, START);
      }
      handOver(page, START + 1).ifPresent(kept -> reader.arrived(List.of(kept)));
    }

    assertThat(evidence(reader, START).now()).isEqualTo(Windows.of(counted, counted));
    assertThat(evidence(reader, START + 200).step()).isEqualTo(Windows.of(counted, counted));
    assertThat(reader.received(START).reports()).isEqualTo((long) count * reports);
  }

  /** Of both versions together; what is beyond is left out of both in proportion. */
  @ParameterizedTest(name = "{0} of the new and {1} of the stable version, twice: {2} and {3}")
  @CsvSource({
    "300, 300, 300, 300",
    "300, 0,   600, 0",
    "0, 300,   0, 600",
    "0, 600,   0, 600",
    "400, 200, 400, 200",
  })
  void window_oneNetworkWithBothVersions_countsForNoMoreThanOneNodeTakes(
      int canary, int stable, long countedCanary, long countedStable) {
    SharedPage reader = page("reader", 100);
    for (String node : List.of("a", "b")) {
      SharedPage page = page(node, 100);
      for (int i = 0; i < canary; i++) {
        page.add(report(true, true), 7, START);
      }
      for (int i = 0; i < stable; i++) {
        page.add(report(false, true), 7, START);
      }
      handOver(page, START + 1).ifPresent(kept -> reader.arrived(List.of(kept)));
    }
    for (long minute : List.of(START, START + 1)) {
      assertThat(evidence(reader, minute).step().reports()).isEqualTo(countedCanary);
      assertThat(evidence(reader, minute).stableStep().reports()).isEqualTo(countedStable);
    }
  }

  /** A forger sends as much as it may to each of three nodes, in each of fifteen minutes. */
  @Test
  void verdict_floodFromOneNetworkAtEveryNode_changesNothing() {
    List<SharedPage> nodes = List.of(page("a", 5), page("b", 5), page("c", 5));
    for (long minute = START; minute < START + 15; minute++) {
      List<Kept> written = new ArrayList<>();
      for (SharedPage node : nodes) {
        for (int i = 0; i < LIMIT; i++) {
          node.add(report(true, true), 777, minute);
        }
        for (int network = 0; network < 30; network++) {
          node.add(report(true, network < 2), node.hashCode() % 100 * 100L + network, minute);
        }
        handOver(node, minute + 1).ifPresent(written::add);
      }
      for (SharedPage node : nodes) {
        node.arrived(written);
        assertThat(Verdict.of(evidence(node, minute + 1), Thresholds.DEFAULTS).kind())
            .isNotEqualTo(Verdict.Kind.ABORT);
      }
    }
  }

  @Test
  void arrived_absurdNumbers_overflowNothing() {
    SharedPage page = page("a", 100);
    List<Count> counts = new ArrayList<>();
    for (int i = 0; i < RolloutTally.MOST_NETWORKS; i++) {
      counts.add(new Count(-1_000_000 - i, 1_000_000_000_000L, 1_000_000_000_000L, 0));
    }
    for (int i = 0; i < 3; i++) {
      RolloutTally tally = new RolloutTally(STEP, "n", "r" + i, START, counts, counts, List.of());
      page.arrived(
          List.of(new Kept("k" + i, Instant.ofEpochSecond(60 * START), Optional.of(tally))));
    }

    Evidence evidence = evidence(page, START);
    assertThat(page.received(START).networks()).as("they share places").isLessThanOrEqualTo(64);
    assertThat(evidence.now().loads()).isBetween(0.0, 64.0 * LIMIT);
    assertThat(evidence.now().errors()).isBetween(0.0, 64.0 * LIMIT);
    assertThat(page.received(START).reports()).isPositive();
  }
}
