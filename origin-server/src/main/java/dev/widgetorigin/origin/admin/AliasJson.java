package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.alias.AliasExplanation;
import dev.widgetorigin.origin.changes.alias.AliasReport;
import dev.widgetorigin.origin.changes.json.SettingsJson;
import dev.widgetorigin.resolver.FollowResolver;
import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What aliases answer, and why, as the control API shows it. */
final class AliasJson {
  private AliasJson() {}

  static List<Map<String, Object>> all(
      Widget widget, AliasPage page, DamageViews damages, Instant now) {
    FollowResolver resolver = new FollowResolver(widget.state(), now);
    return AliasReport.of(widget.state(), page.first(), page.channels()).stream()
        .map(line -> line(widget, line, damages, resolver))
        .toList();
  }

  static Map<String, Object> explained(
      Widget widget, Selector alias, DamageViews damages, Instant now) {
    AliasExplanation explanation = AliasExplanation.of(widget.state(), alias);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("widget", widget.state().name().toString());
    json.put("sequence", widget.sequence());
    json.putAll(line(widget, explanation.line(), damages, new FollowResolver(widget.state(), now)));
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
      Widget widget, AliasReport.Line line, DamageViews damages, FollowResolver resolver) {
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
    if (line.kind().equals("channel") && widget.state().follows().containsKey(line.alias())) {
      json.put("follows", follows(widget, line.alias(), resolver));
    }
    if (widget.off(new Selector.Channel(line.alias())) != null) {
      json.put("switchedOff", true);
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

  /** The rule of a following channel, why it is where it is, and when it is next moved. */
  private static Map<String, Object> follows(
      Widget widget, String channel, FollowResolver resolver) {
    FollowRule rule = widget.state().follows().get(channel);
    FollowResolver.Answer answer = resolver.answer(channel);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("follow", rule.follow().alias());
    json.put("delay", rule.delayText());
    json.put("why", answer.why());
    json.put("next", answer.next() == null ? null : answer.next().toString());
    if (rule.hold() != null) {
      Map<String, Object> hold = new LinkedHashMap<>();
      hold.put("by", rule.hold().by());
      hold.put("at", rule.hold().at().toString());
      hold.put("reason", rule.hold().reason());
      json.put("hold", hold);
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
    if (!rollout.quarantined().isEmpty()) {
      json.put("quarantined", rollout.quarantined().stream().map(QuarantinedSite::site).toList());
    }
    return json;
  }
}
