package dev.widgetorigin.origin;

import dev.widgetorigin.origin.cli.Cli;

/** Entry point of the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.run(args));
  }
}
