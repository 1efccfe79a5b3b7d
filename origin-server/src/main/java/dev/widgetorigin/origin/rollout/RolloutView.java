package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.changes.Held;
import dev.widgetorigin.origin.changes.Holds;
import dev.widgetorigin.origin.config.Texts;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Rollout;
import dev.widgetorigin.store.Widget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A rollout as the control API shows it. */
final class RolloutView {
  private RolloutView() {}

  /** All but the widget are null where nothing is being watched. */
  static Map<String, Object> of(
      Widget widget, Evidence evidence, Verdict verdict, OutcomeWindows.Received received) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("widget", widget.state().name().toString());
    Rollout rollout = widget.rollout();
    if (rollout == null) {
      json.put("rollout", null);
      return json;
    }
    json.put("id", rollout.id());
    json.put("version", rollout.version().toString());
    json.put("alias", rollout.alias());
    json.put("previous", rollout.previous() == null ? null : rollout.previous().toString());
    json.put("phase", text(rollout.phase()));
    json.put("step", rollout.step());
    json.put("weight", rollout.weight() / 100.0);
    json.put("steps", steps(rollout));
    json.put("bake", Texts.show(rollout.bake()));
    json.put("salt", rollout.salt());
    if (rollout.sites() != null) {
      json.put("sites", Map.of("in", rollout.sites().in(), "out", rollout.sites().out()));
    }
    if (rollout.thresholds() != null) {
      json.put("thresholds", rollout.thresholds());
    }
    put(json, "startAt", rollout.startAt());
    put(json, "stepStartedAt", rollout.stepStartedAt());
    put(json, "pausedAt", rollout.pausedAt());
    put(json, "promotedAt", rollout.promotedAt());
    json.put("rolledBack", rollout.rolledBack());
    json.put("reason", rollout.reason());
    json.put("held", Holds.json(holds(widget, rollout)));
    if (evidence != null) {
      json.put("verdict", Map.of("decision", text(verdict.kind()), "why", verdict.why()));
      json.put("received", Map.of("reports", received.reports(), "networks", received.networks()));
      json.put("canary", window(evidence.step()));
      json.put("canaryNow", window(evidence.now()));
      json.put("stable", window(evidence.stableStep()));
    }
    return json;
  }

  /** The pins that keep its version back, or will when it is promoted. */
  static List<Held> holds(Widget widget, Rollout rollout) {
    if (rollout.phase() == Rollout.Phase.ABORTED) {
      return List.of();
    }
    WidgetState state = widget.state();
    return Holds.of(
        rollout.promotedAt() == null ? Offer.after(state, rollout) : state, rollout.version());
  }

  private static List<Map<String, Object>> steps(Rollout rollout) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (Rollout.Step step : rollout.steps()) {
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
    json.put("errorRate", rounded(window.rate()));
    json.put("lower", rounded(window.lower()));
    json.put("upper", rounded(window.upper()));
    return json;
  }

  private static double rounded(double share) {
    return Math.round(share * 10_000) / 10_000.0;
  }

  private static void put(Map<String, Object> json, String name, Instant time) {
    if (time != null) {
      json.put(name, time.toString());
    }
  }

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
