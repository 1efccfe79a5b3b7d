package dev.widgetorigin.origin.rollout.site;

import dev.widgetorigin.origin.config.RolloutSitesConfig;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which sites are to be held back: those on which the new version certainly fails, while it is well
 * everywhere else and the stable version does not fail there as it does.
 *
 * <p>A site fails where failures come from enough networks, and the lower bound of the error rate
 * (Wilson, one side, 99.9 %) of enough loads is above the limit and what the stable version fails
 * there. The failures of the stable version are all reported, and its successes by sample; so how
 * many loads it had there is at least what the rollout's share tells. Where that is too few nobody
 * knows whether the fault is an old one, and the site is not held back: so it is always at a share
 * of 100 %, and on sites that were opted in. Where more sites would be held back than may, the
 * release is bad and not the sites: none is. Pure.
 *
 * @param held those that are to be held back now, by name
 * @param tooMany why a person must look instead; null where nobody must
 */
public record SiteVerdict(List<Held> held, String tooMany) {
  /** A site, the channel that it loads or null, and why it is held back. */
  public record Held(String site, String channel, String why) {}

  private static final SiteVerdict NONE = new SiteVerdict(List.of(), null);

  /** Quantile of the standard normal distribution for 99.9 %, one side. */
  private static final double Z = 3.090232306167813;

  /** However often the stable version fails, a new one may not fail in every other load. */
  private static final double MOST_BASELINE = 0.25;

  /** Sites that an alert names. */
  private static final int NAMED = 5;

  /**
   * What is to be done now.
   *
   * @param rollout one that goes on; it says what is held back already
   * @param errorPercent the rest is well as long as it fails no more than that, and no more than
   *     that beyond the stable version
   */
  public static SiteVerdict of(
      SitePage page, Rollout rollout, RolloutSitesConfig limits, int errorPercent) {
    Set<String> held = new HashSet<>();
    rollout.quarantined().stream().map(QuarantinedSite::site).forEach(held::add);
    Set<String> exempt = new HashSet<>(held);
    if (rollout.plan().sites() != null) {
      exempt.addAll(rollout.plan().sites().in());
    }
    List<SitePage.Seen> bad = new ArrayList<>();
    for (SitePage.Seen seen : page.failing(exempt)) {
      if (certain(seen, rollout.weight(), limits)) {
        bad.add(seen);
      }
    }
    if (bad.isEmpty() || !restIsWell(page, held, bad, limits, errorPercent)) {
      return NONE;
    }
    bad.sort(Comparator.comparing(SitePage.Seen::site));
    int heard = page.heard(held) + held.size();
    int most = Math.max(1, heard * limits.mostPercent() / 100);
    most = Math.min(RolloutPlan.MOST_QUARANTINED, most);
    return held.size() + bad.size() > most
        ? new SiteVerdict(List.of(), tooMany(held.size() + bad.size(), heard, most, bad))
        : new SiteVerdict(bad.stream().map(seen -> held(seen, limits)).toList(), null);
  }

  private static boolean certain(SitePage.Seen seen, int weight, RolloutSitesConfig limits) {
    SiteWindow canary = seen.canary();
    if (canary.loads() < limits.minLoads()) {
      return false;
    }
    double expected =
        canary.loads() * (RolloutPlan.Step.ALL - weight) / Math.max(1, (double) weight);
    double stableLoads = Math.max(seen.stable().loads(), expected);
    if (stableLoads < limits.minLoads()) {
      return false;
    }
    double old = Math.min(1, seen.stable().failures() / stableLoads);
    return lower(canary) > limits.errorPercent() / 100.0 + old;
  }

  private static double lower(SiteWindow window) {
    return Wilson.lower(window.rate(), window.loads(), Z);
  }

  private static boolean restIsWell(
      SitePage page,
      Set<String> held,
      List<SitePage.Seen> bad,
      RolloutSitesConfig limits,
      int errorPercent) {
    Set<String> without = new HashSet<>(held);
    bad.forEach(seen -> without.add(seen.site()));
    SitePage.Seen rest = page.rest(without);
    double limit = errorPercent / 100.0 + Math.min(MOST_BASELINE, rest.stable().rate());
    return rest.canary().loads() >= limits.minLoads() && rest.canary().rate() <= limit;
  }

  private static Held held(SitePage.Seen seen, RolloutSitesConfig limits) {
    String why =
        "%s of %d loads failed in %d networks, certainly more than %d %%, while other sites are well"
            .formatted(
                percent(seen.canary().rate()),
                Math.round(seen.canary().loads()),
                seen.failingNetworks(),
                limits.errorPercent());
    return new Held(seen.site(), seen.channel(), why);
  }

  private static String tooMany(int found, int heard, int most, List<SitePage.Seen> bad) {
    List<String> names = bad.stream().limit(NAMED).map(SitePage.Seen::site).toList();
    return "%d of %d sites fail, where at most %d may be held back: %s%s"
        .formatted(found, heard, most, String.join(", ", names), bad.size() > NAMED ? ", …" : "");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
