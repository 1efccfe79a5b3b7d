package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.Tallies;
import dev.widgetorigin.store.Tallies.Kept;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutTally;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over this node's tallies by way of the bucket, a minute at a time, and takes up those of
 * the others. A node that dies loses what it has not handed over: at most its last minute. Not
 * thread-safe.
 */
public final class TallyExchange implements OtherNodes {
  private static final Logger LOG = LoggerFactory.getLogger(TallyExchange.class);

  /** Each costs a listing; tallies are a minute old in any case. */
  private static final Duration READ = Duration.ofSeconds(5);

  /** How often all tallies of a step are listed: one may be late by any time. */
  private static final Duration READ_ALL = Duration.ofMinutes(10);

  /** Where only the newest are listed, so many minutes. */
  private static final long NEWEST = 10;

  /** When a step was read last, and when all of it was. */
  private static final class Progress {
    private final SharedPage page;
    private Long read;
    private Long readAll;

    Progress(SharedPage page) {
      this.page = page;
    }
  }

  private final Tallies tallies;
  private final OutcomeWindows windows;
  private final LongSupplier ticker;
  private final String run;
  private final Map<WidgetName, Progress> steps = new HashMap<>();
  private Long swept;
  private boolean sweepDue;
  private boolean failing;

  /**
   * @param ticker that of the windows
   * @param run names this process among all that this node ever was, e.g. {@code 9f0c51d2}
   */
  public TallyExchange(Tallies tallies, OutcomeWindows windows, LongSupplier ticker, String run) {
    this.tallies = tallies;
    this.windows = windows;
    this.ticker = ticker;
    this.run = run;
  }

  @Override
  public void share(WidgetName widget, Rollout.Active rollout) {
    if (rollout instanceof Rollout.Pending) {
      return;
    }
    SharedPage page = windows.shared(widget, rollout);
    Progress progress = steps.get(widget);
    if (progress == null || progress.page != page) {
      sweepDue |= progress != null;
      progress = new Progress(page);
      steps.put(widget, progress);
    }
    Progress current = progress;
    attempt(
        () -> {
          handOver(page);
          takeUp(current);
        });
  }

  private void handOver(SharedPage page) {
    Optional<RolloutTally> leaving = page.leaving(windows.minute(), run, tallies::key);
    if (leaving.isEmpty()) {
      return;
    }
    long before = ticker.getAsLong();
    try {
      Optional<Kept> kept = tallies.write(leaving.get());
      kept.ifPresent(each -> windows.set(each.created(), before));
      page.left(kept);
    } catch (StoreException e) {
      if (e.code() != Code.CORRUPT) {
        throw e;
      }
      LOG.warn("a tally goes under another name: {}", e.getMessage());
      page.held(windows.minute());
    }
  }

  private void takeUp(Progress progress) {
    long now = ticker.getAsLong();
    if (!due(progress.read, READ, now)) {
      return;
    }
    boolean all = due(progress.readAll, READ_ALL, now);
    SharedPage page = progress.page;
    long from = all ? 0 : windows.minute() - NEWEST;
    // All or none of what is new: a page never shows half of what there is.
    List<Kept> found = tallies.read(page.step, from, page::unknown);
    page.arrived(found);
    progress.read = now;
    progress.readAll = all ? Long.valueOf(now) : progress.readAll;
  }

  @Override
  public void tidy(boolean ended) {
    long now = ticker.getAsLong();
    if (ended) {
      steps.clear();
    }
    if (ended || sweepDue || due(swept, READ_ALL, now)) {
      sweepDue = false;
      swept = now;
      attempt(() -> sweepDue = tallies.sweep());
    }
  }

  private static boolean due(Long last, Duration every, long now) {
    return last == null || now - last >= every.toNanos();
  }

  /** What did not work is done at a later call; said once. */
  private void attempt(Runnable work) {
    try {
      work.run();
      failing = false;
    } catch (StoreException e) {
      if (!failing) {
        LOG.warn("counts of rollouts are not exchanged with other nodes: {}", e.getMessage());
      }
      failing = true;
    }
  }
}
