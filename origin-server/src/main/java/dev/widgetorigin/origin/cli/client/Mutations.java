package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Says what a change did: the sentence a person wants, then the number it has in the history. */
public final class Mutations {
  private static final Pattern AT =
      Pattern.compile("at (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z)");

  /** Of aliases that moved, so many are named. */
  private static final int MOST_MOVED = 20;

  private Mutations() {}

  /** Prints e.g. {@code chat latest: 1.2.4 -> 1.2.3 (change 42)}. */
  public static void show(Terminal terminal, String subject, JsonNode answer) {
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
    showMoves(terminal, answer, "moved");
    if (answer.path("yanked").asBoolean(false)) {
      terminal.say("yanked %s: only its exact URL still answers", from);
    }
    showHolds(terminal, answer);
    for (String key : new String[] {"holds", "spread", "note", "why", "warning"}) {
      if (!text(answer, key).isEmpty()) {
        terminal.say("%s", text(answer, key));
      }
    }
    answer.path("warnings").forEach(warning -> terminal.say("warning: %s", warning.asString()));
    showUndo(terminal, answer);
  }

  /** The aliases that moved, but for the one that was asked about. */
  public static void showMoves(Terminal terminal, JsonNode answer, String moved) {
    int shown = 0;
    for (JsonNode move : answer.path("aliases")) {
      if (text(move, "alias").equals(text(answer, "alias"))) {
        continue;
      }
      if (++shown > MOST_MOVED) {
        terminal.say("%s more aliases: %d", moved, answer.path("aliases").size() - MOST_MOVED);
        break;
      }
      terminal.say(
          "%s %s: %s -> %s",
          moved, text(move, "alias"), orNothing(text(move, "from")), orNothing(text(move, "to")));
    }
  }

  /** The pins that keep a version back. */
  public static void showHolds(Terminal terminal, JsonNode answer) {
    for (JsonNode held : answer.path("held")) {
      terminal.say("held: %s", recent(terminal, text(held, "message")));
    }
  }

  /** The commands that put things back, where the answer names them: one step, or several. */
  public static void showUndo(Terminal terminal, JsonNode answer) {
    JsonNode undo = answer.path("undo");
    for (JsonNode step : undo.isArray() ? undo : List.of(undo)) {
      if (!text(step, "command").isEmpty()) {
        terminal.say("undo: %s", text(step, "command"));
      }
    }
  }

  /** {@code at 2026-…Z} as a person reads it: {@code 3 min ago}. */
  public static String recent(Terminal terminal, String why) {
    return AT.matcher(why)
        .replaceAll(
            found -> {
              try {
                Instant time = Instant.parse(found.group(1));
                Duration age = Duration.between(time, terminal.clock().instant());
                return age.isNegative() ? found.group() : ago(age);
              } catch (DateTimeParseException e) {
                // In somebody's reason, and no time that there is.
                return found.group();
              }
            });
  }

  private static String ago(Duration age) {
    if (age.toMinutes() < 1) {
      return "just now";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + " min ago";
    }
    return age.toDays() < 3 ? age.toHours() + " h ago" : age.toDays() + " days ago";
  }

  private static String orNothing(String text) {
    return text.isEmpty() ? "nothing" : text;
  }

  public static String text(JsonNode json, String key) {
    JsonNode value = json.path(key);
    return value.isValueNode() && !value.isNull() ? value.asString() : "";
  }
}
