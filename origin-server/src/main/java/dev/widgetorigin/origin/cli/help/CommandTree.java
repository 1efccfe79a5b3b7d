package dev.widgetorigin.origin.cli.help;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands as a list, each with the words that lead to it; what is hidden is left out. */
final class CommandTree {
  /**
   * A command.
   *
   * @param path its words below the first: empty for the command itself, {@code [channel]}, {@code
   *     [settings, set]}
   */
  record Node(List<String> path, CommandSpec spec) {
    Node {
      path = List.copyOf(path);
    }

    List<Node> below() {
      List<Node> nodes = new ArrayList<>();
      spec.subcommands().forEach((name, line) -> nodes.add(below(name, line.getCommandSpec())));
      return nodes;
    }

    private Node below(String name, CommandSpec inner) {
      List<String> words = new ArrayList<>(path);
      words.add(name);
      return new Node(words, inner);
    }

    List<OptionSpec> options() {
      return spec.options().stream().filter(option -> !option.hidden()).toList();
    }

    /** Whether a file or a folder may stand where no option is. */
    boolean takesFiles() {
      return spec.positionalParameters().stream().anyMatch(CommandTree::isFile);
    }
  }

  /** Of a sentence; what follows {@code e.g.} is still the same one. */
  private static final Pattern END = Pattern.compile("(?<!\\be\\.g)\\.(?: |$)");

  private CommandTree() {}

  /** The first is the command itself; one that has others comes before them. */
  static List<Node> of(CommandLine line) {
    List<Node> nodes = new ArrayList<>();
    add(nodes, new Node(List.of(), line.getCommandSpec()));
    return nodes;
  }

  private static void add(List<Node> nodes, Node node) {
    nodes.add(node);
    node.below().forEach(each -> add(nodes, each));
  }

  static boolean isFile(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes().length > 0 ? argument.auxiliaryTypes()[0] : null;
    return type == Path.class || type == File.class;
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** What may stand there, with spaces between; empty where it is anything. */
  static String candidates(ArgSpec argument) {
    List<String> all = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(all::add);
    }
    String text = String.join(" ", all);
    return argument.type().isEnum() ? text.toLowerCase(Locale.ROOT) : text;
  }

  /** The first sentence about it, in one line and without its full stop. */
  static String summary(String... description) {
    String text = String.join(" ", description).replaceAll("\\s+", " ").strip();
    return END.split(text, 2)[0];
  }

  static String summary(CommandSpec spec) {
    return summary(spec.usageMessage().description());
  }
}
