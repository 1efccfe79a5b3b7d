package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command can answer in JSON, or there is a reason; docs/cli-json.md names each. */
class JsonOfEveryCommandTest {
  private static final Map<String, String> REASONS =
      Map.of(
          "serve", "runs until it is stopped; listeners.json is for machines",
          "demo", "is for people",
          "completion", "prints a script");

  /** Commands that only have others. */
  private static final List<String> GROUPS =
      List.of("rollout", "loader", "token", "keys", "notify", "audit");

  /** Each with the words that call it: {@code settings set}. */
  private static Map<String, CommandLine> commands() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    Terminal terminal = TestTerminal.unattended(nowhere, nowhere, Map.of());
    Map<String, CommandLine> all = new TreeMap<>();
    add(all, "", Cli.whole(terminal));
    GROUPS.forEach(all::remove);
    return all;
  }

  private static void add(Map<String, CommandLine> all, String prefix, CommandLine line) {
    line.getSubcommands()
        .forEach(
            (name, below) -> {
              all.put(prefix + name, below);
              add(all, prefix + name + " ", below);
            });
  }

  @Test
  void command_each_hasJsonOrAReason() {
    List<String> without = new ArrayList<>();
    commands()
        .forEach(
            (name, line) -> {
              if (line.getCommandSpec().findOption("--json") == null) {
                without.add(name);
              }
            });
    assertThat(without).containsExactlyInAnyOrderElementsOf(REASONS.keySet());
  }

  @Test
  void document_namesEachCommand() throws IOException {
    String document = Files.readString(Path.of("../docs/cli-json.md"));
    assertThat(commands().keySet())
        .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
  }
}
