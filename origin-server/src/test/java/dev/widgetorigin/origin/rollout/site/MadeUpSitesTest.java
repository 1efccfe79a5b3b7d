package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.RolloutSitesConfig;
import dev.widgetorigin.origin.rollout.site.SiteVerdict.Held;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The promise: who makes up names of sites has none held back, hides none that fails, and takes no
 * more memory than is set aside; here with a million names.
 */
class MadeUpSitesTest {
  private static final int NAMES = 1_000_000;
  private static final int MINUTES = 25;
  private static final int REAL_SITES = 40;

  /** No forger is in this or a higher one. */
  private static final long REAL_NETWORKS = 1L << 40;

  private int names;

  private static Rollout rollout() {
    RolloutPlan plan =
        new RolloutPlan(
            "1.1.0-2",
            Version.parse("1.1.0"),
            "latest",
            Version.parse("1.0.0"),
            List.of(new RolloutPlan.Step(500, Duration.ofHours(1))),
            0,
            Duration.ZERO,
            null,
            null,
            Instant.EPOCH);
    return new Rollout.Running(plan, 0, Instant.EPOCH, "");
  }

  private static SiteReport report(String site, SiteOutcome outcome, long network) {
    return new SiteReport(site, null, true, outcome, network);
  }

  /** What visitors of sites that are well report in a minute. */
  private static void wellSites(SitePage page, int minute) {
    for (int site = 0; site < REAL_SITES; site++) {
      long network = REAL_NETWORKS + minute * 7L + site;
      page.add(report("s" + site + ".example", SiteOutcome.LOADED, network));
    }
  }

  private static void brokenSite(SitePage page, long network) {
    page.add(report("broken.example", SiteOutcome.FAILED, REAL_NETWORKS + 1_000 + network));
  }

  /** Each is another; so many networks take turns. */
  private void madeUpSites(SitePage page, int count, SiteOutcome outcome, int networks) {
    for (int i = 0; i < count; i++) {
      page.add(report("made-up-" + names++ + ".example", outcome, names % networks));
    }
  }

  private static List<String> held(SitePage page) {
    SiteVerdict verdict = SiteVerdict.of(page, rollout(), RolloutSitesConfig.DEFAULTS, 10);
    assertThat(verdict.tooMany()).isNull();
    return verdict.held().stream().map(Held::site).toList();
  }

  /** Failures from that many networks would be a release that fails, and no made-up sites. */
  @ParameterizedTest(name = "from {0} networks that say {1}")
  @CsvSource({"1, FAILED", "1, LOADED", "900, LOADED"})
  void flood_ofMadeUpSites_hidesNoneThatFailsAndHoldsNoOtherBack(
      int networks, SiteOutcome outcome) {
    SitePage page = new SitePage(3, 100);
    int most = Math.min(UnconfirmedSites.MOST_SITES, networks * UnconfirmedSites.MOST_OF_A_NETWORK);
    for (int minute = 0; minute < MINUTES; minute++) {
      wellSites(page, minute);
      madeUpSites(page, NAMES / MINUTES / 2, outcome, networks);
      brokenSite(page, minute % 5);
      madeUpSites(page, NAMES / MINUTES / 2, outcome, networks);
      brokenSite(page, (minute + 3) % 5);
      assertThat(page.size()).isLessThanOrEqualTo(REAL_SITES + 1 + most);
    }
    assertThat(names).isEqualTo(NAMES);
    assertThat(held(page)).containsExactly("broken.example");
  }

  /** A site that each node has of one network alone comes through what the nodes tell all. */
  @ParameterizedTest(name = "from {0} networks that say {1}")
  @CsvSource({"1, FAILED", "900, LOADED"})
  void flood_ofMadeUpSitesAtEveryNode_hidesNoneThatFailsAndHoldsNoOtherBack(
      int networks, SiteOutcome outcome) {
    List<SitePage> nodes = Stream.generate(() -> new SitePage(3, 100)).limit(4).toList();
    int most = Math.min(UnconfirmedSites.MOST_SITES, networks * UnconfirmedSites.MOST_OF_A_NETWORK);
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int node = 0; node < nodes.size(); node++) {
        wellSites(nodes.get(node), minute);
        madeUpSites(nodes.get(node), 1_000, outcome, networks);
        brokenSite(nodes.get(node), node);
      }
      exchange(nodes);
    }
    for (SitePage node : nodes) {
      assertThat(held(node)).containsExactly("broken.example");
      assertThat(node.size()).isLessThanOrEqualTo(REAL_SITES + 1 + most);
    }
  }

  private static void exchange(List<SitePage> nodes) {
    for (SitePage node : nodes) {
      var tally = node.leave();
      assertThat(tally.size())
          .isLessThanOrEqualTo(SitePage.MOST_TOLD + SitePage.MOST_UNCONFIRMED_TOLD + 1);
      nodes.forEach(each -> each.arrived(tally));
      node.left();
    }
  }
}
