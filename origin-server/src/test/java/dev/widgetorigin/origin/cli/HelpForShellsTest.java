package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Completion scripts and manual pages name every command and option, and shells can read them. */
class HelpForShellsTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Terminal terminal() {
    // As in a clone: scripts and pages are for the command on the PATH all the same.
    Map<String, String> inClone = Map.of("WIDGET_ORIGIN_COMMAND", "bin/widget-origin");
    return TestTerminal.unattended(new PrintWriter(out), new PrintWriter(err), inClone);
  }

  private String run(String... arguments) {
    assertThat(Cli.run(terminal(), arguments)).as("%s", err).isZero();
    return out.toString();
  }

  private static List<CommandSpec> specs(CommandLine line) {
    List<CommandSpec> specs = new ArrayList<>(List.of(line.getCommandSpec()));
    line.getSubcommands().values().forEach(below -> specs.addAll(specs(below)));
    return specs;
  }

  private static String run(Path in, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", said).isZero();
    return said;
  }

  private static boolean has(String command) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(each -> Files.isExecutable(Path.of(each, command)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completion_everyCommandAndOption_isNamed(String shell) {
    String script = run("completion", shell);
    assertThat(script).contains("widget-origin").doesNotContain("bin/widget-origin");
    for (CommandSpec spec : specs(Cli.whole(terminal()))) {
      assertThat(script).contains(spec.name());
      spec.options().stream()
          .filter(option -> !option.hidden())
          .forEach(
              option ->
                  assertThat(script)
                      .as("%s %s", spec.qualifiedName(), option.longestName())
                      .contains(option.longestName().replaceFirst("^--?", "")));
    }
  }

  /** An example is no end of a sentence. */
  @ParameterizedTest
  @CsvSource({
    "zsh, '[Only changes of that type, e.g. rolled-back]'",
    "fish, 'Only changes of that type, e.g. rolled-back'"
  })
  void completion_option_isExplainedToTheEndOfTheSentence(String shell, String said) {
    assertThat(run("completion", shell)).contains(said).doesNotContainPattern("e\\.g[^.]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completion_script_isReadByItsShell(String shell) throws Exception {
    assumeTrue(has(shell), shell + " is not installed");
    Files.writeString(folder.resolve("script"), run("completion", shell));
    assertThat(run(folder, shell, "-n", "script")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "se|serve settings",
        "settings un|unset",
        "settings set --re|--reason",
        "publish --dry|--dry-run"
      })
  void completion_inBash_offersWhatFits(String typed, String expected) throws Exception {
    assumeTrue(has("bash"), "bash is not installed");
    Files.writeString(folder.resolve("script"), run("completion", "bash"));
    String program =
        """
        compopt() { :; }
        source ./script
        COMP_WORDS=(widget-origin %s)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _complete_widget-origin
        printf '%%s\\n' "${COMPREPLY[@]}" | sort | tr '\\n' ' '
        """
            .formatted(typed);
    assertThat(run(folder, "bash", "-c", program).strip()).isEqualTo(expected);
  }

  @Test
  void completion_unknownShell_isWrongUsage() {
    assertThat(Cli.run(terminal(), "completion", "csh")).isEqualTo(2);
    assertThat(err.toString()).contains("expected one of [bash, zsh, fish], found 'csh'");
  }

  @Test
  void man_everyCommand_hasAPageWithItsOptions() throws IOException {
    JsonNode answer =
        JsonMapper.shared()
            .readTree(run("man", "--out", folder.resolve("man1").toString(), "--json"));
    CommandLine whole = Cli.whole(terminal());
    assertThat(answer.path("files")).hasSize(1 + whole.getSubcommands().size());
    for (CommandLine command : whole.getSubcommands().values()) {
      String page =
          Files.readString(folder.resolve("man1/widget-origin-" + command.getCommandName() + ".1"));
      for (CommandSpec spec : specs(command)) {
        for (var option : spec.options()) {
          assertThat(page)
              .as(spec.qualifiedName())
              .contains("\\fB" + option.longestName().replace("-", "\\-") + "\\fR");
        }
      }
    }
  }

  @Test
  void man_pages_areReadWithoutAWarning() throws Exception {
    assumeTrue(has("groff"), "groff is not installed");
    run("man", "--out", folder.toString());
    try (Stream<Path> pages = Files.list(folder)) {
      List<String> command = new ArrayList<>(List.of("groff", "-man", "-ww", "-Tutf8", "-z"));
      pages.map(each -> each.getFileName().toString()).sorted().forEach(command::add);
      assertThat(run(folder, command.toArray(String[]::new))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"file, it is no folder", "file/man1, Not a directory"})
  void man_folderThatCannotBe_saysWhatToDo(String out, String why) throws IOException {
    Files.writeString(folder.resolve("file"), "");
    String path = folder.resolve(out).toString();
    assertThat(Cli.run(terminal(), "man", "--out", path)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "widget-origin: cannot write the pages into %s: %s; name another folder with --out%n"
                .formatted(path, why));
  }
}
