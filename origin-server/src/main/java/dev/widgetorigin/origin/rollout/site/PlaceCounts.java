package dev.widgetorigin.origin.rollout.site;

import dev.widgetorigin.store.widget.RolloutTally;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts of one version on one site, by network, in a few hundred bytes: a network has one of
 * {@value #PLACES} places, which its prefix gives, and shares it with others. Networks that share a
 * place count as one, so there are never more than there are. A sum is the same in any order. Not
 * thread-safe.
 */
final class PlaceCounts {
  static final int PLACES = 32;

  /** Failures of a place from which on it may be left out; one report is one visitor. */
  private static final int LOUD = 2;

  private static final int KINDS = SiteOutcome.values().length;
  private static final int LOADED = SiteOutcome.LOADED.ordinal();
  private static final int FAILED = SiteOutcome.FAILED.ordinal();
  private static final int CRASHED = SiteOutcome.CRASHED.ordinal();

  /** Place by place, how many of each kind. */
  private final int[] counts = new int[PLACES * KINDS];

  void add(long network, SiteOutcome outcome) {
    add(place(network), outcome.ordinal(), 1);
  }

  /** Fibonacci hashing: the highest five bits are spread evenly. */
  static int place(long network) {
    return (int) (mixed(network) >>> 59);
  }

  private static long mixed(long network) {
    return network * 0x9e3779b97f4a7c15L;
  }

  /**
   * Tells networks apart that share a place; its lowest bits are the place, and it is larger than
   * any. No address.
   */
  static long number(long network) {
    return (Long.rotateLeft(mixed(network), 5) | 1L << 62) & Long.MAX_VALUE;
  }

  private void add(int place, int kind, long more) {
    int at = place * KINDS + kind;
    counts[at] = (int) Math.min(Integer.MAX_VALUE, counts[at] + more);
  }

  void addAll(PlaceCounts other) {
    for (int place = 0; place < PLACES; place++) {
      for (int kind = 0; kind < KINDS; kind++) {
        add(place, kind, other.count(place, kind));
      }
    }
  }

  /** What another node counted, by place or by {@link #number}; it may say anything. */
  void addAll(List<RolloutTally.Count> theirs) {
    for (RolloutTally.Count each : theirs) {
      int place = Math.floorMod(each.network(), PLACES);
      add(place, LOADED, each.ok());
      add(place, FAILED, each.errors());
      add(place, CRASHED, each.crashes());
    }
  }

  /** For other nodes. */
  List<RolloutTally.Count> list() {
    List<RolloutTally.Count> all = new ArrayList<>();
    for (int place = 0; place < PLACES; place++) {
      if (reports(place) > 0) {
        all.add(
            new RolloutTally.Count(
                place, count(place, LOADED), count(place, FAILED), count(place, CRASHED)));
      }
    }
    return all;
  }

  private long count(int place, int kind) {
    return counts[place * KINDS + kind];
  }

  private long bad(int place) {
    return count(place, FAILED) + count(place, CRASHED);
  }

  private long reports(int place) {
    return count(place, LOADED) + bad(place);
  }

  /** From how many networks something came, as far as they are told apart. */
  int networks() {
    int networks = 0;
    for (int place = 0; place < PLACES; place++) {
      networks += reports(place) > 0 ? 1 : 0;
    }
    return networks;
  }

  /** The same of failures. */
  int failingNetworks() {
    int networks = 0;
    for (int place = 0; place < PLACES; place++) {
      networks += bad(place) > 0 ? 1 : 0;
    }
    return networks;
  }

  /** All that came in. */
  SiteWindow all(int okWeight) {
    return sum(Long.MAX_VALUE, -1, okWeight);
  }

  /**
   * What counts of it where {@code networks} are asked for: none of them for more than if there
   * were only so many, and not the one that reported most failures, if it reported {@value #LOUD}.
   * So one network can neither make a site fail nor hide that it does. Where one is enough,
   * everything counts.
   *
   * @param okWeight how many loads a reported success stands for
   */
  SiteWindow window(int networks, int okWeight) {
    return networks <= 1 ? all(okWeight) : sum(cap(networks), loudest(), okWeight);
  }

  private SiteWindow sum(long cap, int without, int okWeight) {
    double loads = 0;
    double failed = 0;
    double crashed = 0;
    for (int place = 0; place < PLACES; place++) {
      if (place != without && reports(place) > 0) {
        double share = Math.min(1, (double) cap / reports(place));
        failed += share * count(place, FAILED);
        crashed += share * count(place, CRASHED);
        loads += share * (count(place, FAILED) + (double) okWeight * count(place, LOADED));
      }
    }
    // Who crashed had loaded before: it is no further load, and there are no more than loaded.
    return new SiteWindow(loads, failed + Math.min(crashed, loads - failed));
  }

  private int loudest() {
    int loudest = -1;
    for (int place = 0; place < PLACES; place++) {
      if (bad(place) >= LOUD && (loudest == -1 || bad(place) > bad(loudest))) {
        loudest = place;
      }
    }
    return loudest;
  }

  /** The most reports of a place, so that {@code networks} times as many remain; at least 1. */
  private long cap(int networks) {
    long low = 1;
    long high = 1;
    for (int place = 0; place < PLACES; place++) {
      high = Math.max(high, reports(place));
    }
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      long remaining = 0;
      for (int place = 0; place < PLACES; place++) {
        remaining += Math.min(middle, reports(place));
      }
      if (middle * networks <= remaining) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
