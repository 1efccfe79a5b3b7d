package dev.widgetorigin.origin.cli;

import tools.jackson.databind.JsonNode;

/** Says what a change did: the sentence a person wants, then the number it has in the history. */
final class Mutations {
  private Mutations() {}

  /** Prints e.g. {@code chat latest: 1.2.4 -> 1.2.3 (change 42)}. */
  static void show(Terminal terminal, String subject, JsonNode answer) {
    StringBuilder line = new StringBuilder(subject);
    String from = text(answer, "from");
    String to = text(answer, "to").isEmpty() ? text(answer, "state") : text(answer, "to");
    if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
      line.append(": ").append(from).append(" -> ").append(to);
    } else if (!to.isEmpty()) {
      line.append(": ").append(to);
    } else if (!from.isEmpty()) {
      line.append(": ").append(from).append(" -> nothing");
    }
    boolean changed = answer.path("changed").asBoolean(true);
    line.append(changed ? "" : ", nothing to change")
        .append(" (change ")
        .append(answer.path("sequence").asString("-"))
        .append(")");
    terminal.say("%s", line);
    for (JsonNode move : answer.path("aliases")) {
      if (!text(move, "alias").equals(text(answer, "alias"))) {
        terminal.say(
            "moved %s: %s -> %s",
            text(move, "alias"), orNothing(text(move, "from")), orNothing(text(move, "to")));
      }
    }
    if (answer.path("yanked").asBoolean(false)) {
      terminal.say("yanked %s: only its exact URL still answers", from);
    }
    for (String key : new String[] {"note", "why", "warning"}) {
      if (!text(answer, key).isEmpty()) {
        terminal.say("%s", text(answer, key));
      }
    }
    answer.path("warnings").forEach(warning -> terminal.say("warning: %s", warning.asString()));
    Undo.show(terminal, answer.path("undo"));
  }

  private static String orNothing(String text) {
    return text.isEmpty() ? "nothing" : text;
  }

  static String text(JsonNode json, String key) {
    JsonNode value = json.path(key);
    return value.isValueNode() && !value.isNull() ? value.asString() : "";
  }
}
