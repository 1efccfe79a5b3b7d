package dev.widgetorigin.origin.cli;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one call of the command line came to. Nobody is at the terminal, and nothing is on the
 * standard input.
 *
 * @param code 0 where it did what it was told
 */
public record CliRun(int code, String out, String err) {
  /** Runs the command line as a process with that environment would. */
  public static CliRun of(Map<String, String> environment, String... arguments) {
    return at(Clock.systemUTC(), environment, arguments);
  }

  /** The same by another clock. */
  public static CliRun at(Clock clock, Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        TestTerminal.unattended(new PrintWriter(out), new PrintWriter(err), environment, clock);
    int code = Cli.run(terminal, arguments);
    return new CliRun(code, out.toString(), err.toString());
  }

  /** Whatever is said there is lost. */
  static Terminal terminal(Map<String, String> environment) {
    return TestTerminal.unattended(
        new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), environment);
  }

  /** The standard output, where it is JSON. */
  public JsonNode json() {
    return JsonMapper.shared().readTree(out);
  }
}
