package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.rollout.site.SitePage.Failing;
import dev.widgetorigin.store.widget.RolloutTally.Count;
import dev.widgetorigin.store.widget.RolloutTally.SiteCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SitePageTest {
  private static final int ALL = Integer.MAX_VALUE;
  private final SitePage page = page();

  private static SitePage page() {
    return new SitePage(3, 100);
  }

  private static SiteReport canary(String site, SiteOutcome outcome, long network) {
    return new SiteReport(site, null, true, outcome, network);
  }

  private void fail(String site, long network) {
    page.add(canary(site, SiteOutcome.FAILED, network));
  }

  @Test
  void worst_ofSeveral_isInOrderOfNetworksThenFailures() {
    for (int i = 0; i < 50; i++) {
      fail("loud.example", 7);
    }
    page.add(canary("a.example", SiteOutcome.LOADED, 3));
    fail("a.example", 1);
    fail("a.example", 2);
    page.add(canary("well.example", SiteOutcome.LOADED, 3));
    fail("b.example", 1);
    fail("b.example", 1);
    fail("b.example", 2);

    assertThat(page.worst(ALL))
        .containsExactly(
            new Failing("b.example", null, 3, 3, 2),
            new Failing("a.example", null, 3, 2, 2),
            new Failing("loud.example", null, 50, 50, 1));
    assertThat(page.worst(1)).hasSize(1);
  }

  @Test
  void worst_ofCrashes_countsTheLoadOnce() {
    for (int network = 0; network < 3; network++) {
      page.add(canary("a.example", SiteOutcome.LOADED, network));
      page.add(canary("a.example", SiteOutcome.CRASHED, network));
    }
    assertThat(page.worst(ALL)).containsExactly(new Failing("a.example", null, 3, 3, 3));
  }

  /** As a forger would, from one network and from two: what is real goes on being seen. */
  @Test
  void add_ofMadeUpSites_takesNoPlacesAndHidesNothing() {
    for (int i = 0; i < 100_000; i++) {
      fail("forged" + i + ".example", 1);
      if (i % 5_000 == 0) {
        fail("bad.example", 100 + i);
      }
    }
    assertThat(page.heard(Set.of())).isEqualTo(1);
    assertThat(page.worst(ALL)).hasSizeLessThanOrEqualTo(1 + UnconfirmedSites.MOST_OF_A_NETWORK);
    assertThat(page.worst(1).get(0).site()).isEqualTo("bad.example");
    assertThat(page.worst(1).get(0).failures()).isEqualTo(20);

    for (int network = 1000; network < 3000; network++) {
      fail("other" + network + ".example", network);
    }
    assertThat(page.worst(ALL).size()).isLessThanOrEqualTo(1 + UnconfirmedSites.MOST_SITES);
    assertThat(page.worst(1).get(0).site()).isEqualTo("bad.example");
  }

  /** On its way to other nodes, come back from there, or not gone: it is counted once. */
  @Test
  void counts_onTheirWay_areCountedOnce() {
    fail("new.example", 1);
    for (int network = 1; network < 4; network++) {
      page.add(canary("known.example", SiteOutcome.FAILED, network));
      page.add(canary(null, SiteOutcome.LOADED, network));
    }
    List<Failing> worst = page.worst(ALL);
    double rest = page.rest(Set.of()).canary().loads();
    int size = page.size();
    assertThat(worst)
        .containsExactly(
            new Failing("known.example", null, 3, 3, 3), new Failing("new.example", null, 1, 1, 1));
    assertThat(rest).isGreaterThanOrEqualTo(6);

    page.leave();
    assertThat(page.worst(ALL)).as("on its way").isEqualTo(worst);
    assertThat(page.rest(Set.of()).canary().loads()).isEqualTo(rest);
    page.stay();
    assertThat(page.worst(ALL)).as("did not go").isEqualTo(worst);
    assertThat(page.rest(Set.of()).canary().loads()).isEqualTo(rest);
    assertThat(page.size()).isEqualTo(size);

    page.arrived(page.leave());
    page.left();
    assertThat(page.worst(ALL)).as("came back").isEqualTo(worst);
    assertThat(page.rest(Set.of()).canary().loads()).isEqualTo(rest);
    assertThat(page.isTold()).isTrue();
  }

  @Test
  void add_whereOneNetworkIsEnough_needsNoSecond() {
    SitePage intranet = new SitePage(1, 100);
    intranet.add(canary("a.example", SiteOutcome.FAILED, 1));
    assertThat(intranet.failing(Set.of())).hasSize(1);
    assertThat(page.failing(Set.of())).isEmpty();
  }

  /**
   * Of three nodes each gets some reports; what leaves may stay once; tallies arrive in any order.
   */
  @Property(tries = 50)
  void exchange_ofNodes_givesEachWhatOneWouldHaveCounted(@ForAll long seed) {
    Random random = new Random(seed);
    SitePage alone = new SitePage(1, 100);
    List<SitePage> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      nodes.add(new SitePage(1, 100));
    }
    for (int minute = 0; minute < 6; minute++) {
      for (int i = 0; i < 400; i++) {
        SiteOutcome outcome = SiteOutcome.values()[random.nextInt(3)];
        SiteReport report =
            new SiteReport(
                "s" + random.nextInt(500) + ".example",
                random.nextInt(3) == 0 ? "c" + random.nextInt(3) : null,
                random.nextInt(3) > 0,
                outcome,
                random.nextInt(50));
        alone.add(report);
        nodes.get(random.nextInt(3)).add(report);
      }
      exchange(nodes, random);
    }
    while (!nodes.stream().allMatch(SitePage::isTold)) {
      exchange(nodes, random);
    }
    for (SitePage node : nodes) {
      assertThat(node.worst(ALL)).isEqualTo(alone.worst(ALL));
      assertThat(Set.copyOf(node.failing(Set.of()))).isEqualTo(Set.copyOf(alone.failing(Set.of())));
      assertThat(node.rest(Set.of("s1.example"))).isEqualTo(alone.rest(Set.of("s1.example")));
    }
  }

  private static List<SitePage> pages(int count) {
    return Stream.generate(SitePageTest::page).limit(count).toList();
  }

  private static List<String> failing(SitePage page) {
    return page.failing(Set.of()).stream().map(SitePage.Seen::site).toList();
  }

  private static void exchangeAll(List<SitePage> nodes, Random random) {
    for (int minute = 0; minute < 100 && !nodes.stream().allMatch(SitePage::isTold); minute++) {
      exchange(nodes, random);
    }
    assertThat(nodes).allMatch(SitePage::isTold);
  }

  /**
   * As where each node stands in another part of the world, and each has one customer of a site.
   */
  @Property(tries = 20)
  void exchange_ofASiteThatEachNodeHasOfOneNetwork_letsAllSeeItFail(@ForAll long seed) {
    Random random = new Random(seed);
    List<SitePage> nodes = pages(4);
    for (int minute = 0; minute < 6; minute++) {
      for (int node = 0; node < 4; node++) {
        for (int i = 0; i < 3; i++) {
          nodes.get(node).add(canary("bad.example", SiteOutcome.FAILED, 1 + node));
        }
        nodes.get(node).add(canary("of-one-network.example", SiteOutcome.FAILED, 1));
      }
      exchange(nodes, random);
    }
    exchangeAll(nodes, random);

    for (SitePage node : nodes) {
      assertThat(failing(node)).containsExactly("bad.example");
      assertThat(node.worst(ALL))
          .containsExactly(
              new Failing("bad.example", null, 72, 72, 4),
              new Failing("of-one-network.example", null, 24, 24, 1));
    }
  }

  private static void exchange(List<SitePage> nodes, Random random) {
    List<Runnable> arrivals = new ArrayList<>();
    for (SitePage node : nodes) {
      var tally = node.leave();
      assertThat(tally)
          .hasSizeLessThanOrEqualTo(SitePage.MOST_TOLD + SitePage.MOST_UNCONFIRMED_TOLD + 1);
      if (random.nextInt(4) == 0) {
        node.stay();
        continue;
      }
      node.arrived(tally);
      node.left();
      nodes.stream()
          .filter(other -> other != node)
          .forEach(other -> arrivals.add(() -> other.arrived(tally)));
    }
    Collections.shuffle(arrivals, random);
    arrivals.forEach(Runnable::run);
  }

  /** A node that saw the site well must not be heard after the one that saw it fail. */
  @Test
  void leave_ofManySites_tellsThoseThatOthersSawFailFirst() {
    SitePage other = page();
    for (int site = 0; site < 1000; site++) {
      other.add(canary("s" + site + ".example", SiteOutcome.LOADED, 1));
      other.add(canary("s" + site + ".example", SiteOutcome.LOADED, 2));
      other.add(canary("s" + site + ".example", SiteOutcome.LOADED, 3));
    }
    other.add(canary("z.example", SiteOutcome.LOADED, 1));
    other.add(canary("z.example", SiteOutcome.LOADED, 2));
    fail("z.example", 1);
    fail("z.example", 2);
    other.arrived(page.leave());

    assertThat(other.leave().stream().map(each -> each.site())).contains("z.example");
  }

  private static List<String> told(SitePage page) {
    return page.leave().stream().map(SiteCount::site).toList();
  }

  private void load(String prefix, int sites, int networks) {
    for (int site = 0; site < sites; site++) {
      for (int network = 1; network <= networks; network++) {
        page.add(canary(prefix + site, SiteOutcome.LOADED, network));
      }
    }
  }

  @Test
  void leave_ofMoreSitesThanATallyTakes_tellsTheBusiestFirstAndTheOthersNext() {
    load("quiet", 10, 2);
    load("busy", SitePage.MOST_TOLD, 3);
    assertThat(told(page)).hasSize(SitePage.MOST_TOLD).allMatch(site -> site.startsWith("busy"));
    page.left();
    assertThat(page.isTold()).isFalse();
    assertThat(told(page)).hasSize(10).allMatch(site -> site.startsWith("quiet"));
    assertThat(page.isTold()).isTrue();
  }

  @Test
  void leave_withoutReports_tellsNothing() {
    assertThat(page.leave()).isEmpty();
    page.add(canary(null, SiteOutcome.LOADED, 1));
    assertThat(told(page)).containsExactly("");
    page.left();
    assertThat(page.leave()).isEmpty();
  }

  @Test
  void heard_ofSites_countsThoseOfEnoughNetworks() {
    load("two", 1, 2);
    load("three", 1, 3);
    load("four", 1, 4);
    assertThat(page.heard(Set.of())).isEqualTo(2);
    assertThat(page.heard(Set.of("four0"))).isEqualTo(1);
  }

  @Test
  void failing_ofSites_areThoseThatFailInEnoughNetworks() {
    for (int network = 1; network <= 3; network++) {
      fail("bad", network);
    }
    fail("of-two", 1);
    fail("of-two", 2);
    page.add(canary("of-two", SiteOutcome.LOADED, 3));
    assertThat(failing(page)).containsExactly("bad");
    assertThat(page.failing(Set.of("bad"))).isEmpty();
  }

  /** It is counted with the others from then on, and as no site of its own. */
  @Test
  void add_whereASiteMakesRoomThatIsOnItsWay_countsItAmongTheOthers() {
    fail("given-up", 1);
    for (int site = 1; site < UnconfirmedSites.MOST_SITES; site++) {
      page.add(canary("s" + site, SiteOutcome.LOADED, 2 + site));
    }
    assertThat(told(page)).contains("given-up");
    assertThat(page.rest(Set.of()).failingNetworks()).isZero();

    fail("new", 1);
    assertThat(page.worst(ALL)).containsExactly(new Failing("new", null, 1, 1, 1));
    assertThat(page.rest(Set.of()).failingNetworks()).isEqualTo(1);
    assertThat(page.size())
        .isEqualTo(SitePage.MOST_UNCONFIRMED_TOLD - 1 + UnconfirmedSites.MOST_SITES);
  }

  @Test
  void add_whereASiteMakesRoomThatNobodyWasToldOf_countsItAmongTheOthers() {
    fail("given-up", 1);
    for (int site = 1; site < UnconfirmedSites.MOST_SITES; site++) {
      page.add(canary("s" + site, SiteOutcome.LOADED, 2 + site));
    }
    assertThat(page.rest(Set.of()).failingNetworks()).isZero();
    fail("new", 1);
    assertThat(page.worst(ALL)).containsExactly(new Failing("new", null, 1, 1, 1));
    assertThat(page.rest(Set.of()).failingNetworks()).isEqualTo(1);
  }

  @Test
  void size_ofAPage_countsSitesWhereverTheirCountsAre() {
    load("arrived", 3, 2);
    page.arrived(page.leave());
    page.left();
    load("on-its-way", 4, 2);
    page.leave();
    load("own", 5, 2);
    load("of-one-network", 6, 1);
    assertThat(page.size()).isEqualTo(3 + 4 + 5 + 6);
  }

  /** No node lets one network have more sites than it would itself. */
  @Test
  void arrived_ofMoreSitesOfANetworkThanItMayHave_countsTheRestAmongTheOthers() {
    List<Count> one = List.of(new Count(PlaceCounts.number(1), 0, 1, 0));
    for (int site = 0; site < UnconfirmedSites.MOST_OF_A_NETWORK; site++) {
      page.arrived(List.of(new SiteCount("s" + site, null, one, List.of())));
    }
    assertThat(page.rest(Set.of()).failingNetworks()).isZero();
    page.arrived(List.of(new SiteCount("more", null, one, List.of())));
    assertThat(page.worst(ALL)).hasSize(UnconfirmedSites.MOST_OF_A_NETWORK);
    assertThat(page.rest(Set.of()).failingNetworks()).isEqualTo(1);
  }

  @Test
  void worst_ofSitesThatFailAlike_isInTheOrderOfTheirNames() {
    List<String> sites = Stream.of(7, 10, 2, 1, 21, 100).map(each -> "s" + each).toList();
    for (String site : sites) {
      fail(site, 1);
      fail(site, 2);
    }
    assertThat(page.worst(ALL))
        .extracting(Failing::site)
        .containsExactly("s1", "s10", "s100", "s2", "s21", "s7");
  }
}
