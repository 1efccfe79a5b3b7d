package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Rollout;
import dev.widgetorigin.store.RolloutPlan.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What browsers reported of running rollouts, minute by minute, in memory only.
 *
 * <p>A restart loses it; a rollout then waits for new reports, for missing data never promotes.
 * Bounded: one page a running rollout, a few minutes of tallies a page. Its minutes are those of a
 * clock that nobody sets, so that setting the wall clock moves no window. Thread-safe.
 */
public final class OutcomeWindows {
  /** A stable success is reported by one browser in this many. */
  public static final int STABLE_SAMPLING = 100;

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final int prefixPercent;
  private final LongSupplier ticker;
  private final Map<WidgetName, Page> pages = new ConcurrentHashMap<>();

  /** {@code ticker} counts nanoseconds from anywhere, like {@link System#nanoTime}. */
  public OutcomeWindows(RolloutConfig config, LongSupplier ticker) {
    this.prefixPercent = config.prefixPercent();
    this.ticker = ticker;
  }

  /** {@code prefix} is that of the sender's address, not negative. */
  public void add(WidgetName widget, Rollout rollout, OutcomeReport report, long prefix) {
    page(widget, rollout).add(report, prefix, minute(ticker.getAsLong()));
  }

  /** What is known now. That it was looked at now counts too: see {@link Evidence#above}. */
  public Evidence evidence(
      WidgetName widget, Rollout rollout, Thresholds thresholds, boolean stepOver) {
    return page(widget, rollout).evidence(thresholds, ticker.getAsLong(), stepOver);
  }

  /** What came in about the new version since the step began, counted or not. */
  record Received(long reports, int networks) {}

  Received received(WidgetName widget, Rollout rollout) {
    return page(widget, rollout).received();
  }

  /** Forgets the pages of all others. */
  void keep(Predicate<WidgetName> running) {
    pages.keySet().removeIf(name -> !running.test(name));
  }

  private static long minute(long nanos) {
    return Math.floorDiv(nanos, MINUTE);
  }

  private Page page(WidgetName widget, Rollout rollout) {
    String step = rollout.step() + (rollout instanceof Rollout.Promoted ? " promoted" : "");
    return pages.compute(
        widget,
        (name, page) -> {
          if (page == null || !page.rollout.equals(rollout.plan().id())) {
            return new Page(rollout.plan().id(), step);
          }
          page.turnTo(step);
          return page;
        });
  }

  /** Both cohorts of one span of time. */
  private static final class Cohorts {
    private final PrefixTally canary = new PrefixTally();
    private final PrefixTally stable = new PrefixTally();

    void add(OutcomeReport report, long prefix) {
      PrefixTally tally = report.canary() ? canary : stable;
      tally.add(prefix, report.outcome().error());
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
  }

  private final class Page {
    /** No configuration looks further back: window and hold are at most an hour each. */
    private static final int MINUTES = 121;

    private final String rollout;
    private final Map<Long, Cohorts> minutes = new TreeMap<>();
    private String step;
    private Cohorts sinceStep = new Cohorts();

    /** When a look last found the window below rule A's limit; null where none did. */
    private Long below;

    Page(String rollout, String step) {
      this.rollout = rollout;
      this.step = step;
    }

    synchronized void turnTo(String newStep) {
      if (!newStep.equals(step)) {
        step = newStep;
        sinceStep = new Cohorts();
        minutes.clear();
        below = null;
      }
    }

    synchronized void add(OutcomeReport report, long prefix, long minute) {
      minutes.computeIfAbsent(minute, absent -> new Cohorts()).add(report, prefix);
      sinceStep.add(report, prefix);
      minutes.keySet().removeIf(old -> old <= minute - MINUTES);
    }

    synchronized Received received() {
      return sinceStep.canary.received();
    }

    /** Reports go on coming in while it reckons. */
    Evidence evidence(Thresholds thresholds, long nanos, boolean stepOver) {
      long minute = minute(nanos);
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
          now.stable.window(prefixPercent, STABLE_SAMPLING),
          past.step.stable.window(prefixPercent, STABLE_SAMPLING),
          stepOver);
    }

    private synchronized Duration above(boolean now, long nanos) {
      if (!now) {
        below = nanos;
      }
      return below == null ? Evidence.ALWAYS : Duration.ofNanos(nanos - below);
    }

    /** Nothing is added to a minute that is over, but for a report that was on its way. */
    private synchronized Past past(long minute, int reach) {
      minutes.keySet().removeIf(old -> old <= minute - reach);
      Map<Long, Cohorts> copy = new HashMap<>();
      minutes.forEach((at, cohorts) -> copy.put(at, at >= minute - 1 ? cohorts.copy() : cohorts));
      return new Past(copy, sinceStep.copy());
    }
  }

  /** What a page held at one moment; nobody changes it. */
  private record Past(Map<Long, Cohorts> minutes, Cohorts step) {
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
