package dev.widgetorigin.origin.cli.terminal;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

  /** A person sits at it who types that. */
  public static Terminal attended(
      String typed, PrintWriter out, PrintWriter err, Map<String, String> environment) {
    InputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
    return new Terminal(out, err, in, true, true, environment, Clock.systemUTC());
  }
}
