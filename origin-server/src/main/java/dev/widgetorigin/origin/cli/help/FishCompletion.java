package dev.widgetorigin.origin.cli.help;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A completion script for fish: one line for each command and each option, and a condition that
 * says behind which words it is offered.
 *
 * @see <a href="https://fishshell.com/docs/current/completions.html">fish, Writing your own
 *     completions</a>
 */
final class FishCompletion {
  private static final String CONDITION =
      """
      # Whether these words, options left out, are those of the line up to here.
      function __widget_origin_at
          set -l words
          for word in (commandline -opc)[2..-1]
              string match -q -- '-*' $word; or set -a words $word
          end
          set -l exact $argv[1]
          set -l path $argv[2..-1]
          # Under a command, what follows its words are arguments; only: nothing follows.
          set -l length (count $path)
          test $exact = only; and test (count $words) -ne $length; and return 1
          test (count $words) -ge $length; or return 1
          test $length -eq 0; or test "$words[1..$length]" = "$path"
      end
      """;

  private FishCompletion() {}

  static String script(CommandLine line) {
    StringBuilder script = new StringBuilder();
    String name = line.getCommandSpec().name();
    script.append("# Made by '").append(name).append(" completion fish'.\n");
    script.append(CONDITION).append('\n');
    script.append("complete -c ").append(name).append(" -f\n");
    for (CommandTree.Node node : CommandTree.of(line)) {
      String at = "complete -c " + name + " -n '" + at("only", node) + "' ";
      for (CommandTree.Node below : node.below()) {
        List<String> path = below.path();
        script
            .append(at)
            .append("-a ")
            .append(path.get(path.size() - 1))
            .append(" -d ")
            .append(quoted(CommandTree.summary(below.spec())))
            .append('\n');
      }
      String own = "complete -c " + name + " -n '" + own(node) + "' ";
      if (node.takesFiles()) {
        script.append(own).append("-F\n");
      }
      node.spec().positionalParameters().stream()
          .map(CommandTree::candidates)
          .filter(candidates -> !candidates.isEmpty())
          .forEach(each -> script.append(own).append("-a ").append(quoted(each)).append('\n'));
      node.options().forEach(option -> script.append(own).append(option(option)).append('\n'));
    }
    return script.toString();
  }

  /** Behind the words of the command, and of none below it. */
  private static String own(CommandTree.Node node) {
    if (node.path().isEmpty()) {
      return at("only", node);
    }
    StringBuilder own = new StringBuilder(at("under", node));
    node.below().forEach(each -> own.append("; and not ").append(at("under", each)));
    return own.toString();
  }

  private static String at(String how, CommandTree.Node node) {
    return ("__widget_origin_at " + how + " " + String.join(" ", node.path())).strip();
  }

  private static String option(OptionSpec option) {
    StringBuilder text = new StringBuilder();
    for (String name : option.names()) {
      text.append(name.startsWith("--") ? "-l " : "-s ")
          .append(name.replaceFirst("^--?", ""))
          .append(' ');
    }
    if (CommandTree.takesValue(option)) {
      text.append(CommandTree.isFile(option) ? "-r -F " : "-x ");
    }
    String candidates = CommandTree.candidates(option);
    if (!candidates.isEmpty()) {
      text.append("-a ").append(quoted(candidates)).append(' ');
    }
    return text.append("-d ").append(quoted(CommandTree.summary(option.description()))).toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
