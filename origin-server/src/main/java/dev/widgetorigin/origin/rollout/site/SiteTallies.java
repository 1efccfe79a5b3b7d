package dev.widgetorigin.origin.rollout.site;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts by site, in bounded memory. At most so many sites are told apart, those whose names have
 * the smallest hashes; the others are counted together. Which ones depends on nothing but which
 * sites there are, so a sum is the same in whatever order its parts arrive. Not thread-safe.
 */
final class SiteTallies {
  /** A site has about a kilobyte. */
  static final int MOST_SITES = 4096;

  /**
   * Spread as the last step of MurmurHash3 for 32 bits does, so that similar names are far apart.
   */
  private static final Comparator<String> ORDER =
      Comparator.<String>comparingInt(
              site -> {
                int mixed = site.hashCode();
                mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
                mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
                return mixed ^ (mixed >>> 16);
              })
          .thenComparing(Comparator.naturalOrder());

  private final int most;
  private final TreeMap<String, SiteCounts> sites = new TreeMap<>(ORDER);
  private SiteCounts others = new SiteCounts();

  SiteTallies(int most) {
    this.most = most;
  }

  boolean knows(String site) {
    return sites.containsKey(site);
  }

  /** Null where it is not told apart. */
  SiteCounts get(String site) {
    return sites.get(site);
  }

  Collection<String> names() {
    return Collections.unmodifiableSet(sites.keySet());
  }

  /** Those of all sites that are not told apart, and of reports that name none. */
  SiteCounts others() {
    return others;
  }

  /** Where the site's reports are to be added: its own counts, or {@link #others()}. */
  SiteCounts counts(String site) {
    SiteCounts known = sites.get(site);
    if (known != null) {
      return known;
    }
    if (sites.size() == most) {
      if (ORDER.compare(site, sites.lastKey()) > 0) {
        return others;
      }
      others.addAll(sites.pollLastEntry().getValue());
    }
    SiteCounts counts = new SiteCounts();
    sites.put(site, counts);
    return counts;
  }

  /** Counts the site among the others from now on, if it was told apart. */
  void forget(String site) {
    SiteCounts gone = sites.remove(site);
    if (gone != null) {
      others.addAll(gone);
    }
  }

  /** Takes the first so many sites of that order out, and what belongs to none. */
  SiteTallies take(int sitesAtMost, Comparator<Map.Entry<String, SiteCounts>> order) {
    SiteTallies taken = new SiteTallies(most);
    taken.others = others;
    others = new SiteCounts();
    var all = new ArrayList<>(sites.entrySet());
    all.sort(order.thenComparing(Map.Entry.comparingByKey(ORDER)));
    for (var entry : all.subList(0, Math.min(sitesAtMost, all.size()))) {
      taken.sites.put(entry.getKey(), entry.getValue());
      sites.remove(entry.getKey());
    }
    return taken;
  }
}
