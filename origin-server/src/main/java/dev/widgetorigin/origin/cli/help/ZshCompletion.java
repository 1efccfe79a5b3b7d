package dev.widgetorigin.origin.cli.help;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A completion script for zsh: one function for each command, by {@code _arguments}. It can be
 * sourced, and be a file of {@code $fpath} that is called {@code _widget-origin}.
 *
 * @see <a href="https://zsh.sourceforge.io/Doc/Release/Completion-System.html">zsh, Completion
 *     System</a>
 */
final class ZshCompletion {
  private final StringBuilder script = new StringBuilder();
  private final String name;

  private ZshCompletion(String name) {
    this.name = name;
  }

  static String script(CommandLine line) {
    String name = line.getCommandSpec().name();
    ZshCompletion zsh = new ZshCompletion(name);
    zsh.line("#compdef " + name);
    zsh.line("# Made by '" + name + " completion zsh'.");
    List<CommandTree.Node> nodes = CommandTree.of(line);
    nodes.forEach(zsh::function);
    String function = zsh.functionOf(nodes.get(0));
    zsh.line("");
    // As a file of $fpath it is called for the first completion; sourced, it only says for what.
    zsh.line("if [ \"$funcstack[1]\" = " + function + " ]; then");
    zsh.line("  " + function + " \"$@\"");
    zsh.line("else");
    zsh.line("  compdef " + function + " " + name);
    zsh.line("fi");
    return zsh.script.toString();
  }

  private void line(String text) {
    script.append(text).append('\n');
  }

  /** {@code _widget-origin}, {@code _widget-origin_settings_set}. */
  private String functionOf(CommandTree.Node node) {
    return "_" + name + (node.path().isEmpty() ? "" : "_" + String.join("_", node.path()));
  }

  private void function(CommandTree.Node node) {
    List<CommandTree.Node> below = node.below();
    line("");
    line(functionOf(node) + "() {");
    if (!below.isEmpty()) {
      line("  local -a commands");
      line("  local context state state_descr line");
      line("  typeset -A opt_args");
      line("  commands=(");
      below.forEach(
          each ->
              line(
                  "    "
                      + quoted(
                          last(each).replace(":", "\\:")
                              + ":"
                              + CommandTree.summary(each.spec()))));
      line("  )");
    }
    // -S: no option stands behind --. -C: the words of a command are completed by its own function.
    line("  _arguments -S" + (below.isEmpty() ? "" : " -C") + " \\");
    node.options().forEach(option -> line("    " + option(option) + " \\"));
    if (below.isEmpty()) {
      line("    " + quoted(arguments(node)));
    } else {
      line("    " + quoted("1: :->command") + " \\");
      line("    " + quoted("*:: :->rest"));
      line("  case $state in");
      line("    command) _describe -t commands command commands ;;");
      line("    rest)");
      line("      case $words[1] in");
      below.forEach(each -> line("        " + last(each) + ") " + functionOf(each) + " ;;"));
      line("      esac ;;");
      line("  esac");
    }
    line("}");
  }

  private static String last(CommandTree.Node node) {
    return node.path().get(node.path().size() - 1);
  }

  /** {@code '(-r --reason)'{-r+,--reason=}'[Why]:TEXT: '}. */
  private static String option(OptionSpec option) {
    boolean value = CommandTree.takesValue(option);
    String action = !value ? "" : CommandTree.isFile(option) ? ":_files" : candidates(option);
    String what =
        "["
            + escaped(CommandTree.summary(option.description()))
            + "]"
            + (value ? ":" + escaped(option.paramLabel()) + action : "");
    List<String> names =
        List.of(option.names()).stream()
            .map(each -> each + (!value ? "" : each.startsWith("--") ? "=" : "+"))
            .toList();
    String many = option.isMultiValue() ? "*" : "";
    if (names.size() == 1) {
      return quoted(many + names.get(0) + what);
    }
    String others = many.isEmpty() ? "(" + String.join(" ", option.names()) + ")" : many;
    return quoted(others) + "{" + String.join(",", names) + "}" + quoted(what);
  }

  private static String arguments(CommandTree.Node node) {
    if (node.takesFiles()) {
      return "*:file:_files";
    }
    return node.spec().positionalParameters().stream()
        .filter(each -> !CommandTree.candidates(each).isEmpty())
        .findFirst()
        .map(each -> "*:" + escaped(each.paramLabel()) + candidates(each))
        .orElse("*: : ");
  }

  private static String candidates(ArgSpec argument) {
    String all = CommandTree.candidates(argument);
    return all.isEmpty() ? ": " : ":(" + all + ")";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
