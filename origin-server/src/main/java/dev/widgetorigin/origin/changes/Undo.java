package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.origin.web.text.ShellWord;
import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Widget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The call, and the command, that put things back as they were before a change. */
final class Undo {
  private Undo() {}

  /** Puts an alias back to how {@code before} has it: on its pin or version, or under the rules. */
  static Map<String, Object> ofAlias(Widget before, Selector alias) {
    WidgetName name = before.state().name();
    String path = path(name, "aliases/" + encode(alias.alias()));
    Version held = Aliases.held(before, alias);
    boolean channel = alias instanceof Selector.Channel;
    String subject = name + " " + ShellWord.quoted(alias.alias());
    FollowRule rule = before.state().follows().get(alias.alias());
    if (rule != null) {
      return rule.hold() == null || held == null
          ? step("PUT", path, Map.of("resume", true), "widget-origin channel resume " + subject)
          : step(
              "PUT",
              path,
              Map.of("hold", held.toString()),
              "widget-origin channel hold " + subject + " " + held);
    }
    if (held == null) {
      String command = channel ? "channel " + subject + " --drop" : "unpin " + subject;
      return step("DELETE", path, null, "widget-origin " + command);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("version", held.toString());
    if (alias instanceof Selector.Latest) {
      // Without it a version that was published to a channel would be promoted instead.
      body.put("pin", true);
    }
    return step(
        "PUT",
        path,
        body,
        "widget-origin " + (channel ? "channel " : "pin ") + subject + " " + held);
  }

  /** Puts what a channel follows back to how {@code before} has it. */
  static List<Map<String, Object>> ofRule(Widget before, String channel) {
    WidgetName name = before.state().name();
    String path = path(name, "aliases/" + encode(channel));
    FollowRule rule = before.state().follows().get(channel);
    Version version = before.state().channels().get(channel);
    String subject = name + " " + channel;
    List<Map<String, Object>> steps = new ArrayList<>();
    if (rule != null) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("follow", rule.follow().alias());
      body.put("delay", rule.delayText());
      String follow = ShellWord.quoted(rule.follow().alias()) + " --delay " + rule.delayText();
      steps.add(step("PUT", path, body, "widget-origin channel follow " + subject + " " + follow));
    } else {
      steps.add(step("DELETE", path, null, "widget-origin channel " + subject + " --drop"));
    }
    boolean there = version != null;
    if (there && (rule == null || rule.hold() != null)) {
      boolean hold = rule != null;
      steps.add(
          step(
              "PUT",
              path,
              Map.of(hold ? "hold" : "version", version.toString()),
              "widget-origin channel " + (hold ? "hold " : "") + subject + " " + version));
    }
    return steps;
  }

  /** Switches on what was switched off, or off what was switched on. */
  static Map<String, Object> ofSwitch(WidgetName name, String channel, boolean off) {
    String option = channel == null ? "" : " --channel " + channel;
    if (off) {
      String query = channel == null ? "" : "?channel=" + encode(channel);
      return step(
          "DELETE", path(name, "switch" + query), null, "widget-origin on " + name + option);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("off", true);
    if (channel != null) {
      body.put("channel", channel);
    }
    return step("PUT", path(name, "switch"), body, "widget-origin off " + name + option);
  }

  /** Gives loaders the template back that they had; null where the channel had none of its own. */
  static Map<String, Object> ofTemplate(WidgetName name, String channel, Integer before) {
    String command = "widget-origin loader downgrade " + name;
    command += channel == null ? "" : " --channel " + channel;
    if (before == null) {
      String path = path(name, "loader?channel=" + encode(channel));
      return step("DELETE", path, null, command);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("template", before);
    if (channel != null) {
      body.put("channel", channel);
    }
    return step("PUT", path(name, "loader"), body, command + " --to " + before);
  }

  /** Puts a version back that was moved from one state to another; empty where nothing can. */
  static List<Map<String, Object>> ofMove(
      WidgetName name, Version version, ReleaseState from, ReleaseState to) {
    // What was staged cannot be again; a yank takes back what aliases see of the release.
    ReleaseState back = from == ReleaseState.STAGED ? ReleaseState.YANKED : from;
    return from != to && Transitions.allowed(to, back)
        ? List.of(ofState(name, version, back))
        : List.of();
  }

  private static Map<String, Object> ofState(WidgetName name, Version version, ReleaseState state) {
    String verb =
        switch (state) {
          case DEPRECATED -> "deprecate";
          case YANKED -> "yank";
          case RELEASED -> "release";
          case STAGED, BLOCKED ->
              throw new IllegalArgumentException("nothing is put back into " + state);
        };
    return step(
        "PATCH",
        path(name, "versions/" + encode(version.toString())),
        Map.of("state", state.text()),
        "widget-origin %s %s %s".formatted(verb, name, version));
  }

  private static Map<String, Object> step(
      String method, String path, Map<String, Object> body, String command) {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("method", method);
    step.put("path", path);
    if (body != null) {
      step.put("body", body);
    }
    step.put("command", command);
    return step;
  }

  private static String path(WidgetName name, String rest) {
    return "/-/api/v1/widgets/" + name + "/" + rest;
  }

  private static String encode(String segment) {
    return PercentEncoding.encodePath(segment).replace("/", "%2F");
  }
}
