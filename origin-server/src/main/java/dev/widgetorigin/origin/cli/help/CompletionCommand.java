package dev.widgetorigin.origin.cli.help;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script by which a shell completes commands and options. */
@Command(
    name = "completion",
    description = "Print a script by which a shell completes commands and options.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "  source <(widget-origin completion bash)        into ~/.bashrc",
      "  source <(widget-origin completion zsh)         into ~/.zshrc, after compinit",
      "  widget-origin completion fish >~/.config/fish/completions/widget-origin.fish",
      "",
      "deploy/install.sh installs all three."
    })
public final class CompletionCommand implements Callable<Integer> {
  /** The shells for which there is a script. */
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  /** The same for the scripts themselves. */
  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SHELLS.iterator();
    }
  }

  @Spec private CommandSpec spec;

  private final Terminal terminal;
  private final Supplier<CommandLine> commands;

  @Parameters(
      paramLabel = "bash|zsh|fish",
      completionCandidates = Shells.class,
      description = "The shell.")
  private String shell;

  /**
   * @param commands the command line with all commands, by its plain name
   */
  public CompletionCommand(Terminal terminal, Supplier<CommandLine> commands) {
    this.terminal = terminal;
    this.commands = commands;
  }

  @Override
  public Integer call() {
    CommandLine line = commands.get();
    String script =
        switch (shell) {
          case "bash" -> AutoComplete.bash(line.getCommandSpec().name(), line);
          case "zsh" -> ZshCompletion.script(line);
          case "fish" -> FishCompletion.script(line);
          default ->
              throw new ParameterException(
                  spec.commandLine(), "expected one of " + SHELLS + ", found '" + shell + "'");
        };
    terminal.out().print(script);
    terminal.out().flush();
    return 0;
  }
}
