package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.changes.Outcome;
import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.outcome.Evidence;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.origin.rollout.outcome.Verdict;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import dev.widgetorigin.store.widget.Widget;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** What people may do with rollouts. Thread-safe; changes block on fsync. */
public final class Rollouts {
  private final Catalog catalog;
  private final OutcomeWindows windows;
  private final RolloutConfig config;
  private final InstantSource clock;
  private final IntSupplier random;
  private final Function<Widget, Optional<String>> whyNotOffered;

  /**
   * @param random gives salts; any int will do
   * @param whyNotOffered why no page gets the version of a widget's rollout, as those know who
   *     offer it; may block
   */
  public Rollouts(
      Catalog catalog,
      OutcomeWindows windows,
      RolloutConfig config,
      InstantSource clock,
      IntSupplier random,
      Function<Widget, Optional<String>> whyNotOffered) {
    this.catalog = catalog;
    this.windows = windows;
    this.config = config;
    this.clock = clock;
    this.random = random;
    this.whyNotOffered = whyNotOffered;
  }

  Outcome start(WidgetName name, RolloutRequest request, String who, Precondition precondition) {
    Instant now = clock.instant();
    int drawn = random.getAsInt();
    return apply(
        name,
        who,
        request.reason(),
        precondition,
        widget -> {
          Rollout.Pending created = RolloutChanges.create(widget, request, now, drawn);
          boolean later = created.plan().startAt().isAfter(now);
          return RolloutChanges.changed(widget, later ? created : created.begin(now));
        });
  }

  Outcome act(
      WidgetName name, RolloutAction action, String reason, String who, Precondition precondition) {
    Instant now = clock.instant();
    return apply(name, who, reason, precondition, widget -> changes(widget, action, reason, now));
  }

  private static List<Change> changes(
      Widget widget, RolloutAction action, String reason, Instant now) {
    Rollout rollout = widget.rollout();
    if (rollout == null) {
      throw RolloutChanges.conflict("There is no rollout of " + widget.state().name() + ".");
    }
    Rollout after =
        action
            .on(rollout, now, reason)
            .orElseThrow(
                () ->
                    RolloutChanges.conflict(
                        "The rollout of %s %s is %s; it cannot %s."
                            .formatted(
                                widget.state().name(),
                                rollout.version(),
                                RolloutView.text(rollout.phase()),
                                RolloutView.text(action))));
    return RolloutChanges.of(widget, after)
        .orElseThrow(
            () ->
                RolloutChanges.conflict(
                    "%s was %s before, which is no longer released; pin another version."
                        .formatted(after.plan().alias(), after.plan().previous())));
  }

  private Outcome apply(
      WidgetName name,
      String who,
      String why,
      Precondition precondition,
      Function<Widget, List<Change>> decide) {
    try {
      Optional<ChangeBatch> batch =
          catalog.commit(
              who,
              why,
              snapshot -> {
                Widget widget = snapshot.widget(name).orElseThrow(() -> noWidget(name));
                precondition.check(widget);
                return decide.apply(widget);
              });
      Widget widget = widget(name);
      return new Outcome.Done(
          batch.map(ChangeBatch::sequence).orElse(widget.sequence()),
          batch.isPresent(),
          view(widget));
    } catch (ProblemException refusal) {
      return new Outcome.Refused(refusal.problem());
    }
  }

  /** Throws ProblemException where there is no such widget. */
  Widget widget(WidgetName name) {
    return catalog.snapshot().widget(name).orElseThrow(() -> noWidget(name));
  }

  private static ProblemException noWidget(WidgetName name) {
    return ProblemException.of(404, "Not found", "There is no widget '" + name + "'.");
  }

  Map<String, Object> view(Widget widget) {
    Map<String, Object> view = viewOf(widget);
    whyNotOffered.apply(widget).ifPresent(why -> view.put("warnings", List.of(why)));
    return view;
  }

  private Map<String, Object> viewOf(Widget widget) {
    Rollout rollout = widget.rollout();
    if (!(rollout instanceof Rollout.Active) || rollout instanceof Rollout.Pending) {
      return RolloutView.of(widget, catalog.snapshot().alarms().values(), null);
    }
    Thresholds thresholds = RolloutRequest.thresholds(rollout, config);
    boolean over = rollout instanceof Rollout.Running running && running.stepOver(clock.instant());
    Evidence evidence = windows.evidence(widget.state().name(), rollout, thresholds, over);
    return RolloutView.of(
        widget,
        catalog.snapshot().alarms().values(),
        new RolloutView.Watched(
            evidence,
            thresholds,
            Verdict.of(evidence, thresholds),
            windows.received(widget.state().name(), rollout),
            windows.nodes(widget.state().name(), rollout),
            windows.sites(widget.state().name(), rollout).worst(RolloutView.MOST_SITES)));
  }

  RolloutConfig config() {
    return config;
  }
}
