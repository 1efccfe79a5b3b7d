package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.origin.rollout.site.SitePage;
import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import dev.widgetorigin.store.widget.RolloutTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What browsers reported in one step of a rollout, by minutes. Thread-safe. */
class StepPage {
  /** No configuration looks further back: window and hold are at most an hour each. */
  static final int MINUTES = 121;

  final RolloutTally.Step step;
  final SitePage sites;
  private final int prefixPercent;
  private final Map<Long, Cohorts> minutes = new TreeMap<>();
  private final Cohorts sinceStep = new Cohorts();

  /** When a look last found the window below rule A's limit; null where none did. */
  private Long below;

  StepPage(RolloutTally.Step step, int prefixPercent, SitePage sites) {
    this.step = step;
    this.sites = sites;
    this.prefixPercent = prefixPercent;
  }

  synchronized void add(OutcomeReport report, long prefix, long minute) {
    minutes.computeIfAbsent(minute, absent -> new Cohorts()).add(report, prefix);
    sinceStep.add(report, prefix);
    minutes.keySet().removeIf(old -> old <= minute - MINUTES);
  }

  synchronized OutcomeWindows.Received received(long minute) {
    return sinceStep.canary.received();
  }

  /** Reports go on coming in while it reckons. */
  final Evidence evidence(Thresholds thresholds, long minute, long nanos, boolean stepOver) {
    int reach = thresholds.windowMinutes() + thresholds.holdMinutes();
    Past past = past(minute, reach);
    List<Window> trailing = new ArrayList<>();
    Cohorts now = past.window(minute, thresholds.windowMinutes());
    trailing.add(now.canary.window(prefixPercent, 1));
    for (int ago = 1; ago <= thresholds.holdMinutes(); ago++) {
      Cohorts window = past.window(minute - ago, thresholds.windowMinutes());
      trailing.add(window.canary.window(prefixPercent, 1));
    }
    return new Evidence(
        trailing,
        above(Verdict.above(trailing.get(0), thresholds), nanos),
        past.step.canary.window(prefixPercent, 1),
        now.stable.window(prefixPercent, OutcomeWindows.STABLE_SAMPLING),
        past.step.stable.window(prefixPercent, OutcomeWindows.STABLE_SAMPLING),
        stepOver);
  }

  private synchronized Duration above(boolean now, long nanos) {
    if (!now) {
      below = nanos;
    }
    return below == null ? Evidence.ALWAYS : Duration.ofNanos(nanos - below);
  }

  /** Nothing is added to a minute that is over, but for a report that was on its way. */
  synchronized Past past(long minute, int reach) {
    minutes.keySet().removeIf(old -> old <= minute - reach);
    Map<Long, Cohorts> copy = new HashMap<>();
    minutes.forEach((at, cohorts) -> copy.put(at, at >= minute - 1 ? cohorts.copy() : cohorts));
    return new Past(copy, sinceStep.copy());
  }

  /** What a page held at one moment; nobody changes it. */
  record Past(Map<Long, Cohorts> minutes, Cohorts step) {
    Cohorts window(long last, int length) {
      Cohorts sum = new Cohorts();
      for (long each = last; each > last - length; each--) {
        Cohorts cohorts = minutes.get(each);
        if (cohorts != null) {
          sum.addAll(cohorts);
        }
      }
      return sum;
    }
  }
}
