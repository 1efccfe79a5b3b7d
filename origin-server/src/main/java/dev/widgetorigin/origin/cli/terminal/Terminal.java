package dev.widgetorigin.origin.cli.terminal;

import dev.widgetorigin.origin.web.text.Redaction;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The world a command sees: streams, environment and clock.
 *
 * @param outIsTerminal whether a person looks at {@code out} right now
 * @param errIsTerminal the same for {@code err}
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment,
    Clock clock) {

  /** That of this process. */
  public static Terminal ofProcess() {
    return new Terminal(
        new ProcessOutput(new FileOutputStream(FileDescriptor.out), Charset.defaultCharset()),
        new PrintWriter(System.err, true, Charset.defaultCharset()),
        System.in,
        isTerminal("out"),
        isTerminal("err"),
        System.getenv(),
        Clock.systemUTC());
  }

  /** The same with other variables of the environment. */
  public Terminal with(Map<String, String> variables) {
    return new Terminal(out, err, in, outIsTerminal, errIsTerminal, variables, clock);
  }

  /** The launcher looks with {@code [ -t 1 ]}: Java 17 can tell only for all streams together. */
  @SuppressWarnings("SystemConsoleNull") // without the launcher, the best that Java 17 can tell
  private static boolean isTerminal(String stream) {
    String told = System.getProperty("widgetorigin.terminal");
    return told == null ? System.console() != null : told.contains(stream);
  }

  /** Says something to a person; hints name the command as it was called. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library of its own
  public void say(String format, Object... arguments) {
    String text = arguments.length == 0 ? format : format.formatted(arguments);
    out.println(Printable.lines(named(text)));
    out.flush();
  }

  /** Prints a result for machines, as it is. */
  public void json(JsonNode result) {
    out.println(Printable.lines(result.toPrettyString()));
    out.flush();
  }

  /** The same as {@link #say} on the standard error stream, where no secret belongs. */
  public void warn(String text) {
    err.println(Printable.lines(shown(text)));
    err.flush();
  }

  /** A message of an error as it is shown to people. */
  String shown(String text) {
    return named(Redaction.hide(text));
  }

  /** Why not all that was said could be written to {@code out}; null where it could. */
  public String outputTrouble() {
    return out instanceof ProcessOutput output ? output.trouble() : null;
  }

  /** Asks a person on the standard error stream; anything but {@code y} or {@code yes} is a no. */
  public boolean agrees(String question) {
    err.print(shown(question) + " [y/N] ");
    err.flush();
    try {
      String line =
          new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())).readLine();
      return line != null && List.of("y", "yes").contains(line.strip().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new CommandFailure("cannot read the answer: " + e.getMessage(), e);
    }
  }

  private String named(String text) {
    return CommandName.in(text, environment);
  }
}
