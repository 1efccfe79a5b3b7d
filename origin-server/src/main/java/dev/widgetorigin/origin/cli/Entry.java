package dev.widgetorigin.origin.cli;

import dev.widgetorigin.origin.cli.demo.Training;
import dev.widgetorigin.origin.cli.serve.Serving;
import dev.widgetorigin.origin.cli.terminal.ErrorReport;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.io.IOException;

/**
 * Where the program begins: a plain {@code serve}, which is what most processes of it do, is run
 * without the parser of the command line, whose classes would take a good part of a start.
 */
public final class Entry {
  private Entry() {}

  /** Runs a command in this process's world, and returns its exit code. */
  public static int run(String... arguments) throws IOException, InterruptedException {
    Terminal terminal = Terminal.ofProcess();
    if (Training.isMeant(arguments)) {
      return Training.run(terminal, arguments);
    }
    Serving serving = Serving.plain(terminal, arguments);
    return serving == null
        ? Cli.run(terminal, arguments)
        : serving.runOrReport(new ErrorReport(terminal, arguments));
  }
}
