package dev.widgetorigin.origin.cli.terminal;

import java.util.List;

/** A command that was refused or failed. The message says what to do; exit code 1. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a server answered, as its problem document has it. */
  public record Refusal(int status, String title, String detail, List<String> errors) {}

  private final transient Refusal refusal;

  public CommandFailure(String message) {
    super(message);
    this.refusal = null;
  }

  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
    this.refusal = null;
  }

  public CommandFailure(String message, Refusal refusal) {
    super(message);
    this.refusal = refusal;
  }

  /** Null where no server refused. */
  public Refusal refusal() {
    return refusal;
  }
}
