package dev.widgetorigin.origin.rollout.site;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Sites of which one network alone has reported so far. A place among the {@link SiteTallies} is
 * given to a site that a second network names too, and then with all that was counted here; so who
 * makes up sites takes no places there. Bounded, also for each network. Not thread-safe.
 */
final class Newcomers {
  static final int MOST_SITES = 1024;
  static final int MOST_OF_A_NETWORK = 16;

  private record Waiting(long network, SiteCounts counts) {}

  /** In the order in which they came. */
  private final LinkedHashMap<String, Waiting> waiting = new LinkedHashMap<>();

  private final Map<Long, Integer> ofNetwork = new HashMap<>();

  /**
   * Where the report is to be added.
   *
   * @param sites takes the site in where a second network names it
   */
  SiteCounts counts(SiteReport report, SiteTallies sites) {
    Waiting known = waiting.get(report.site());
    if (known == null) {
      return begin(report, sites.others());
    }
    if (known.network == report.network()) {
      return known.counts;
    }
    remove(report.site());
    SiteCounts counts = sites.counts(report.site());
    counts.addAll(known.counts);
    return counts;
  }

  /** Forgets the site; what was counted of it, if anything was. */
  Optional<SiteCounts> release(String site) {
    return waiting.containsKey(site) ? Optional.of(remove(site).counts) : Optional.empty();
  }

  void forEach(BiConsumer<String, SiteCounts> each) {
    waiting.forEach((site, known) -> each.accept(site, known.counts));
  }

  private SiteCounts begin(SiteReport report, SiteCounts others) {
    int before = ofNetwork.getOrDefault(report.network(), 0);
    if (before == MOST_OF_A_NETWORK) {
      return others;
    }
    if (waiting.size() == MOST_SITES) {
      others.addAll(remove(waiting.keySet().iterator().next()).counts);
    }
    SiteCounts counts = new SiteCounts();
    waiting.put(report.site(), new Waiting(report.network(), counts));
    ofNetwork.merge(report.network(), 1, Integer::sum);
    return counts;
  }

  private Waiting remove(String site) {
    Waiting gone = waiting.remove(site);
    ofNetwork.computeIfPresent(gone.network, (network, count) -> count == 1 ? null : count - 1);
    return gone;
  }

  int size() {
    return waiting.size();
  }
}
