package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.origin.rollout.site.SitePage;
import dev.widgetorigin.store.Tallies.Kept;
import dev.widgetorigin.store.widget.RolloutTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The page of a step whose reports come in at several nodes: the tallies of all of them, and what
 * this node has not handed over yet.
 *
 * <p>A tally counts for the minute that {@link Kept#minute} says, once, however often it is read.
 * In each minute a network counts for no more reports than one node would take from it. So two
 * nodes that have read the same tallies have the same figures, in whatever order they read them.
 */
final class SharedPage extends StepPage {
  private final String node;
  private final long reportsPerMinute;
  private final Map<Long, Cohorts> minutes = new TreeMap<>();

  /** Of {@link #minutes}, with every network cut down. */
  private final Map<Long, Cohorts> cut = new HashMap<>();

  /** Of minutes that no window reaches any more. */
  private final Cohorts older = new Cohorts();

  private final Map<String, OutcomeWindows.Counted> nodes = new TreeMap<>();
  private final Set<String> known = new HashSet<>();
  private long received;

  /** Of this node, since {@link #since}. */
  private Cohorts live = new Cohorts();

  private long since;

  /** Of this node, on its way to the bucket; null where nothing is. */
  private Cohorts leaving;

  private RolloutTally leavingTally;

  /** The minute in the name of the last. */
  private long named;

  private boolean introduced;

  /** The sum of all minutes but {@link #sumWithout}; null where a tally came in since. */
  private Cohorts sum;

  private long sumWithout;

  SharedPage(
      RolloutTally.Step step,
      int prefixPercent,
      SitePage sites,
      String node,
      int reportsPerMinute,
      long minute) {
    super(step, prefixPercent, sites);
    // The page before had begun to hand it over; whoever needs it has it.
    sites.left();
    this.node = node;
    this.reportsPerMinute = reportsPerMinute;
    this.since = minute;
  }

  @Override
  synchronized void add(OutcomeReport report, long prefix, long minute) {
    if (live.isEmpty()) {
      since = minute;
    }
    live.add(report, prefix);
  }

  /**
   * The tally that is to be written now: one whose fate is not known, or what came in before this
   * minute. The first may be empty: by it others see that this node counts, and this one learns
   * what time the bucket has.
   */
  synchronized Optional<RolloutTally> leaving(
      long minute, String run, Function<RolloutTally, String> key) {
    boolean due = !introduced || (minute > since && !(live.isEmpty() && sites.isTold()));
    if (leavingTally == null && due) {
      // No two of a process may have one name.
      named = Math.max(since, named + 1);
      leavingTally =
          new RolloutTally(
              step, node, run, named, live.canary.counts(), live.stable.counts(), sites.leave());
      leaving = live;
      live = new Cohorts();
      // Before it is written: another look at the bucket must not take it for somebody else's.
      known.add(key.apply(leavingTally));
    }
    return Optional.ofNullable(leavingTally);
  }

  /** It is in the bucket; or it was, and is not needed any more. */
  synchronized void left(Optional<Kept> kept) {
    kept.ifPresent(this::count);
    sites.left();
    leavingTally = null;
    leaving = null;
    introduced = true;
  }

  /** It cannot be written under its name; its counts go with the next. */
  synchronized void held(long minute) {
    leaving.addAll(live);
    live = leaving;
    sites.stay();
    since = minute;
    leavingTally = null;
    leaving = null;
    introduced = true;
  }

  synchronized boolean unknown(String key) {
    return !known.contains(key);
  }

  /** Those that are known already change nothing. */
  synchronized void arrived(List<Kept> tallies) {
    for (Kept kept : tallies) {
      if (known.add(kept.key())) {
        count(kept);
      }
    }
  }

  private void count(Kept kept) {
    RolloutTally tally = kept.tally().orElse(null);
    if (tally == null) {
      return;
    }
    Cohorts minute = minutes.computeIfAbsent(kept.minute(), absent -> new Cohorts());
    minute.addAll(tally);
    cut.remove(kept.minute());
    sum = null;
    sites.arrived(tally.sites());
    Cohorts alone = new Cohorts();
    alone.addAll(tally);
    received += alone.canary.received().reports();
    nodes.merge(
        tally.node(),
        new OutcomeWindows.Counted(tally.node(), tally.reports(), kept.created()),
        (before, more) ->
            new OutcomeWindows.Counted(
                before.node(),
                before.reports() + more.reports(),
                before.last().isAfter(more.last()) ? before.last() : more.last()));
  }

  /** What each node counted, in the order of their names; this one with what it has not written. */
  synchronized List<OutcomeWindows.Counted> nodes() {
    Map<String, OutcomeWindows.Counted> all = new TreeMap<>(nodes);
    long more = reports(live) + (leaving == null ? 0 : reports(leaving));
    OutcomeWindows.Counted own = all.getOrDefault(node, new OutcomeWindows.Counted(node, 0, null));
    all.put(node, new OutcomeWindows.Counted(node, own.reports() + more, own.last()));
    return new ArrayList<>(all.values());
  }

  private static long reports(Cohorts cohorts) {
    return cohorts.canary.received().reports() + cohorts.stable.received().reports();
  }

  @Override
  synchronized OutcomeWindows.Received received(long minute) {
    long own = live.canary.received().reports();
    own += leaving == null ? 0 : leaving.canary.received().reports();
    int networks = past(minute, MINUTES).step().canary.received().networks();
    return new OutcomeWindows.Received(received + own, networks);
  }

  @Override
  synchronized Past past(long minute, int reach) {
    fold(minute);
    Cohorts now = new Cohorts();
    now.addAll(minutes.getOrDefault(minute, now));
    now.addAll(live);
    if (leaving != null) {
      now.addAll(leaving);
    }
    now = now.atMost(reportsPerMinute);
    Map<Long, Cohorts> copy = new HashMap<>();
    for (long at : minutes.keySet()) {
      if (at > minute - reach && at != minute) {
        copy.put(at, cut(at));
      }
    }
    copy.put(minute, now);
    Cohorts whole = allBut(minute).copy();
    whole.addAll(now);
    return new Past(copy, whole);
  }

  /** Nobody changes what it answers. */
  private Cohorts cut(long minute) {
    return cut.computeIfAbsent(
        minute,
        absent -> {
          Cohorts raw = minutes.get(minute);
          Cohorts less = raw.atMost(reportsPerMinute);
          return less == raw ? raw.copy() : less;
        });
  }

  private Cohorts allBut(long minute) {
    if (sum == null || sumWithout != minute) {
      Cohorts fresh = older.copy();
      for (long at : minutes.keySet()) {
        if (at != minute) {
          fresh.addAll(cut(at));
        }
      }
      sum = fresh;
      sumWithout = minute;
    }
    return sum;
  }

  private void fold(long minute) {
    for (long at : List.copyOf(minutes.keySet())) {
      if (at <= minute - MINUTES) {
        older.addAll(cut(at));
        minutes.remove(at);
        cut.remove(at);
        sum = null;
      }
    }
  }

  /** The minute, since 1970, of a time that is counted in nanoseconds. */
  static long minute(long nanos) {
    return Math.floorDiv(nanos, TimeUnit.MINUTES.toNanos(1));
  }
}
