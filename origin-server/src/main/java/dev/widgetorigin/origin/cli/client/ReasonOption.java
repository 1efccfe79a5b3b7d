package dev.widgetorigin.origin.cli.client;

import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Why: shown in the history, and to whoever asks why an alias answers what it does. */
public final class ReasonOption {
  @Option(
      names = {"-r", "--reason"},
      paramLabel = "TEXT",
      description = "Why; kept in the history.")
  private String reason = "";

  /** Empty where none is given. */
  public String text() {
    return reason;
  }

  public ObjectNode addTo(ObjectNode body) {
    return reason.isBlank() ? body : body.put("reason", reason);
  }
}
