package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.widget.RolloutTally.SiteCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SiteTalliesTest {
  private static final SiteOutcome[] OUTCOMES = SiteOutcome.values();

  private static SiteReport report(Random random, int sites) {
    return new SiteReport(
        random.nextInt(20) == 0 ? null : "s" + random.nextInt(sites) + ".example",
        random.nextInt(3) == 0 ? "c" + random.nextInt(3) : null,
        random.nextInt(3) > 0,
        OUTCOMES[random.nextInt(OUTCOMES.length)],
        random.nextInt(100));
  }

  private static void add(SiteTallies tallies, SiteReport report) {
    SiteCounts counts = report.site() == null ? tallies.others() : tallies.counts(report.site());
    counts.add(report);
  }

  private static Map<String, SiteCount> all(SiteTallies tallies) {
    Map<String, SiteCount> all = new TreeMap<>();
    tallies.names().forEach(site -> all.put(site, tallies.get(site).tally(site)));
    all.put("", tallies.others().tally(""));
    return all;
  }

  private static long reports(SiteTallies tallies) {
    return all(tallies).values().stream()
        .flatMap(site -> Stream.of(site.canary(), site.stable()))
        .flatMap(List::stream)
        .mapToLong(count -> count.ok() + count.errors() + count.crashes())
        .sum();
  }

  /** However reports are spread over parts, and in whatever order the parts arrive. */
  @Property(tries = 200)
  void sum_inAnyOrder_isTheSame(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int most) {
    Random random = new Random(seed);
    SiteTallies whole = new SiteTallies(most);
    List<SiteTallies> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      parts.add(new SiteTallies(most));
    }
    for (int i = 0; i < 300; i++) {
      SiteReport report = report(random, 30);
      add(whole, report);
      add(parts.get(random.nextInt(parts.size())), report);
    }

    SiteTallies sum = new SiteTallies(most);
    Collections.shuffle(parts, random);
    parts.forEach(part -> addAll(sum, part));

    assertThat(sum.names()).hasSizeLessThanOrEqualTo(most);
    assertThat(new ArrayList<>(sum.names())).isEqualTo(new ArrayList<>(whole.names()));
    assertThat(reports(sum)).isEqualTo(reports(whole)).isEqualTo(300);
    if (most >= 30) {
      assertThat(all(sum)).isEqualTo(all(whole));
    }
    // The parts told apart other sites in between; only the sites that all kept are alike.
    SiteTallies again = new SiteTallies(most);
    Collections.shuffle(parts, random);
    parts.forEach(part -> addAll(again, part));
    assertThat(all(again)).isEqualTo(all(sum));
  }

  private static void addAll(SiteTallies sum, SiteTallies part) {
    part.names().forEach(site -> sum.counts(site).addAll(part.get(site)));
    sum.others().addAll(part.others());
  }

  /**
   * Nodes of two releases may share a bucket, and are to tell the same sites apart. The numbers of
   * these names are in the order of MurmurHash3's fmix32 of their Java hash codes, signed.
   */
  @Test
  void names_ofSites_areInTheOrderThatAllReleasesHave() {
    SiteTallies tallies = new SiteTallies(12);
    for (int shop = 1; shop <= 12; shop++) {
      tallies.counts("shop-" + shop + ".example");
    }
    assertThat(tallies.names().stream().map(name -> name.replaceAll("\\D", "")))
        .containsExactly("5", "7", "6", "4", "10", "3", "1", "2", "12", "11", "8", "9");
  }

  /** One place is one network, however it is asked. */
  @Property(tries = 200)
  void window_ofOneLoudNetwork_isThatOfTheOthers(@ForAll long seed) {
    Random random = new Random(seed);
    PlaceCounts quiet = new PlaceCounts();
    PlaceCounts loud = new PlaceCounts();
    long forger = 1000;
    long place = PlaceCounts.place(forger);
    for (int i = 0; i < 60; i++) {
      long network = random.nextInt(100);
      if (PlaceCounts.place(network) != place) {
        quiet.add(network, SiteOutcome.LOADED);
        loud.add(network, SiteOutcome.LOADED);
      }
    }
    for (int i = 0; i < 600; i++) {
      loud.add(forger, SiteOutcome.FAILED);
    }
    assertThat(loud.failingNetworks()).isEqualTo(1);
    assertThat(loud.window(3, 1).failures()).isZero();
    assertThat(loud.window(3, 1).loads()).isLessThanOrEqualTo(quiet.all(1).loads());
    assertThat(loud.window(1, 1).failures()).isEqualTo(600);
  }
}
