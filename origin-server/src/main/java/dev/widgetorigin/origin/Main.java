package dev.widgetorigin.origin;

import dev.widgetorigin.origin.cli.Cli;

/** Entry point of the command line. */
public final class Main {
  /** Netty's events for the JDK's Flight Recorder, which is set up for them at the first buffer. */
  private static final String BUFFER_EVENTS = "io.netty.jfr.enabled";

  private Main() {}

  public static void main(String[] args) {
    if (System.getProperty(BUFFER_EVENTS) == null) {
      // They would be an eighth of the start.
      System.setProperty(BUFFER_EVENTS, "false");
    }
    System.exit(Cli.run(args));
  }
}
