package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.site.SitePage;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import dev.widgetorigin.store.widget.RolloutTally;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What browsers reported of running rollouts, minute by minute, in memory only.
 *
 * <p>A restart loses it, but for what this and other nodes wrote to a bucket that they share; a
 * rollout then waits for new reports, for missing data never promotes. Bounded: one page a running
 * rollout, a few minutes of tallies a page. Its minutes are those of a clock that nobody sets, so
 * that setting the wall clock moves no window; where a bucket is shared, that clock is set by the
 * bucket's, which is the same for all nodes. Thread-safe.
 */
public final class OutcomeWindows {
  /** A stable success is reported by one browser in this many. */
  public static final int STABLE_SAMPLING = 100;

  /** A bucket tells times in whole seconds, and a call takes its time. */
  private static final long EXACT = TimeUnit.SECONDS.toNanos(3);

  private final RolloutConfig config;
  private final LongSupplier ticker;

  /** The name of this node among those of a bucket; null where it is alone. */
  private final String node;

  private final Map<WidgetName, StepPage> pages = new ConcurrentHashMap<>();

  /** What the ticker lacks to the nanoseconds since 1970; it does not matter to a lone node. */
  private volatile long offset;

  /** {@code ticker} counts nanoseconds from anywhere, like {@link System#nanoTime}. */
  public OutcomeWindows(RolloutConfig config, LongSupplier ticker) {
    this(config, ticker, null, Instant.EPOCH);
  }

  private OutcomeWindows(RolloutConfig config, LongSupplier ticker, String node, Instant now) {
    this.config = config;
    this.ticker = ticker;
    this.node = node;
    if (node != null) {
      this.offset = nanos(now) - ticker.getAsLong();
    }
  }

  /**
   * For one of several nodes.
   *
   * @param now by the clock of this node; holds until the bucket has told the time
   */
  public static OutcomeWindows shared(
      RolloutConfig config, LongSupplier ticker, String node, Instant now) {
    return new OutcomeWindows(config, ticker, node, now);
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }

  /** {@code prefix} is that of the sender's address, not negative. */
  public void add(WidgetName widget, Rollout rollout, OutcomeReport report, long prefix) {
    StepPage page = page(widget, rollout);
    page.add(report, prefix, minute());
    page.sites.add(report.ofSite(prefix));
  }

  /** What is known now. That it was looked at now counts too: see {@link Evidence#above}. */
  public Evidence evidence(
      WidgetName widget, Rollout rollout, Thresholds thresholds, boolean stepOver) {
    long nanos = ticker.getAsLong();
    long minute = SharedPage.minute(nanos + offset);
    return page(widget, rollout).evidence(thresholds, minute, nanos, stepOver);
  }

  /** What came in about the new version since the step began, counted or not. */
  public record Received(long reports, int networks) {}

  public Received received(WidgetName widget, Rollout rollout) {
    return page(widget, rollout).received(minute());
  }

  /**
   * What one node counted of a step.
   *
   * @param last when it wrote its last tally; null where it has written none
   */
  public record Counted(String node, long reports, Instant last) {}

  /** What each node counted in this step; empty where this one is alone. */
  public List<Counted> nodes(WidgetName widget, Rollout rollout) {
    return node == null ? List.of() : shared(widget, rollout).nodes();
  }

  /** Forgets the pages of all others. */
  public void keep(Predicate<WidgetName> running) {
    pages.keySet().removeIf(name -> !running.test(name));
  }

  /** The same by site. What is held back meanwhile changes nothing: no load is forgotten. */
  public SitePage sites(WidgetName widget, Rollout rollout) {
    return page(widget, rollout).sites;
  }

  /** The present minute. */
  long minute() {
    return SharedPage.minute(ticker.getAsLong() + offset);
  }

  /**
   * What the bucket's clock said.
   *
   * @param nanos what the ticker said then
   */
  void set(Instant bucket, long nanos) {
    long found = nanos(bucket) - nanos;
    if (Math.abs(found - offset) > EXACT) {
      offset = found;
    }
  }

  /** Only where there are several nodes. */
  SharedPage shared(WidgetName widget, Rollout rollout) {
    return (SharedPage) page(widget, rollout);
  }

  private StepPage page(WidgetName widget, Rollout rollout) {
    RolloutTally.Step step = RolloutTally.Step.of(widget, rollout);
    return pages.compute(
        widget,
        (name, page) ->
            page != null && page.step.equals(step) ? page : create(step, sites(page, step)));
  }

  private SitePage sites(StepPage before, RolloutTally.Step step) {
    return before != null && step.continues(before.step)
        ? before.sites
        : new SitePage(config.sites().minNetworks(), STABLE_SAMPLING);
  }

  private StepPage create(RolloutTally.Step step, SitePage sites) {
    return node == null
        ? new StepPage(step, config.prefixPercent(), sites)
        : new SharedPage(
            step, config.prefixPercent(), sites, node, config.reportsPerMinute(), minute());
  }
}
