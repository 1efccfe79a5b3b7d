package dev.widgetorigin.origin.cli.terminal;

import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.config.value.FileTrouble;
import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells on the standard error stream why a command did not do what it was asked: in words, or as
 * one JSON object on one line where {@code --json} was given.
 *
 * <pre>
 * {"error":{"message":"Widget not found (404): There is no widget 'chat'.","exitCode":1,
 *   "status":404,"title":"Widget not found","detail":"There is no widget 'chat'.","errors":[]}}
 * </pre>
 *
 * <p>{@code message} and {@code exitCode} are always there, the others where a server refused.
 */
public final class ErrorReport {
  private final Terminal terminal;
  private final boolean json;

  /**
   * @param arguments of the command line, also of one that cannot be parsed
   */
  public ErrorReport(Terminal terminal, String... arguments) {
    this.terminal = terminal;
    this.json = wantsJson(arguments);
  }

  private static boolean wantsJson(String... arguments) {
    for (String argument : arguments) {
      if (argument.equals("--")) {
        // What follows are values, whatever they look like.
        return false;
      }
      if (argument.equals("--json")) {
        return true;
      }
    }
    return false;
  }

  /** The command was used wrongly; {@code hint} says where to read on. */
  public int misused(String message, String hint) {
    if (json) {
      write(error(message, ExitCode.USAGE));
    } else {
      terminal.warn(CommandName.PLAIN + ": " + message);
      terminal.warn(hint);
    }
    return ExitCode.USAGE;
  }

  /** It was refused, could not be done, or is a mistake of this program. */
  public int report(Exception failure) {
    if (failure instanceof UncheckedIOException e) {
      return failed(new CommandFailure(words(e), e));
    }
    return failure instanceof CommandFailure
            || failure instanceof ConfigException
            || failure instanceof StoreException
        ? failed(failure)
        : unexpected(failure);
  }

  /** Most often a file or folder of this machine. */
  private static String words(UncheckedIOException failure) {
    IOException cause = failure.getCause();
    boolean says = !cause.toString().equals(failure.getMessage());
    String what =
        cause instanceof FileSystemException
            ? "a file or folder cannot be used"
            : "reading or writing failed";
    return (says ? failure.getMessage() : what) + ": " + FileTrouble.why(null, cause);
  }

  private int failed(Exception failure) {
    // Made here, and not for every command: that takes a good part of a quick one.
    LoggerFactory.getLogger(ErrorReport.class).debug("the command failed", failure);
    if (!json) {
      terminal.warn(CommandName.PLAIN + ": " + failure.getMessage());
      return ExitCode.SOFTWARE;
    }
    ObjectNode error = error(failure.getMessage(), ExitCode.SOFTWARE);
    if (failure instanceof CommandFailure refused && refused.refusal() != null) {
      CommandFailure.Refusal refusal = refused.refusal();
      error.put("status", refusal.status());
      error.put("title", refusal.title());
      error.put("detail", terminal.shown(refusal.detail()));
      ArrayNode errors = error.putArray("errors");
      refusal.errors().forEach(each -> errors.add(terminal.shown(each)));
    }
    write(error);
    return ExitCode.SOFTWARE;
  }

  /** A mistake of this program. */
  private int unexpected(Exception failure) {
    if (json) {
      write(error("the command failed unexpectedly: " + failure, ExitCode.SOFTWARE));
    } else {
      failure.printStackTrace(terminal.err());
      terminal.err().flush();
    }
    return ExitCode.SOFTWARE;
  }

  private ObjectNode error(String message, int exitCode) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("message", terminal.shown(message))
        .put("exitCode", exitCode);
  }

  private void write(ObjectNode error) {
    terminal
        .err()
        .println(
            Printable.lines(JsonMapper.shared().createObjectNode().set("error", error).toString()));
    terminal.err().flush();
  }
}
