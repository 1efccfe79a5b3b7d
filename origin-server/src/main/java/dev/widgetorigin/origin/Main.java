package dev.widgetorigin.origin;

import dev.widgetorigin.origin.cli.Entry;
import java.util.Locale;

/** Entry point of the command line. */
public final class Main {
  /** Netty's events for the JDK's Flight Recorder, which is set up for them at the first buffer. */
  private static final String BUFFER_EVENTS = "io.netty.jfr.enabled";

  /** What Netty's names of channels begin with; nothing here reads those names. */
  private static final String MACHINE = "io.netty.machineId";

  private Main() {}

  public static void main(String[] args) {
    // In many locales a number has other digits, or a comma for its point. Most of what is made
    // here is for programs, or is compared with what another machine made.
    Locale.setDefault(Locale.ROOT);
    // They would be an eighth of the start.
    setUnlessGiven(BUFFER_EVENTS, "false");
    // Netty would look for a network card, and warn where a sandbox such as systemd's hides it.
    setUnlessGiven(MACHINE, "00:00:00:00:00:00:00:01");
    System.exit(run(args));
  }

  private static int run(String... args) {
    try {
      return Entry.run(args);
    } catch (Throwable failure) {
      failure.printStackTrace();
      // An origin may run already. Its threads would keep a process that nobody waits for, and
      // stopping it in order would be called a success.
      Runtime.getRuntime().halt(1);
      return 1;
    }
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
