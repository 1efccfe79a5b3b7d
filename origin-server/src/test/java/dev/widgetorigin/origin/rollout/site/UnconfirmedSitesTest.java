package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.widget.RolloutTally.Count;
import dev.widgetorigin.store.widget.RolloutTally.SiteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UnconfirmedSitesTest {
  private static final int OF_EACH = UnconfirmedSites.MOST_OF_A_NETWORK;
  private final List<String> forgotten = new ArrayList<>();
  private final UnconfirmedSites unconfirmed =
      new UnconfirmedSites((site, gone) -> forgotten.add(site));

  private boolean begin(String site, long network) {
    return unconfirmed.begin(site, network) != null;
  }

  private void report(String site, long network, SiteOutcome outcome) {
    UnconfirmedSites.Waiting waiting = unconfirmed.get(site);
    (waiting == null ? unconfirmed.begin(site, network) : waiting)
        .untold()
        .add(new SiteReport(site, null, true, outcome, network));
  }

  private void fill() {
    for (int site = 0; site < UnconfirmedSites.MOST_SITES; site++) {
      assertThat(begin("s" + site, site / OF_EACH)).isTrue();
    }
  }

  private static List<String> sites(int from, int to) {
    return IntStream.range(from, to).mapToObj(site -> "s" + site).toList();
  }

  @Test
  void begin_ofMoreThanANetworkMayHave_isRefused() {
    for (int site = 0; site < OF_EACH; site++) {
      assertThat(begin("s" + site, 7)).isTrue();
    }
    assertThat(begin("more", 7)).isFalse();
    assertThat(begin("other", 8)).isTrue();
    assertThat(forgotten).isEmpty();

    unconfirmed.remove("s3");
    assertThat(begin("more", 7)).isTrue();
    assertThat(begin("even-more", 7)).isFalse();
    assertThat(unconfirmed.size()).isEqualTo(OF_EACH + 1);
  }

  @Test
  void begin_withoutRoom_takesThePlaceOfTheOldest() {
    fill();
    assertThat(forgotten).isEmpty();
    assertThat(begin("new", 1_000_000)).isTrue();
    assertThat(begin("newer", 1_000_001)).isTrue();
    assertThat(forgotten).containsExactly("s0", "s1");
    assertThat(unconfirmed.has("s0")).isFalse();
    assertThat(unconfirmed.has("new")).isTrue();
    assertThat(unconfirmed.size()).isEqualTo(UnconfirmedSites.MOST_SITES);
  }

  /** One that names ever more sites drives out nobody's but its own. */
  @Test
  void begin_withoutRoomByANetworkThatHasSites_takesThePlaceOfItsOwn() {
    fill();
    assertThat(begin("first", 1_000_000)).isTrue();
    forgotten.clear();
    for (int site = 0; site < 100; site++) {
      assertThat(begin("more" + site, 1_000_000)).isTrue();
    }
    assertThat(forgotten).hasSize(100).startsWith("first", "more0", "more1");
  }

  @Test
  void begin_withoutRoomByANetworkWhoseSitesAreGone_takesThePlaceOfTheOldest() {
    assertThat(begin("gone", 1_000_000)).isTrue();
    unconfirmed.remove("gone");
    fill();
    assertThat(begin("new", 1_000_000)).isTrue();
    assertThat(forgotten).containsExactly("s0");
  }

  @Test
  void leave_ofMoreSitesThanATallyTakes_tellsThoseThatFailThenThoseToldLongestAgo() {
    for (String site : sites(0, 5)) {
      report(site, 1, SiteOutcome.LOADED);
    }
    report("bad", 2, SiteOutcome.FAILED);
    assertThat(unconfirmed.isTold()).isFalse();
    assertThat(unconfirmed.leave(3).keySet()).containsExactly("bad", "s0", "s1");
    assertThat(unconfirmed.isTold()).isFalse();

    report("s0", 1, SiteOutcome.LOADED);
    assertThat(unconfirmed.leave(3).keySet()).containsExactly("s2", "s3", "s4");
    assertThat(unconfirmed.leave(3).keySet()).containsExactly("s0");
    assertThat(unconfirmed.isTold()).isTrue();
    assertThat(unconfirmed.leave(3)).isEmpty();
    assertThat(unconfirmed.size()).isEqualTo(6);
  }

  /** What others were told is still known: a site that failed once goes on being told first. */
  @Test
  void leave_ofASiteThatFailedAsOthersTold_tellsItFirst() {
    report("well", 1, SiteOutcome.LOADED);
    unconfirmed
        .begin("bad", 2)
        .told()
        .add(new SiteReport("bad", null, true, SiteOutcome.FAILED, 2));
    report("bad", 2, SiteOutcome.LOADED);
    assertThat(unconfirmed.leave(1).keySet()).containsExactly("bad");
  }

  private static SiteCount tally(List<Long> canary, List<Long> stable) {
    return new SiteCount(
        "a",
        null,
        canary.stream().map(network -> new Count(network, 1, 0, 0)).toList(),
        stable.stream().map(network -> new Count(network, 1, 0, 0)).toList());
  }

  @Test
  void network_ofATally_isTheOneThatAloneNamedTheSite() {
    long number = PlaceCounts.number(5);
    long other = PlaceCounts.number(6);
    assertThat(UnconfirmedSites.network(tally(List.of(number), List.of()))).isEqualTo(number);
    assertThat(UnconfirmedSites.network(tally(List.of(), List.of(number)))).isEqualTo(number);
    assertThat(UnconfirmedSites.network(tally(List.of(number), List.of(number)))).isEqualTo(number);
    assertThat(UnconfirmedSites.network(tally(List.of(number), List.of(other)))).isZero();
    assertThat(UnconfirmedSites.network(tally(List.of(), List.of()))).isZero();
    for (long place : List.of(0L, 1L, PlaceCounts.PLACES - 1L)) {
      assertThat(UnconfirmedSites.network(tally(List.of(place), List.of()))).isZero();
    }
  }

  @Test
  void forEach_ofWaitingSites_givesAll() {
    fill();
    List<String> all = new ArrayList<>();
    unconfirmed.forEach((site, waiting) -> all.add(site));
    assertThat(all).isEqualTo(sites(0, UnconfirmedSites.MOST_SITES));
    assertThat(Stream.of("s0", "none").map(unconfirmed::has)).containsExactly(true, false);
  }
}
