package dev.widgetorigin.origin.rollout.site;

import dev.widgetorigin.store.widget.RolloutTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Sites of which one network alone has reported so far, at any node. A second network that names a
 * site confirms it: then it gets a place among the {@link SiteTallies}, with all that was counted
 * here. So who makes up sites takes no places there. Bounded, also for each network: where there is
 * no room, a network that has sites here gives up its own, and only one that has none takes the
 * place of another. Not thread-safe.
 */
final class UnconfirmedSites {
  static final int MOST_SITES = 1024;
  static final int MOST_OF_A_NETWORK = 16;

  /** What one network reported of a site. */
  static final class Waiting {
    /** As {@link PlaceCounts#number} gives it. */
    final long network;

    /** What arrived in tallies, also in those of this node; null where nothing did. */
    private SiteCounts told;

    /** Null where nothing is. */
    private SiteCounts untold;

    Waiting(long network) {
      this.network = network;
    }

    SiteCounts told() {
      told = told == null ? new SiteCounts() : told;
      return told;
    }

    /** What this node counted and no tally has taken yet. */
    SiteCounts untold() {
      untold = untold == null ? new SiteCounts() : untold;
      return untold;
    }

    boolean isTold() {
      return untold == null;
    }

    /** Adds what was told, and what was not, where there is something. */
    void addTo(Supplier<SiteCounts> ofTold, Supplier<SiteCounts> ofUntold) {
      if (told != null) {
        ofTold.get().addAll(told);
      }
      if (untold != null) {
        ofUntold.get().addAll(untold);
      }
    }

    /** All but what is on its way. */
    SiteCounts sum() {
      SiteCounts sum = new SiteCounts();
      addTo(() -> sum, () -> sum);
      return sum;
    }

    private boolean fails() {
      return sum().canary.failingNetworks() > 0;
    }
  }

  /** Those first that came first, or were told longest ago. */
  private final LinkedHashMap<String, Waiting> waiting = new LinkedHashMap<>();

  /** In the same order. */
  private final Map<Long, LinkedHashSet<String>> ofNetwork = new HashMap<>();

  private final BiConsumer<String, Waiting> forgotten;

  /**
   * @param forgotten is told of those that make room for others
   */
  UnconfirmedSites(BiConsumer<String, Waiting> forgotten) {
    this.forgotten = forgotten;
  }

  /**
   * The network that alone has named the site, if the tally says that: then its counts have the
   * number of a network, and not that of a place. Else 0.
   */
  static long network(RolloutTally.SiteCount tally) {
    List<Long> numbers =
        Stream.concat(tally.canary().stream(), tally.stable().stream())
            .map(RolloutTally.Count::network)
            .distinct()
            .limit(2)
            .toList();
    return numbers.size() == 1 && numbers.get(0) >= PlaceCounts.PLACES ? numbers.get(0) : 0;
  }

  boolean has(String site) {
    return waiting.containsKey(site);
  }

  /** Null where it does not wait here. */
  Waiting get(String site) {
    return waiting.get(site);
  }

  /** Null where the network has too many already. */
  Waiting begin(String site, long network) {
    LinkedHashSet<String> own = ofNetwork.get(network);
    if (own != null && own.size() == MOST_OF_A_NETWORK) {
      return null;
    }
    if (waiting.size() == MOST_SITES) {
      String gone = (own == null ? waiting.keySet() : own).iterator().next();
      forgotten.accept(gone, remove(gone));
    }
    Waiting begun = new Waiting(network);
    put(site, begun);
    return begun;
  }

  private void put(String site, Waiting last) {
    waiting.put(site, last);
    ofNetwork.computeIfAbsent(last.network, absent -> new LinkedHashSet<>()).add(site);
  }

  Waiting remove(String site) {
    Waiting gone = waiting.remove(site);
    ofNetwork.computeIfPresent(
        gone.network, (network, own) -> own.remove(site) && own.isEmpty() ? null : own);
    return gone;
  }

  /** Takes what was not told yet of some sites: first of those that fail, then in their order. */
  Map<String, SiteCounts> leave(int sitesAtMost) {
    List<String> failing = new ArrayList<>();
    List<String> well = new ArrayList<>();
    waiting.forEach(
        (site, known) -> {
          if (!known.isTold()) {
            (known.fails() ? failing : well).add(site);
          }
        });
    Map<String, SiteCounts> leaving = new LinkedHashMap<>();
    Stream.concat(failing.stream(), well.stream())
        .limit(sitesAtMost)
        .forEach(site -> leaving.put(site, leave(site)));
    return leaving;
  }

  private SiteCounts leave(String site) {
    Waiting known = remove(site);
    put(site, known);
    SiteCounts counts = known.untold;
    known.untold = null;
    return counts;
  }

  boolean isTold() {
    return waiting.values().stream().allMatch(Waiting::isTold);
  }

  void forEach(BiConsumer<String, Waiting> each) {
    waiting.forEach(each);
  }

  int size() {
    return waiting.size();
  }
}
