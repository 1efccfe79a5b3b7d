package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.Sizes;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import tools.jackson.databind.JsonNode;

/** Tells a publisher what became of a bundle. */
final class PublishReport {
  private PublishReport() {}

  /**
   * @param state that was asked for, e.g. {@code released} or {@code released to next}
   */
  static void show(
      Terminal terminal, String subject, String state, boolean dryRun, JsonNode answer) {
    Sizes.printFiles(terminal, answer.path("files"));
    terminal.say("");
    for (JsonNode skipped : answer.path("omitted")) {
      terminal.say("left out: %s", words(skipped));
    }
    for (JsonNode warning : answer.path("warnings")) {
      terminal.say("warning: %s", words(warning));
    }
    Mutations.showMoves(terminal, answer, dryRun ? "would move" : "moved");
    Mutations.showHolds(terminal, answer);
    if (dryRun) {
      Sizes.printChanges(terminal, answer.path("sizes"));
      terminal.say("%s: nothing was published (dry run)", subject);
    } else if (answer.path("quick").asBoolean(false)) {
      terminal.say(
          "%s: served at its exact URL (change %s); %s when it is compressed as well as can be",
          subject, Mutations.text(answer, "sequence"), state);
    } else if (answer.path("completed").asBoolean(false)) {
      terminal.say(
          "%s: the same bytes were published fast before and not completed; now they are: %s (change"
              + " %s)",
          subject, state, Mutations.text(answer, "sequence"));
    } else if (answer.path("changed").asBoolean(true)) {
      terminal.say("%s: %s (change %s)", subject, state, Mutations.text(answer, "sequence"));
    } else if (answer.path("repaired").asBoolean(false)) {
      terminal.say(
          "%s: the same bytes were published before; some had been lost and are back", subject);
    } else {
      terminal.say("%s: the same bytes were published before, nothing to change", subject);
    }
  }

  private static String words(JsonNode node) {
    if (node.isValueNode()) {
      return node.asString();
    }
    String message = Mutations.text(node, "message");
    String path = Mutations.text(node, "path");
    return path.isEmpty() || message.contains(path) ? message : path + ": " + message;
  }
}
