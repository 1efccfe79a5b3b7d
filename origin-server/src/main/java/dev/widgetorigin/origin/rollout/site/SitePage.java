package dev.widgetorigin.origin.rollout.site;

import dev.widgetorigin.store.widget.RolloutTally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What browsers reported of a step of a rollout, site by site, from the first load on: what all
 * nodes have told, and what this one has not told yet.
 *
 * <p>A node tells of a site all that it counted there or nothing, and what it has not told goes
 * with a later tally. So a site that fails at one node looks the same at all of them, and never
 * worse than it is because only its failures were told. Sites that one network alone has named are
 * told as such, and told apart by nobody until a second one has named them, at whatever node. In
 * bounded memory; see {@link SiteTallies} and {@link UnconfirmedSites}. Thread-safe.
 */
public final class SitePage {
  /** How many sites a tally names that are told apart. */
  static final int MOST_TOLD = 256;

  /** And how many that one network alone has named. */
  static final int MOST_UNCONFIRMED_TOLD = 64;

  /** A stable success is reported by one browser in so many. */
  private final int stableSampling;

  private final int minNetworks;
  private final SiteTallies told;
  private final UnconfirmedSites unconfirmed = new UnconfirmedSites(this::forgotten);
  private final SiteTallies own;

  /** On its way to the other nodes; null where nothing is. */
  private SiteTallies leaving;

  /**
   * @param minNetworks that must see a site fail; where it is 1, a site of one network counts
   * @param stableSampling how many loads a reported success of the stable version stands for
   */
  public SitePage(int minNetworks, int stableSampling) {
    this(minNetworks, stableSampling, SiteTallies.MOST_SITES);
  }

  SitePage(int minNetworks, int stableSampling, int most) {
    this.minNetworks = minNetworks;
    this.stableSampling = stableSampling;
    this.told = new SiteTallies(most);
    this.own = new SiteTallies(most);
  }

  public synchronized void add(SiteReport report) {
    counts(report).add(report);
  }

  private SiteCounts counts(SiteReport report) {
    String site = report.site();
    if (site == null) {
      return own.others();
    }
    if (isToldApart(site)) {
      return own.counts(site);
    }
    long network = PlaceCounts.number(report.network());
    UnconfirmedSites.Waiting waiting = waiting(site, network);
    if (waiting == null) {
      return own.others();
    }
    return waiting.network == network ? waiting.untold() : tellApart(site, own);
  }

  private boolean isToldApart(String site) {
    return minNetworks <= 1
        || (!unconfirmed.has(site)
            && (own.knows(site) || told.knows(site) || (leaving != null && leaving.knows(site))));
  }

  private UnconfirmedSites.Waiting waiting(String site, long network) {
    UnconfirmedSites.Waiting known = unconfirmed.get(site);
    return known == null ? unconfirmed.begin(site, network) : known;
  }

  /** A second network has named the site. Answers its counts among those. */
  private SiteCounts tellApart(String site, SiteTallies tallies) {
    if (unconfirmed.has(site)) {
      unconfirmed.remove(site).addTo(() -> told.counts(site), () -> own.counts(site));
    }
    return tallies.counts(site);
  }

  private void forgotten(String site, UnconfirmedSites.Waiting gone) {
    gone.addTo(told::others, own::others);
    if (leaving != null) {
      leaving.forget(site);
    }
  }

  /** What the next tally tells other nodes; those that fail most as far as all know, first. */
  public synchronized List<RolloutTally.SiteCount> leave() {
    Comparator<Map.Entry<String, SiteCounts>> worst =
        Comparator.<Map.Entry<String, SiteCounts>>comparingInt(
                each ->
                    each.getValue().canary.failingNetworks()
                        + (told.knows(each.getKey())
                            ? told.get(each.getKey()).canary.failingNetworks()
                            : 0))
            .thenComparingDouble(each -> each.getValue().canary.all(1).loads())
            .reversed();
    leaving = own.take(MOST_TOLD, worst);
    unconfirmed
        .leave(MOST_UNCONFIRMED_TOLD)
        .forEach((site, untold) -> leaving.counts(site).addAll(untold));
    List<RolloutTally.SiteCount> all = new ArrayList<>();
    for (String site : leaving.names()) {
      UnconfirmedSites.Waiting waiting = unconfirmed.get(site);
      SiteCounts counts = leaving.get(site);
      all.add(waiting == null ? counts.tally(site) : counts.tally(site, waiting.network));
    }
    RolloutTally.SiteCount others = leaving.others().tally("");
    if (!others.isEmpty()) {
      all.add(others);
    }
    return all;
  }

  /** It has left, or is not needed any more. */
  public synchronized void left() {
    leaving = null;
  }

  /** It could not leave; it goes with the next. */
  public synchronized void stay() {
    if (leaving == null) {
      return;
    }
    for (String site : leaving.names()) {
      SiteCounts before = unconfirmed.has(site) ? unconfirmed.get(site).untold() : own.counts(site);
      before.addAll(leaving.get(site));
    }
    own.others().addAll(leaving.others());
    leaving = null;
  }

  /** Adds what a node told. */
  public synchronized void arrived(List<RolloutTally.SiteCount> tally) {
    for (RolloutTally.SiteCount each : tally) {
      arrived(each).addAll(each);
    }
  }

  private SiteCounts arrived(RolloutTally.SiteCount tally) {
    String site = tally.site();
    if (site.isEmpty()) {
      return told.others();
    }
    long network = UnconfirmedSites.network(tally);
    if (network == 0 || isToldApart(site)) {
      return tellApart(site, told);
    }
    UnconfirmedSites.Waiting waiting = waiting(site, network);
    if (waiting == null) {
      return told.others();
    }
    return waiting.network == network ? waiting.told() : tellApart(site, told);
  }

  /** Whether everything that came in is on its way, or has arrived. */
  public synchronized boolean isTold() {
    return own.names().isEmpty() && unconfirmed.isTold();
  }

  /**
   * A site on which the new version failed.
   *
   * @param channel null where its pages name none
   * @param loads of the new version since the step began
   * @param failures of them, crashes included
   * @param networks from which failures were reported, as far as they are told apart
   */
  public record Failing(String site, String channel, long loads, long failures, int networks) {}

  /** Those that fail in most networks first; a single network is last, however loud it is. */
  public synchronized List<Failing> worst(int limit) {
    List<Failing> all = new ArrayList<>();
    BiConsumer<String, SiteCounts> look =
        (site, counts) -> {
          SiteWindow canary = counts.canary.all(1);
          if (canary.failures() > 0) {
            all.add(
                new Failing(
                    site,
                    counts.channel(),
                    Math.round(canary.loads()),
                    Math.round(canary.failures()),
                    counts.canary.failingNetworks()));
          }
        };
    forEach(Set.of(), look);
    unconfirmed.forEach(
        (site, known) -> {
          SiteCounts sum = known.sum();
          if (leaving != null && leaving.knows(site)) {
            sum.addAll(leaving.get(site));
          }
          look.accept(site, sum);
        });
    all.sort(
        Comparator.comparingInt(Failing::networks)
            .thenComparingLong(Failing::failures)
            .reversed()
            .thenComparing(Failing::site));
    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
  }

  /** How many sites it has counts of, told apart or not; one that is in two parts counts twice. */
  synchronized int size() {
    return told.names().size()
        + own.names().size()
        + (leaving == null ? 0 : leaving.names().size())
        + unconfirmed.size();
  }

  /** How many sites are heard of from as many networks as are asked for. */
  synchronized int heard(Set<String> without) {
    int[] heard = {0};
    forEach(without, (site, counts) -> heard[0] += counts.canary.networks() >= minNetworks ? 1 : 0);
    return heard[0];
  }

  /** One site by its figures that count. */
  record Seen(
      String site, String channel, int failingNetworks, SiteWindow canary, SiteWindow stable) {}

  /** All that are told apart, but for those; those without a failure are left out. */
  synchronized List<Seen> failing(Set<String> without) {
    List<Seen> all = new ArrayList<>();
    forEach(
        without,
        (site, counts) -> {
          int networks = counts.canary.failingNetworks();
          if (networks >= minNetworks) {
            all.add(
                new Seen(
                    site,
                    counts.channel(),
                    networks,
                    counts.canary.window(minNetworks, 1),
                    counts.stable.window(minNetworks, stableSampling)));
          }
        });
    return all;
  }

  /** Everything but those sites, as if it were one site. */
  synchronized Seen rest(Set<String> without) {
    SiteCounts sum = new SiteCounts();
    forEach(without, (site, counts) -> sum.addAll(counts));
    sum.addAll(told.others());
    sum.addAll(own.others());
    if (leaving != null) {
      sum.addAll(leaving.others());
    }
    return new Seen(
        "",
        null,
        sum.canary.failingNetworks(),
        sum.canary.window(minNetworks, 1),
        sum.stable.window(minNetworks, stableSampling));
  }

  /** The sum of what was told and what was not, site by site. */
  private void forEach(Set<String> without, BiConsumer<String, SiteCounts> each) {
    List<SiteTallies> parts = leaving == null ? List.of(told, own) : List.of(told, own, leaving);
    Set<String> names = new HashSet<>();
    parts.forEach(part -> names.addAll(part.names()));
    names.removeAll(without);
    names.removeIf(unconfirmed::has);
    for (String site : names) {
      SiteCounts sum = new SiteCounts();
      for (SiteTallies part : parts) {
        if (part.knows(site)) {
          sum.addAll(part.get(site));
        }
      }
      each.accept(site, sum);
    }
  }
}
