package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.store.widget.RolloutTally;
import java.util.ArrayList;
import java.util.List;

/** Reports of one span of time, about the new version and about all others. Not thread-safe. */
final class Cohorts {
  final PrefixTally canary = new PrefixTally();
  final PrefixTally stable = new PrefixTally();

  void add(OutcomeReport report, long prefix) {
    PrefixTally tally = report.canary() ? canary : stable;
    tally.add(prefix, report.outcome());
  }

  boolean isEmpty() {
    return canary.isEmpty() && stable.isEmpty();
  }

  Cohorts copy() {
    Cohorts copy = new Cohorts();
    copy.addAll(this);
    return copy;
  }

  void addAll(Cohorts other) {
    canary.addAll(other.canary);
    stable.addAll(other.stable);
  }

  void addAll(RolloutTally tally) {
    canary.addAll(tally.canary());
    stable.addAll(tally.stable());
  }

  /**
   * The same, but no network has sent more than {@code most} reports of both kinds together; what
   * is beyond is left out of both in proportion.
   */
  Cohorts atMost(long most) {
    List<Long> loud = new ArrayList<>();
    for (long place : canary.places()) {
      if (reports(place) > most) {
        loud.add(place);
      }
    }
    for (long place : stable.places()) {
      if (canary.reports(place) == 0 && stable.reports(place) > most) {
        loud.add(place);
      }
    }
    if (loud.isEmpty()) {
      return this;
    }
    Cohorts cut = copy();
    for (long place : loud) {
      double share = (double) most / reports(place);
      cut.canary.cut(place, share);
      cut.stable.cut(place, share);
    }
    return cut;
  }

  private long reports(long place) {
    return canary.reports(place) + stable.reports(place);
  }
}
