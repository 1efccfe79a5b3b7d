package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.changes.alias.Held;
import dev.widgetorigin.origin.changes.alias.Holds;
import dev.widgetorigin.origin.changes.alias.Offer;
import dev.widgetorigin.origin.config.value.Texts;
import dev.widgetorigin.origin.rollout.outcome.Evidence;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.origin.rollout.outcome.Verdict;
import dev.widgetorigin.origin.rollout.outcome.Window;
import dev.widgetorigin.origin.rollout.site.SitePage;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A rollout as the control API shows it. */
final class RolloutView {
  /** Of those on which it fails. */
  static final int MOST_SITES = 20;

  private RolloutView() {}

  /**
   * What is known of a rollout that is being watched.
   *
   * @param thresholds in force: its own, or those of the configuration
   * @param nodes of several; empty where there is one
   * @param failing the sites on which it failed, the worst first
   */
  record Watched(
      Evidence evidence,
      RolloutPlan.Thresholds thresholds,
      Verdict verdict,
      OutcomeWindows.Received received,
      List<OutcomeWindows.Counted> nodes,
      List<SitePage.Failing> failing) {}

  /**
   * @param alarms that are open, of whatever
   * @param watched null where nothing is being watched
   */
  static Map<String, Object> of(Widget widget, Collection<Alarm> alarms, Watched watched) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("widget", widget.state().name().toString());
    Rollout rollout = widget.rollout();
    if (rollout == null) {
      json.put("rollout", null);
      return json;
    }
    describe(json, rollout);
    json.put("quarantined", rollout.quarantined().stream().map(RolloutView::quarantined).toList());
    String notHeldBack = Offer.holdsNoSiteBack(widget);
    if (!rollout.quarantined().isEmpty() && notHeldBack != null) {
      json.put("notHeldBack", notHeldBack);
    }
    List<Held> held = holds(widget, rollout);
    json.put("held", Holds.json(held));
    List<Map<String, Object>> open =
        alarms.stream()
            .filter(each -> each.kind().isOfRollout())
            .filter(each -> widget.state().name().equals(each.widget()))
            .filter(each -> each.kind() != Alarm.Kind.ROLLOUT_HELD || !held.isEmpty())
            .map(RolloutView::alarm)
            .toList();
    if (!open.isEmpty()) {
      json.put("alarms", open);
    }
    if (watched != null) {
      watched(json, watched);
    }
    return json;
  }

  private static void watched(Map<String, Object> json, Watched watched) {
    Verdict verdict = watched.verdict();
    OutcomeWindows.Received received = watched.received();
    Evidence evidence = watched.evidence();
    json.put("verdict", Map.of("decision", text(verdict.kind()), "why", verdict.why()));
    json.put("thresholds", watched.thresholds());
    json.put("limit", rounded(Verdict.limit(evidence, watched.thresholds())));
    json.put("received", Map.of("reports", received.reports(), "networks", received.networks()));
    json.put("canary", window(evidence.step()));
    json.put("canaryNow", window(evidence.now()));
    json.put("stable", window(evidence.stableStep()));
    json.put("stableNow", window(evidence.stable()));
    if (!watched.nodes().isEmpty()) {
      json.put("nodes", watched.nodes().stream().map(RolloutView::node).toList());
    }
    if (!watched.failing().isEmpty()) {
      json.put("failingSites", watched.failing());
    }
  }

  private static Map<String, Object> node(OutcomeWindows.Counted counted) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", counted.node());
    json.put("reports", counted.reports());
    json.put("written", counted.last() == null ? null : counted.last().toString());
    return json;
  }

  private static Map<String, Object> alarm(Alarm alarm) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", alarm.kind().text());
    json.put("problem", alarm.problem());
    json.put("since", alarm.since().toString());
    return json;
  }

  private static Map<String, Object> quarantined(QuarantinedSite site) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("site", site.site());
    json.put("channel", site.channel());
    json.put("since", site.since().toString());
    json.put("why", site.why());
    return json;
  }

  private static void describe(Map<String, Object> json, Rollout rollout) {
    RolloutPlan plan = rollout.plan();
    json.put("id", plan.id());
    json.put("version", plan.version().toString());
    json.put("alias", plan.alias());
    json.put("previous", plan.previous().toString());
    json.put("phase", text(rollout.phase()));
    json.put("step", rollout.step());
    json.put("weight", rollout.weight() / 100.0);
    json.put("steps", steps(plan));
    json.put("bake", Texts.show(plan.bake()));
    json.put("salt", plan.salt());
    if (plan.sites() != null) {
      json.put("sites", plan.sites());
    }
    if (plan.thresholds() != null) {
      json.put("thresholds", plan.thresholds());
    }
    json.put("startAt", plan.startAt().toString());
    times(json, rollout instanceof Rollout.Aborted aborted ? aborted.last() : rollout);
    ends(json, rollout);
    json.put("rolledBack", rollout instanceof Rollout.TakenBack back && back.byItself());
    json.put("reason", rollout.reason());
  }

  /** The alias moves where a step ends, so that time is also when the last one began. */
  private static void times(Map<String, Object> json, Rollout rollout) {
    if (rollout instanceof Rollout.Stepping stepping) {
      json.put("stepStartedAt", stepping.stepStartedAt().toString());
    }
    if (rollout instanceof Rollout.Paused paused) {
      json.put("pausedAt", paused.pausedAt().toString());
    }
    if (rollout instanceof Rollout.Promoted promoted) {
      json.put("stepStartedAt", promoted.promotedAt().toString());
      json.put("promotedAt", promoted.promotedAt().toString());
    }
  }

  /** A step that waits for a person has no end, only what is left of it. */
  private static void ends(Map<String, Object> json, Rollout rollout) {
    if (rollout instanceof Rollout.Running running) {
      Duration lasts = running.plan().steps().get(running.step()).duration();
      json.put("stepEndsAt", running.stepStartedAt().plus(lasts).toString());
    }
    if (rollout instanceof Rollout.Paused paused) {
      json.put("stepLeft", Texts.show(left(paused)));
    }
    if (rollout instanceof Rollout.Promoting promoting) {
      json.put("bakeEndsAt", promoting.promotedAt().plus(promoting.plan().bake()).toString());
    }
  }

  private static Duration left(Rollout.Paused paused) {
    Duration lasts = paused.plan().steps().get(paused.step()).duration();
    Duration left = lasts.minus(Duration.between(paused.stepStartedAt(), paused.pausedAt()));
    return left.isNegative() ? Duration.ZERO : left.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The pins that keep its version back, or will when it is promoted. */
  static List<Held> holds(Widget widget, Rollout rollout) {
    if (rollout.phase() == Rollout.Phase.ABORTED) {
      return List.of();
    }
    WidgetState state = widget.state();
    boolean promoted = rollout instanceof Rollout.Promoted;
    return Holds.of(promoted ? state : Offer.after(state, rollout.plan()), rollout.version());
  }

  private static List<Map<String, Object>> steps(RolloutPlan plan) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (RolloutPlan.Step step : plan.steps()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("weight", step.weight() / 100.0);
      json.put("duration", Texts.show(step.duration()));
      steps.add(json);
    }
    return steps;
  }

  private static Map<String, Object> window(Window window) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("loads", Math.round(window.loads()));
    json.put("errors", Math.round(window.errors()));
    json.put("crashes", Math.round(window.crashes()));
    json.put("errorRate", rounded(window.rate()));
    json.put("lower", rounded(window.lower()));
    json.put("upper", rounded(window.upper()));
    Window crashed = window.crashed();
    json.put("crashRate", rounded(crashed.rate()));
    json.put("crashLower", rounded(crashed.lower()));
    json.put("crashUpper", rounded(crashed.upper()));
    return json;
  }

  private static double rounded(double share) {
    return Math.round(share * 10_000) / 10_000.0;
  }

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
