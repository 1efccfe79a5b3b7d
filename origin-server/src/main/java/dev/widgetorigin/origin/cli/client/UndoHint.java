package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import tools.jackson.databind.JsonNode;

/** Shows the commands that would take a change back. */
final class UndoHint {
  private UndoHint() {}

  /** The answer's {@code undo}: one step or several, each with the command a person would type. */
  static void show(Terminal terminal, JsonNode undo) {
    if (undo.isArray()) {
      undo.forEach(step -> show(terminal, step));
    } else if (!Mutations.text(undo, "command").isEmpty()) {
      terminal.say("undo: %s", Mutations.text(undo, "command"));
    }
  }
}
