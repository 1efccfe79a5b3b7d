package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.origin.rollout.outcome.OutcomeReport.LoadResult;
import dev.widgetorigin.store.widget.RolloutTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts loads and errors by network, so that no network can speak for all.
 *
 * <p>A network has a place of its own: a number that its prefix gives. At most {@value
 * #MAX_PREFIXES} are told apart, those with the smallest numbers; the others share {@value #SHARED}
 * places, each of which counts as one network, so that memory is bounded and a botnet still cannot
 * have more than its places. Which networks share depends on nothing but which networks there are,
 * so that the sum of several nodes' tallies is the same in whatever order they arrive. Not
 * thread-safe: {@link OutcomeWindows} guards it.
 */
final class PrefixTally {
  static final int MAX_PREFIXES = 4096;
  private static final int SHARED = 64;

  /** Errors of one prefix from which on it may be left out; a single report is a single visitor. */
  private static final int LOUD = 2;

  private static final class Count {
    private long ok;
    private long errors;
    private long crashes;

    long reports() {
      return ok + errors + crashes;
    }

    long bad() {
      return errors + crashes;
    }

    void add(long moreOk, long moreErrors, long moreCrashes) {
      ok += moreOk;
      errors += moreErrors;
      crashes += moreCrashes;
    }
  }

  /** By place; those that are shared are negative. In order, so that sums are the same anywhere. */
  private final TreeMap<Long, Count> counts = new TreeMap<>();

  /** How many places are not shared. */
  private int own;

  void add(long prefix, LoadResult outcome) {
    boolean crash = outcome == LoadResult.CRASH;
    boolean error = !crash && outcome.error();
    count(place(prefix)).add(crash || error ? 0 : 1, error ? 1 : 0, crash ? 1 : 0);
  }

  /** Spreads prefixes evenly: the last step of MurmurHash3 (Austin Appleby), not negative. */
  private static long place(long prefix) {
    long mixed = prefix;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (mixed ^ (mixed >>> 33)) & Long.MAX_VALUE;
  }

  /** How many reports came in, whether they count or not, and from how many networks. */
  OutcomeWindows.Received received() {
    return new OutcomeWindows.Received(
        counts.values().stream().mapToLong(Count::reports).sum(), counts.size());
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  void addAll(PrefixTally other) {
    other.counts.forEach(
        (place, theirs) -> count(place).add(theirs.ok, theirs.errors, theirs.crashes));
  }

  /** What another node counted; it may say anything. */
  void addAll(List<RolloutTally.Count> theirs) {
    for (RolloutTally.Count each : theirs) {
      long place = each.network() < 0 ? shared(-1 - each.network()) : each.network();
      count(place).add(each.ok(), each.errors(), each.crashes());
    }
  }

  /** For other nodes. */
  List<RolloutTally.Count> counts() {
    List<RolloutTally.Count> all = new ArrayList<>();
    counts.forEach(
        (place, count) ->
            all.add(new RolloutTally.Count(place, count.ok, count.errors, count.crashes)));
    return all;
  }

  /** Every place from which something came. */
  Set<Long> places() {
    return counts.keySet();
  }

  long reports(long place) {
    Count count = counts.get(place);
    return count == null ? 0 : count.reports();
  }

  /** Leaves that share of what came from a place. */
  void cut(long place, double share) {
    Count count = counts.get(place);
    if (count != null) {
      count.ok = (long) (count.ok * share);
      count.errors = (long) (count.errors * share);
      count.crashes = (long) (count.crashes * share);
    }
  }

  private Count count(long place) {
    Count known = counts.get(place);
    if (known != null) {
      return known;
    }
    if (place >= 0 && own == MAX_PREFIXES) {
      long last = counts.lastKey();
      if (place > last) {
        return count(shared(place));
      }
      Count moved = counts.remove(last);
      own--;
      count(shared(last)).add(moved.ok, moved.errors, moved.crashes);
    }
    own += place >= 0 ? 1 : 0;
    Count count = new Count();
    counts.put(place, count);
    return count;
  }

  private static long shared(long place) {
    return -1 - Math.floorMod(place, (long) SHARED);
  }

  /**
   * The window that these reports make, with every prefix cut down to {@code percent} of it, and
   * without the one prefix that reported most errors, if it reported {@value #LOUD} or more: a
   * verdict must not hang on a single voice. Where every prefix sent one report, all of them count,
   * however few there are. With 100 percent everything counts.
   *
   * @param okWeight how many loads a reported success stands for
   */
  Window window(int percent, int okWeight) {
    if (percent >= 100) {
      return sum(Long.MAX_VALUE, null, okWeight);
    }
    return sum(cap(percent), loudest(), okWeight);
  }

  private Window sum(long cap, Count without, int okWeight) {
    double loads = 0;
    double errors = 0;
    double crashes = 0;
    long reports = 0;
    for (Count count : counts.values()) {
      if (count == without) {
        continue;
      }
      double share = Math.min(1, (double) cap / count.reports());
      errors += share * count.errors;
      crashes += share * count.crashes;
      loads += share * (count.errors + (double) okWeight * count.ok);
      reports += Math.min(cap, count.reports());
    }
    // Who crashed had loaded before: it is no further load, and there are no more than loaded.
    crashes = Math.min(crashes, loads - errors);
    return new Window(loads, errors + crashes, crashes, reports);
  }

  /** Null where nobody reported {@value #LOUD} errors. */
  private Count loudest() {
    Count loudest = null;
    for (Count count : counts.values()) {
      if (count.bad() >= LOUD && (loudest == null || count.bad() > loudest.bad())) {
        loudest = count;
      }
    }
    return loudest;
  }

  /**
   * The most reports that one prefix may count for: the largest c that is at most {@code percent}
   * of what remains when every prefix is cut down to c; at least 1. (What remains, divided by c,
   * only falls as c grows, so bisection finds it.)
   */
  long cap(int percent) {
    long low = 1;
    long high = counts.values().stream().mapToLong(Count::reports).max().orElse(1);
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (100 * middle <= percent * remaining(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private long remaining(long cap) {
    long sum = 0;
    for (Count count : counts.values()) {
      sum += Math.min(cap, count.reports());
    }
    return sum;
  }
}
