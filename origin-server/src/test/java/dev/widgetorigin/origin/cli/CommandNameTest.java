package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.terminal.CommandName;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Hints name the command as it was called, and errors are JSON where JSON was asked for. */
class CommandNameTest {
  private static final Map<String, String> CLONE =
      Map.of("WIDGET_ORIGIN_COMMAND", "bin/widget-origin");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Terminal terminal(Map<String, String> environment) {
    return TestTerminal.unattended(new PrintWriter(out), new PrintWriter(err), environment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "undo: widget-origin unpin chat latest|undo: bin/widget-origin unpin chat latest",
        "'widget-origin list' names all|'bin/widget-origin list' names all",
        "PORT=80 widget-origin serve|PORT=80 bin/widget-origin serve",
        "widget-origin COMMAND --help|bin/widget-origin COMMAND --help",
        "widget-origin yank a; widget-origin gc|bin/widget-origin yank a; bin/widget-origin gc",
        "widget-origin is ready|widget-origin is ready",
        "widget-origin: no|widget-origin: no",
        "widget-origin lists|widget-origin lists",
        "/opt/widget-origin serve|/opt/widget-origin serve",
        "widget-origin.yaml|widget-origin.yaml",
        "my-widget-origin list|my-widget-origin list"
      })
  void in_text_replacesTheNameBeforeCommandsOnly(String text, String expected) {
    assertThat("'" + CommandName.in(text, CLONE) + "'").isEqualTo("'" + expected + "'");
    assertThat(CommandName.in(text, Map.of())).isEqualTo(text);
  }

  @Test
  void commands_areThoseOfTheCommandLine() {
    assertThat(CommandName.COMMANDS)
        .isEqualTo(Cli.COMMANDS.values().stream().flatMap(all -> all.keySet().stream()).toList());
  }

  @Test
  void in_nameWithDollarAndQuotes_isTakenAsItIs() {
    Map<String, String> odd = Map.of("WIDGET_ORIGIN_COMMAND", "/a\\ b/$1/widget-origin");
    assertThat(CommandName.in("widget-origin list", odd)).isEqualTo("/a\\ b/$1/widget-origin list");
  }

  @Test
  void help_examples_nameTheCommandAsItWasCalled() {
    assertThat(Cli.run(terminal(CLONE), "rollback", "--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: bin/widget-origin rollback", "  bin/widget-origin rollback chat v2")
        .doesNotContain(" widget-origin rollback");
  }

  @Test
  void misuse_hint_namesTheCommandAsItWasCalled() {
    assertThat(Cli.run(terminal(CLONE), "rollback")).isEqualTo(2);
    assertThat(err.toString()).contains("Try 'bin/widget-origin rollback --help'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list --json --server http://127.0.0.1:1|1|bin/widget-origin serve",
        "rollback --json|2|WIDGET",
        "--json frob|2|frob",
        "serve --json|2|--json",
        "verify --json --store /nowhere/at/all|1|/nowhere/at/all"
      })
  void json_error_isOneObjectOnTheErrorStream(String line, int code, String message) {
    assertThat(Cli.run(terminal(CLONE), line.split(" ", -1))).isEqualTo(code);
    var error = JsonMapper.shared().readTree(err.toString()).required("error");
    assertThat(error.required("message").asString()).contains(message);
    assertThat(error.required("exitCode").asInt()).isEqualTo(code);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }
}
