package dev.widgetorigin.origin.cli.terminal;

import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;

/** Terminals of tests. */
public final class TestTerminal {
  private TestTerminal() {}

  /** Nobody sits at it, and nothing is on the standard input. */
  public static Terminal unattended(
      PrintWriter out, PrintWriter err, Map<String, String> environment) {
    return unattended(out, err, environment, Clock.systemUTC());
  }

  /** The same by another clock. */
  public static Terminal unattended(
      PrintWriter out, PrintWriter err, Map<String, String> environment, Clock clock) {
    return new Terminal(out, err, InputStream.nullInputStream(), false, false, environment, clock);
  }
}
