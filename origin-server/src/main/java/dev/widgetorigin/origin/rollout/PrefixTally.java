package dev.widgetorigin.origin.rollout;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts loads and errors by address prefix, so that no prefix can speak for all.
 *
 * <p>At most {@value #MAX_PREFIXES} prefixes are told apart; those beyond share {@value #SHARED}
 * places, each of which counts as one prefix, so that memory is bounded and a botnet still cannot
 * have more than its places. Not thread-safe: {@link OutcomeWindows} guards it.
 */
final class PrefixTally {
  static final int MAX_PREFIXES = 4096;
  private static final int SHARED = 64;

  /** Errors of one prefix from which on it may be left out; a single report is a single visitor. */
  private static final int LOUD = 2;

  private static final class Count {
    private long ok;
    private long errors;

    long reports() {
      return ok + errors;
    }
  }

  private final Map<Long, Count> counts = new HashMap<>();

  void add(long prefix, boolean error) {
    Count count = count(prefix);
    if (error) {
      count.errors++;
    } else {
      count.ok++;
    }
  }

  /** How many reports came in, whether they count or not, and from how many networks. */
  OutcomeWindows.Received received() {
    return new OutcomeWindows.Received(
        counts.values().stream().mapToLong(Count::reports).sum(), counts.size());
  }

  void addAll(PrefixTally other) {
    other.counts.forEach(
        (prefix, theirs) -> {
          Count count = count(prefix);
          count.ok += theirs.ok;
          count.errors += theirs.errors;
        });
  }

  private Count count(long prefix) {
    Count known = counts.get(prefix);
    if (known != null) {
      return known;
    }
    // Real prefixes are not negative (AddressPrefix), so the shared places cannot meet one.
    long key = counts.size() < MAX_PREFIXES ? prefix : -1 - Math.floorMod(prefix, (long) SHARED);
    return counts.computeIfAbsent(key, absent -> new Count());
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
    long reports = 0;
    for (Count count : counts.values()) {
      if (count == without) {
        continue;
      }
      double share = Math.min(1, (double) cap / count.reports());
      errors += share * count.errors;
      loads += share * (count.errors + (double) okWeight * count.ok);
      reports += Math.min(cap, count.reports());
    }
    return new Window(loads, errors, reports);
  }

  /** Null where nobody reported {@value #LOUD} errors. */
  private Count loudest() {
    Count loudest = null;
    for (Count count : counts.values()) {
      if (count.errors > (loudest == null ? LOUD - 1 : loudest.errors)) {
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
