package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Whatever the documents say to type is a command that there is, with options that it has; and they
 * name every option that there is.
 */
final class DocumentedCommandsTest {
  /** Up to where a shell would see another command, a redirection or a comment. */
  private static final Pattern COMMAND =
      Pattern.compile("(?<![\\w/.-])(?:bin/)?widget-origin ([a-z][^|;&#>)']*)");

  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

  /** Options of tar and of deploy/install.sh. */
  private static final Set<String> FOREIGN = Set.of("--sparse", "--uninstall");

  private static CommandLine whole() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Cli.whole(TestTerminal.unattended(nowhere, nowhere, Map.of()));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("..", "docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(Path.of("..")::resolve),
              docs.filter(file -> file.toString().endsWith(".md")))
          .sorted()
          .toList();
    }
  }

  /** Lines of blocks, and what stands between backticks elsewhere. */
  private static List<String> code(Path document) throws IOException {
    List<String> code = new ArrayList<>();
    boolean block = false;
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith("```")) {
        block = !block;
      } else if (block) {
        code.add(line);
      } else {
        SPAN.matcher(line).results().forEach(span -> code.add(span.group(1)));
      }
    }
    return code;
  }

  /** What is wrong with a line of words behind {@code widget-origin}. */
  private static List<String> problems(CommandLine root, String words) {
    List<String> problems = new ArrayList<>();
    CommandLine command = root;
    boolean options = false;
    for (String word : words.strip().split("\\s+", -1)) {
      CommandLine below = options ? null : command.getSubcommands().get(word);
      if (word.startsWith("--")) {
        options = true;
        String option = word.replaceFirst("[^a-z-].*", "");
        if (command.getCommandSpec().findOption(option) == null) {
          problems.add(command.getCommandSpec().qualifiedName() + " has no " + option);
        }
      } else if (below != null) {
        command = below;
      } else if (command == root) {
        problems.add("no command " + word);
        break;
      }
    }
    return problems;
  }

  @Test
  void commands_inDocuments_existWithTheirOptions() throws IOException {
    CommandLine root = whole();
    int found = 0;
    List<String> problems = new ArrayList<>();
    for (Path document : documents()) {
      for (String code : code(document)) {
        Matcher command = COMMAND.matcher(code);
        while (command.find()) {
          found++;
          for (String problem : problems(root, command.group(1))) {
            problems.add(document.getFileName() + ": " + problem + ": " + command.group());
          }
        }
      }
    }
    assertThat(problems).isEmpty();
    assertThat(found).isGreaterThan(100);
  }

  private static Set<String> options(CommandLine command) {
    Set<String> names =
        command.getCommandSpec().options().stream()
            .flatMap(option -> Stream.of(option.names()))
            .collect(Collectors.toCollection(TreeSet::new));
    command.getSubcommands().values().forEach(below -> names.addAll(options(below)));
    return names;
  }

  /** Each that is shown to people, by its longest name. */
  private static Set<String> shownOptions(CommandLine command) {
    Set<String> names =
        command.getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .map(OptionSpec::longestName)
            .collect(Collectors.toCollection(TreeSet::new));
    command.getSubcommands().values().forEach(below -> names.addAll(shownOptions(below)));
    return names;
  }

  @Test
  void options_ofEveryCommand_areNamedInADocument() throws IOException {
    Set<String> missing = shownOptions(whole());
    assertThat(missing).hasSizeGreaterThan(50);
    for (Path document : documents()) {
      for (String code : code(document)) {
        OPTION.matcher(code).results().forEach(option -> missing.remove(option.group()));
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void options_namedByThemselves_areOfSomeCommand() throws IOException {
    Set<String> all = options(whole());
    List<String> unknown = new ArrayList<>();
    for (Path document : documents()) {
      for (String code : code(document)) {
        Matcher option = OPTION.matcher(code);
        if (option.lookingAt()
            && !all.contains(option.group())
            && !FOREIGN.contains(option.group())) {
          unknown.add(document.getFileName() + ": " + code);
        }
      }
    }
    assertThat(unknown).isEmpty();
  }
}
