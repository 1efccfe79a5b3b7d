package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.RolloutSitesConfig;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteVerdictTest {
  private static final RolloutSitesConfig LIMITS = RolloutSitesConfig.DEFAULTS;
  private final SitePage page = new SitePage(3, 100);
  private int networks;

  private static Rollout rollout(int percent, List<String> in, String... held) {
    Instant now = Instant.EPOCH;
    List<QuarantinedSite> quarantined =
        List.of(held).stream().map(site -> new QuarantinedSite(site, null, now, "")).toList();
    RolloutPlan plan =
        new RolloutPlan(
            "1.1.0-2",
            Version.parse("1.1.0"),
            "latest",
            Version.parse("1.0.0"),
            List.of(new RolloutPlan.Step(percent * 100, Duration.ofHours(1))),
            0,
            Duration.ZERO,
            in.isEmpty() ? null : new RolloutPlan.Sites(in, List.of()),
            null,
            now,
            quarantined);
    return new Rollout.Running(plan, 0, now, "");
  }

  private void add(String site, boolean canary, SiteOutcome outcome, int count, int ofNetworks) {
    for (int i = 0; i < count; i++) {
      long network = ofNetworks == 0 ? networks++ : 1_000_000 + i % ofNetworks;
      page.add(new SiteReport(site, "acme", canary, outcome, network));
    }
  }

  private List<String> held(SiteVerdict verdict) {
    return verdict.held().stream().map(SiteVerdict.Held::site).toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // what                   | share | failed | well | networks | stable failed | well | rest
    // failed | well | held
    "all fail,                      5,  24,   0,  0,   0, 0,  2, 98, true",
    "two in three fail,             5,  40,  20,  0,   0, 0,  2, 98, true",
    "few loads,                     5,  18,   0,  0,   0, 0,  2, 98, false",
    "a third fails,                 5,  30,  60,  0,   0, 0,  2, 98, false",
    "three networks,                5,  33,   0,  3,   0, 0,  2, 98, true",
    "two networks,                  5,  80,   0,  2,   0, 0,  2, 98, false",
    "one network,                   5, 600,   0,  1,   0, 0,  2, 98, false",
    "one network of a well site,    5, 600, 100,  1,   0, 0,  2, 98, false",
    "an old fault,                  5,  30,   0,  0, 400, 0,  2, 98, false",
    "an old fault that got worse,   5,  60,   0,  0, 300, 8,  2, 98, true",
    "an old fault of few,           5,  30,   0,  0,  30, 5,  2, 98, true",
    "the rest fails too,            5,  30,   0,  0,   0, 0, 30, 98, false",
    "the rest is not known,         5,  30,   0,  0,   0, 0,  0, 10, false",
    "half of all browsers,         50,  30,   0,  0,   0, 0,  2, 98, true",
    "hardly any stable loads,      95,  30,   0,  0,   0, 0,  2, 98, false",
    "no stable loads,             100,  30,   0,  0,   0, 0,  2, 98, false",
    "known stable loads,          100,  30,   0,  0,   0, 4,  2, 98, true",
    // Of five networks that fail alike one is left out.
    "just enough loads,             5,  25,   0,  5,   0, 0,  2, 98, true",
    "one load too few,              5,  24,   0,  5,   0, 0,  2, 98, false",
    "just enough stable loads,     50,  25,   0,  5,   0, 0,  2, 98, true",
    "too few stable loads,         51,  25,   0,  5,   0, 0,  2, 98, false",
    "the rest is just known,        5,  30,   0,  0,   0, 0,  0, 20, true",
    "one load of the rest too few,  5,  30,   0,  0,   0, 0,  0, 19, false",
    "the rest fails as it may,      5,  30,   0,  0,   0, 0,  2, 18, true",
    "the rest fails a little more,  5,  30,   0,  0,   0, 0,  3, 17, false",
  })
  void verdict_ofASite_followsTheRule(
      String what,
      int share,
      int failed,
      int well,
      int ofNetworks,
      int stableFailed,
      int stableWell,
      int restFailed,
      int restWell,
      boolean expected) {
    add("shop.example", true, SiteOutcome.FAILED, failed, ofNetworks);
    add("shop.example", true, SiteOutcome.LOADED, well, 0);
    add("shop.example", false, SiteOutcome.FAILED, stableFailed, 0);
    add("shop.example", false, SiteOutcome.LOADED, stableWell, 0);
    add("rest.example", true, SiteOutcome.FAILED, restFailed, 0);
    add("rest.example", true, SiteOutcome.LOADED, restWell, 0);

    SiteVerdict verdict = SiteVerdict.of(page, rollout(share, List.of()), LIMITS, 10);

    assertThat(held(verdict)).as(what).isEqualTo(expected ? List.of("shop.example") : List.of());
    assertThat(verdict.tooMany()).isNull();
  }

  @Test
  void verdict_ofASite_saysWhy() {
    add("shop.example", true, SiteOutcome.FAILED, 60, 0);
    add("rest.example", true, SiteOutcome.LOADED, 98, 0);
    SiteVerdict.Held held = SiteVerdict.of(page, rollout(5, List.of()), LIMITS, 10).held().get(0);
    assertThat(held.channel()).isEqualTo("acme");
    assertThat(held.why())
        .matches(
            "100\\.0 % of \\d\\d loads failed in \\d\\d networks, certainly more than 30 %,"
                + " while other sites are well");
  }

  /** What it says is what counts: one of the five networks does not. */
  @Test
  void verdict_ofASiteThatFailsInPart_saysHowOften() {
    add("shop.example", true, SiteOutcome.FAILED, 20, 5);
    add("shop.example", true, SiteOutcome.LOADED, 10, 5);
    add("rest.example", true, SiteOutcome.LOADED, 98, 0);
    assertThat(SiteVerdict.of(page, rollout(5, List.of()), LIMITS, 10).held().get(0).why())
        .isEqualTo(
            "66.7 % of 24 loads failed in 5 networks, certainly more than 30 %,"
                + " while other sites are well");
  }

  @Test
  void verdict_ofCrashes_isThatOfFailures() {
    add("shop.example", true, SiteOutcome.LOADED, 40, 20);
    add("shop.example", true, SiteOutcome.CRASHED, 40, 20);
    add("rest.example", true, SiteOutcome.LOADED, 98, 0);
    assertThat(held(SiteVerdict.of(page, rollout(5, List.of()), LIMITS, 10)))
        .containsExactly("shop.example");
  }

  /** Then it is not the new version that fails there. */
  @ParameterizedTest(name = "of the new version fail {0} %, of the stable one {1} %: {2}")
  @CsvSource({"30, 0, false", "30, 15, false", "30, 25, true", "30, 90, true", "50, 90, false"})
  void verdict_whereTheStableVersionFailsElsewhereToo_allowsForIt(
      int canary, int stable, boolean expected) {
    add("shop.example", true, SiteOutcome.FAILED, 30, 0);
    add("rest.example", true, SiteOutcome.FAILED, canary, 0);
    add("rest.example", true, SiteOutcome.LOADED, 100 - canary, 0);
    add("rest.example", false, SiteOutcome.FAILED, 100 * stable, 0);
    add("rest.example", false, SiteOutcome.LOADED, 100 - stable, 0);
    SiteVerdict verdict = SiteVerdict.of(page, rollout(5, List.of()), LIMITS, 10);
    assertThat(held(verdict)).isEqualTo(expected ? List.of("shop.example") : List.of());
  }

  @Test
  void verdict_ofASiteThatWasOptedInOrIsHeldAlready_isNone() {
    add("shop.example", true, SiteOutcome.FAILED, 60, 0);
    add("rest.example", true, SiteOutcome.LOADED, 98, 0);
    assertThat(SiteVerdict.of(page, rollout(5, List.of("shop.example")), LIMITS, 10).held())
        .isEmpty();
    assertThat(SiteVerdict.of(page, rollout(5, List.of(), "shop.example"), LIMITS, 10).held())
        .isEmpty();
  }

  private void sites(int bad, int well) {
    for (int i = 0; i < bad; i++) {
      add("bad" + i + ".example", true, SiteOutcome.FAILED, 30, 0);
    }
    for (int i = 0; i < well; i++) {
      add("s" + i + ".example", true, SiteOutcome.LOADED, 30, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 49, 1", "5, 45, 5", "6, 44, 0", "2, 8, 0", "2, 28, 2"})
  void verdict_ofSeveralSites_holdsThemBackUpToTheShare(int bad, int well, int expected) {
    sites(bad, well);
    SiteVerdict verdict = SiteVerdict.of(page, rollout(5, List.of()), LIMITS, 10);
    assertThat(verdict.held()).hasSize(expected);
    if (expected == 0) {
      assertThat(verdict.tooMany())
          .startsWith(bad + " of " + (bad + well) + " sites fail, where at most ");
    } else {
      assertThat(verdict.tooMany()).isNull();
    }
  }

  @Test
  void verdict_withSitesThatAreHeldAlready_countsThem() {
    sites(1, 19);
    Rollout rollout = rollout(5, List.of(), "x.example", "y.example");
    SiteVerdict verdict = SiteVerdict.of(page, rollout, LIMITS, 10);
    assertThat(verdict.tooMany())
        .isEqualTo("3 of 22 sites fail, where at most 2 may be held back: bad0.example");
  }

  @ParameterizedTest
  @CsvSource({"5, ''", "6, ', …'"})
  void verdict_ofTooManySites_namesTheFirstFive(int bad, String more) {
    sites(bad, 10);
    assertThat(SiteVerdict.of(page, rollout(5, List.of()), LIMITS, 10).tooMany())
        .endsWith(
            " may be held back: bad0.example, bad1.example, bad2.example, bad3.example, bad4.example"
                + more);
  }

  /** Every loader of the widget names those that are held back. */
  @ParameterizedTest
  @CsvSource({"64, 64", "65, 0"})
  void verdict_ofMoreSitesThanALoaderMayName_holdsNoneBack(int bad, int expected) {
    sites(bad, 5);
    RolloutSitesConfig all = new RolloutSitesConfig(20, 3, 30, 100);
    SiteVerdict verdict = SiteVerdict.of(page, rollout(5, List.of()), all, 10);
    assertThat(verdict.held()).hasSize(expected);
    assertThat(verdict.tooMany() == null).isEqualTo(expected > 0);
  }
}
