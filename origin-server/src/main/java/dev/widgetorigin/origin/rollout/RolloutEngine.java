package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.changes.alias.Offer;
import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.outcome.OtherNodes;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.origin.rollout.outcome.Verdict;
import dev.widgetorigin.origin.rollout.site.SiteVerdict;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves rollouts on, pauses them and takes them back, by what browsers report.
 *
 * <p>All it remembers is in the log and in the {@link OutcomeWindows}; started anew it goes on
 * where the log stands, and waits for new reports before it promotes anything. Where several nodes
 * share a bucket, each of them does the same on the sum of all reports; whichever is first writes
 * the change, and the others find it written. {@link #tick} is called at intervals on one thread;
 * it blocks on fsync where something moves.
 */
public final class RolloutEngine implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutEngine.class);

  private final Catalog catalog;
  private final OutcomeWindows windows;
  private final RolloutConfig config;
  private final InstantSource clock;
  private final RolloutEvents events;
  private final OtherNodes others;
  private final Following following;
  private final Set<WidgetName> active = ConcurrentHashMap.newKeySet();

  public RolloutEngine(
      Catalog catalog,
      OutcomeWindows windows,
      RolloutConfig config,
      InstantSource clock,
      RolloutEvents events,
      OtherNodes others) {
    this.catalog = catalog;
    this.windows = windows;
    this.config = config;
    this.clock = clock;
    this.events = events;
    this.others = others;
    // Before the look at what there is: nothing may begin in between and stay unseen.
    following = catalog.follow(LogFollower.fromNow("rollouts", this::committed));
    catalog
        .snapshot()
        .widgets()
        .filter(widget -> widget.rollout() instanceof Rollout.Active)
        .forEach(widget -> active.add(widget.state().name()));
  }

  private void committed(Commit commit) {
    for (Change change : commit.batch().changes()) {
      if (change instanceof Change.RolloutChanged changed
          && changed.rollout() instanceof Rollout.Active) {
        active.add(changed.widget());
      }
    }
  }

  /** Looks at every rollout that is under way, once. */
  public void tick() {
    Instant now = clock.instant();
    boolean ended = active.removeIf(name -> !(rollout(name) instanceof Rollout.Active));
    windows.keep(active::contains);
    for (WidgetName name : active) {
      if (rollout(name) instanceof Rollout.Active rollout) {
        lookAlone(name, rollout, now);
      }
    }
    others.tidy(ended);
  }

  @Override
  public void stop() {
    following.stop();
  }

  @Override
  public void close(Duration atMost) {
    following.close(atMost);
  }

  /** One widget whose rollout cannot be looked at must not hold up the others'. */
  private void lookAlone(WidgetName name, Rollout.Active rollout, Instant now) {
    try {
      others.share(name, rollout);
      look(name, rollout, now);
    } catch (RuntimeException | Error e) {
      LOG.error("the rollout of {} could not be looked at", name, e);
    }
  }

  private boolean isOff(WidgetName name) {
    return catalog
        .snapshot()
        .widget(name)
        .filter(widget -> widget.switches().containsKey(Widget.WHOLE))
        .isPresent();
  }

  private Rollout rollout(WidgetName name) {
    return catalog.snapshot().widget(name).map(Widget::rollout).orElse(null);
  }

  private void look(WidgetName name, Rollout.Active rollout, Instant now) {
    if (isOff(name)) {
      // Nobody loads it, so nobody reports: no evidence is no success.
      return;
    }
    if (rollout instanceof Rollout.Pending pending) {
      if (!now.isBefore(pending.plan().startAt())) {
        move(name, rollout, pending.begin(now));
      }
      return;
    }
    Thresholds thresholds = RolloutRequest.thresholds(rollout, config);
    if (rollout instanceof Rollout.Stepping stepping
        && lookAtSites(name, stepping, now, thresholds.errorPercent())) {
      return;
    }
    boolean over = rollout instanceof Rollout.Running running && running.stepOver(now);
    Verdict verdict = Verdict.of(windows.evidence(name, rollout, thresholds, over), thresholds);
    switch (verdict.kind()) {
      case ABORT -> abort(name, rollout, verdict.why());
      case INCONCLUSIVE -> inconclusive(name, rollout, now, verdict.why());
      case ADVANCE -> advance(name, rollout, now, verdict.why());
      case HOLD -> hold(name, rollout, now);
    }
  }

  /** Whether the rollout is another one now; what browsers report of that one is looked at next. */
  private boolean lookAtSites(
      WidgetName name, Rollout.Stepping rollout, Instant now, int errorPercent) {
    SiteVerdict verdict =
        SiteVerdict.of(windows.sites(name, rollout), rollout, config.sites(), errorPercent);
    String cannot = catalog.snapshot().widget(name).map(Offer::holdsNoSiteBack).orElse(null);
    if (!verdict.held().isEmpty() && cannot == null) {
      quarantine(name, rollout, verdict.held());
      return true;
    }
    String why =
        verdict.held().isEmpty() ? verdict.tooMany() : named(verdict.held()) + "; " + cannot;
    if (why == null) {
      return false;
    }
    if (rollout instanceof Rollout.Running running
        && move(name, rollout, running.pause(now, why))) {
      alert(name, rollout, "sites", why);
      return true;
    }
    return false;
  }

  private static String named(List<SiteVerdict.Held> sites) {
    SiteVerdict.Held first = sites.get(0);
    String others = sites.size() == 1 ? "" : " and " + (sites.size() - 1) + " more";
    return first.site() + others + ": " + first.why();
  }

  /** Whoever is first writes it; the others find it written. */
  private void quarantine(WidgetName name, Rollout.Stepping seen, List<SiteVerdict.Held> sites) {
    Optional<ChangeBatch> batch =
        commit(name, seen, widget -> RolloutChanges.quarantined(widget, sites));
    if (batch.isPresent()) {
      for (SiteVerdict.Held site : sites) {
        alert(
            name,
            seen,
            "held back from " + site.site(),
            site.site() + " is held back: " + site.why());
      }
    }
  }

  private void abort(WidgetName name, Rollout.Active rollout, String why) {
    if (!(rollout instanceof Rollout.Promoting promoting)) {
      move(name, rollout, rollout.abort(why));
    } else if (!move(name, rollout, promoting.rollBack(why)) && rollout.equals(rollout(name))) {
      // Unchanged, so nobody else was quicker.
      Version previous = rollout.plan().previous();
      raise(
          name,
          rollout,
          Alarm.Kind.ROLLOUT_STUCK,
          why + "; and " + previous + " is no longer released");
    }
  }

  /**
   * Who writes the change alerts, once for all nodes and restarts; who finds it written does not.
   */
  private void inconclusive(WidgetName name, Rollout.Active rollout, Instant now, String why) {
    if (rollout instanceof Rollout.Promoting) {
      raise(name, rollout, Alarm.Kind.ROLLOUT_INCONCLUSIVE, why);
    } else if (rollout instanceof Rollout.Running running
        && move(name, rollout, running.pause(now, why))) {
      alert(name, rollout, "inconclusive", why);
    }
  }

  /** Writes once what no change of the rollout tells; see {@link #inconclusive}. */
  private void raise(WidgetName name, Rollout.Active seen, Alarm.Kind kind, String why) {
    Optional<ChangeBatch> batch =
        catalog.commit(
            Offer.WHO,
            why,
            snapshot ->
                snapshot
                    .widget(name)
                    .filter(widget -> seen.equals(widget.rollout()))
                    .map(widget -> RolloutChanges.alarm(widget, kind, why))
                    .filter(alarm -> !snapshot.alarms().containsKey(key(alarm)))
                    .map(List::<Change>of)
                    .orElse(List.of()));
    if (batch.isPresent()) {
      alert(name, seen, kind.text(), why);
    }
  }

  private static String key(Change.AlarmRaised alarm) {
    return Alarm.key(alarm.kind(), alarm.subject());
  }

  private void advance(WidgetName name, Rollout.Active rollout, Instant now, String why) {
    if (rollout instanceof Rollout.Running running) {
      move(name, rollout, running.next(now, why));
    }
  }

  private void hold(WidgetName name, Rollout.Active rollout, Instant now) {
    if (rollout instanceof Rollout.Promoting promoting && promoting.bakeOver(now)) {
      move(name, rollout, promoting.succeed("the bake window is over"));
    }
  }

  /** Empty where the rollout has changed since it was looked at, or there is nothing to change. */
  private Optional<ChangeBatch> commit(
      WidgetName name, Rollout.Active seen, Function<Widget, List<Change>> changes) {
    return catalog.commit(
        Offer.WHO,
        "",
        snapshot ->
            snapshot
                .widget(name)
                .filter(widget -> seen.equals(widget.rollout()))
                .map(changes)
                .orElse(List.of()));
  }

  /** False where nothing moved: the rollout has changed since it was looked at. */
  private boolean move(WidgetName name, Rollout.Active seen, Rollout next) {
    Optional<ChangeBatch> batch =
        commit(name, seen, widget -> RolloutChanges.byItself(widget, next).orElse(List.of()));
    batch.ifPresent(
        done -> {
          Rollout after = rollout(name);
          LOG.info(
              "rollout of {} {}: {} at {} %, {}",
              name,
              after.version(),
              RolloutView.text(after.phase()),
              after.weight() / 100.0,
              after.reason());
          events.moved(name, after);
          if (after.phase() == Rollout.Phase.ABORTED) {
            alert(name, after, "aborted", after.reason());
          } else if (after instanceof Rollout.Promoted && seen instanceof Rollout.Unpromoted) {
            catalog
                .snapshot()
                .widget(name)
                .map(widget -> RolloutView.holds(widget, after))
                .orElse(List.of())
                .forEach(held -> alert(name, after, "held at " + held.alias(), held.message()));
          }
        });
    return batch.isPresent();
  }

  /** By whoever wrote the change that tells it, so once over all nodes. */
  private void alert(WidgetName name, Rollout rollout, String event, String why) {
    LOG.warn("rollout of {} {} needs a look: {}, {}", name, rollout.version(), event, why);
    events.alert(name, rollout, why);
  }
}
