package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.AliasExplanation;
import dev.widgetorigin.origin.changes.AliasReport;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.store.Rollout;
import dev.widgetorigin.store.Widget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What aliases answer, and why, as the control API shows it. */
final class AliasJson {
  private AliasJson() {}

  static List<Map<String, Object>> all(Widget widget, DamageViews damages) {
    return AliasReport.of(widget.state()).stream()
        .map(line -> line(widget, line, damages))
        .toList();
  }

  static Map<String, Object> explained(Widget widget, Selector alias, DamageViews damages) {
    AliasExplanation explanation = AliasExplanation.of(widget.state(), alias);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("widget", widget.state().name().toString());
    json.put("sequence", widget.sequence());
    json.putAll(line(widget, explanation.line(), damages));
    json.put("rule", explanation.rule());
    List<Map<String, Object>> versions = new ArrayList<>();
    for (AliasExplanation.Candidate candidate : explanation.versions()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("version", candidate.version().toString());
      each.put("state", candidate.state().text());
      each.put("chosen", candidate.chosen());
      each.put("why", candidate.why());
      versions.add(each);
    }
    json.put("versions", versions);
    json.put("more", explanation.left());
    json.put("aliasMode", mode(widget));
    json.put("rollout", rollout(widget));
    return json;
  }

  private static Map<String, Object> line(
      Widget widget, AliasReport.Line line, DamageViews damages) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("alias", line.alias());
    json.put("kind", line.kind());
    json.put("version", line.version() == null ? null : line.version().toString());
    damages.describe(json, widget, line);
    json.put("why", line.why());
    Pin pin = line.pin();
    if (pin != null) {
      Map<String, Object> held = new LinkedHashMap<>();
      held.put("version", pin.version().toString());
      held.put("by", pin.by());
      held.put("at", pin.at().toString());
      held.put("reason", pin.reason());
      held.put("rollback", pin.rollback());
      json.put("pin", held);
    }
    AliasReport.Back back = line.back();
    if (back != null) {
      Map<String, Object> held = new LinkedHashMap<>();
      held.put("version", back.version().toString());
      held.put("by", back.pinned());
      held.put("command", back.command());
      json.put("held", held);
    }
    return json;
  }

  /** How aliases answer, e.g. {@code serve}. */
  static String mode(Widget widget) {
    return SettingsJson.text(widget.settings().effectiveAliasMode());
  }

  /** The rollout that is under way, in short; null where none is. */
  static Map<String, Object> rollout(Widget widget) {
    if (!(widget.rollout() instanceof Rollout.Active rollout)) {
      return null;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", rollout.version().toString());
    json.put("phase", rollout.phase().name().toLowerCase(Locale.ROOT));
    json.put("weight", rollout.weight() / 100.0);
    json.put("alias", rollout.plan().alias());
    json.put("previous", rollout.plan().previous().toString());
    return json;
  }
}
