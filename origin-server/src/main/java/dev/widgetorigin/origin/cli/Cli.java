package dev.widgetorigin.origin.cli;

import dev.widgetorigin.origin.cli.demo.DemoCommand;
import dev.widgetorigin.origin.cli.help.CompletionCommand;
import dev.widgetorigin.origin.cli.help.ManCommand;
import dev.widgetorigin.origin.cli.importing.ImportCommand;
import dev.widgetorigin.origin.cli.inspect.InspectCommand;
import dev.widgetorigin.origin.cli.look.ConsoleCommand;
import dev.widgetorigin.origin.cli.look.HistoryCommand;
import dev.widgetorigin.origin.cli.look.ListCommand;
import dev.widgetorigin.origin.cli.look.SettingsCommand;
import dev.widgetorigin.origin.cli.look.ShowCommand;
import dev.widgetorigin.origin.cli.look.StatsCommand;
import dev.widgetorigin.origin.cli.recover.BlockCommand;
import dev.widgetorigin.origin.cli.recover.PinCommand;
import dev.widgetorigin.origin.cli.recover.PurgeCommand;
import dev.widgetorigin.origin.cli.recover.RollbackCommand;
import dev.widgetorigin.origin.cli.recover.SwitchCommands;
import dev.widgetorigin.origin.cli.recover.UnpinCommand;
import dev.widgetorigin.origin.cli.release.ChannelCommand;
import dev.widgetorigin.origin.cli.release.LoaderCommand;
import dev.widgetorigin.origin.cli.release.PromoteCommand;
import dev.widgetorigin.origin.cli.release.PublishCommand;
import dev.widgetorigin.origin.cli.release.RolloutCommand;
import dev.widgetorigin.origin.cli.release.SignCommand;
import dev.widgetorigin.origin.cli.release.StateCommands;
import dev.widgetorigin.origin.cli.run.AuditCommand;
import dev.widgetorigin.origin.cli.run.BackupCommand;
import dev.widgetorigin.origin.cli.run.ConfigCommand;
import dev.widgetorigin.origin.cli.run.CopyCommand;
import dev.widgetorigin.origin.cli.run.DoctorCommand;
import dev.widgetorigin.origin.cli.run.GcCommand;
import dev.widgetorigin.origin.cli.run.KeysCommand;
import dev.widgetorigin.origin.cli.run.NotifyCommand;
import dev.widgetorigin.origin.cli.run.RestoreCommand;
import dev.widgetorigin.origin.cli.run.ServeCommand;
import dev.widgetorigin.origin.cli.run.TokenCommand;
import dev.widgetorigin.origin.cli.run.VerifyCommand;
import dev.widgetorigin.origin.cli.terminal.Build;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.CommandName;
import dev.widgetorigin.origin.cli.terminal.ErrorReport;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: finds the command, runs it, and answers with its exit code: 0, 1 or 2. */
@Command(
    name = "widget-origin",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "The origin server for widget bundles.",
    footer = {
      "",
      "Exit codes: 0 done, 1 refused or failed, 2 wrong usage.",
      "Clients find the origin by --server or WIDGET_ORIGIN_SERVER, and sign in with --token or",
      "WIDGET_ORIGIN_TOKEN. 'widget-origin COMMAND --help' shows the help of a command."
    })
final class Cli implements Runnable {
  /** Commands by heading, in the order the help shows them. */
  static final Map<String, Map<String, Function<Terminal, Object>>> COMMANDS = commands();

  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // commands look for it among what was parsed
  @Option(names = "--json", hidden = true)
  private boolean json;

  private Cli() {}

  /** What {@code --version} says. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "widget-origin " + Build.version() + " (Java " + Runtime.version() + ")"
      };
    }
  }

  private static Map<String, Map<String, Function<Terminal, Object>>> commands() {
    Map<String, Map<String, Function<Terminal, Object>>> all = new LinkedHashMap<>();
    all.put("When a release went wrong", whenWrong());
    all.put("Getting a version out", gettingOut());
    all.put("Looking", looking());
    all.put("Running an origin", running());
    all.put("In a shell", inShell());
    return all;
  }

  private static Map<String, Function<Terminal, Object>> whenWrong() {
    Map<String, Function<Terminal, Object>> all = new LinkedHashMap<>();
    all.put("rollback", RollbackCommand::new);
    all.put("off", SwitchCommands.Off::new);
    all.put("on", SwitchCommands.On::new);
    all.put("pin", PinCommand::new);
    all.put("unpin", UnpinCommand::new);
    all.put("yank", StateCommands.Yank::new);
    all.put("block", BlockCommand::new);
    all.put("purge", PurgeCommand::create);
    return all;
  }

  private static Map<String, Function<Terminal, Object>> gettingOut() {
    Map<String, Function<Terminal, Object>> all = new LinkedHashMap<>();
    all.put("publish", PublishCommand::new);
    all.put("import", ImportCommand::new);
    all.put("sign", SignCommand::new);
    all.put("release", StateCommands.Release::new);
    all.put("promote", PromoteCommand::new);
    all.put("deprecate", StateCommands.Deprecate::new);
    all.put("channel", ChannelCommand::new);
    all.put("rollout", RolloutCommand::create);
    all.put("loader", LoaderCommand::create);
    return all;
  }

  private static Map<String, Function<Terminal, Object>> looking() {
    Map<String, Function<Terminal, Object>> all = new LinkedHashMap<>();
    all.put("console", ConsoleCommand::new);
    all.put("list", ListCommand::new);
    all.put("show", ShowCommand::new);
    all.put("history", HistoryCommand::new);
    all.put("stats", StatsCommand::create);
    all.put("inspect", InspectCommand::new);
    all.put("settings", SettingsCommand::create);
    return all;
  }

  private static Map<String, Function<Terminal, Object>> running() {
    Map<String, Function<Terminal, Object>> all = new LinkedHashMap<>();
    all.put("serve", ServeCommand::new);
    all.put("config", ConfigCommand::new);
    all.put("demo", DemoCommand::new);
    all.put("token", TokenCommand::create);
    all.put("keys", KeysCommand::create);
    all.put("notify", NotifyCommand::create);
    all.put("doctor", DoctorCommand::new);
    all.put("verify", VerifyCommand::new);
    all.put("gc", GcCommand::new);
    all.put("backup", BackupCommand::new);
    all.put("restore", RestoreCommand::new);
    all.put("copy", CopyCommand::new);
    all.put("audit", AuditCommand::create);
    return all;
  }

  private static Map<String, Function<Terminal, Object>> inShell() {
    Map<String, Function<Terminal, Object>> all = new LinkedHashMap<>();
    all.put("completion", terminal -> new CompletionCommand(terminal, () -> whole(terminal)));
    all.put("man", terminal -> new ManCommand(terminal, () -> whole(terminal)));
    return all;
  }

  /** What the parser says of {@code pin chat}, and of {@code pin chat --json}. */
  private static final Pattern TOO_FEW =
      Pattern.compile(
          "Expected parameter \\d+ \\(of \\d+ mandatory parameters?\\) for positional parameter"
              + " at index \\S+ \\((.*)\\) but found '.*'",
          Pattern.DOTALL);

  /** What the parser says of {@code --port x}. */
  private static final Pattern NO_NUMBER =
      Pattern.compile(
          "Invalid value for option '(-[^']*)'(?: \\(<?[^)]*\\))?: '(.*)' is not an? (?:int|long)",
          Pattern.DOTALL);

  /** What the parser says of {@code --set port}. */
  private static final Pattern NO_PAIR =
      Pattern.compile(
          "Value for option option '(-[^']*)' \\(.*\\) should be in KEY=VALUE format but was (.*)",
          Pattern.DOTALL);

  /** What the parser says of {@code inspect} alone. */
  private static final Pattern TOO_FEW_OF_ALL =
      Pattern.compile(
          "positional parameter at index \\S+ \\((.*)\\) requires at least \\d+ values?, but .*",
          Pattern.DOTALL);

  /** As everywhere else: what was expected, and what was found. */
  private static String words(String parser) {
    String text = TOO_FEW.matcher(parser).replaceFirst("expected $1");
    text = TOO_FEW_OF_ALL.matcher(text).replaceFirst("expected $1");
    text = NO_NUMBER.matcher(text).replaceFirst("$1: expected a whole number, found '$2'");
    return NO_PAIR.matcher(text).replaceFirst("$1: expected KEY=VALUE, found '$2'");
  }

  /** Runs a command. */
  static int run(Terminal terminal, String... typed) {
    String[] arguments = withoutHelpAndVersion(typed);
    ErrorReport errors = new ErrorReport(terminal, arguments);
    String first = arguments.length == 0 ? "" : arguments[0];
    // Looking through one command's options instead of all is a good part of a quick start.
    CommandLine line = line(terminal, name -> !known(first) || name.equals(first));
    line.setCommandName(CommandName.of(terminal.environment()));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // "@acme/chat" is a widget, and not the file acme/chat with further arguments.
    line.setExpandAtFiles(false);
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler((failure, wrong) -> misused(errors, failure));
    line.setExecutionExceptionHandler((failure, command, result) -> errors.report(failure));
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    line.getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commandList(help.subcommands()));
    nameExamples(line, terminal.environment());
    return written(terminal, errors, line.execute(arguments));
  }

  /** A result that was lost on a full disk is no success, whatever became of the command. */
  private static int written(Terminal terminal, ErrorReport errors, int code) {
    String trouble = code == 0 ? terminal.outputTrouble() : null;
    return trouble == null
        ? code
        : errors.report(
            new CommandFailure(
                "the output could not be written: "
                    + trouble
                    + ". What the command did is done; only what it said is lost"));
  }

  /** {@code help pin} and {@code version}, as other tools have them, are options here. */
  private static String[] withoutHelpAndVersion(String... typed) {
    String first = typed.length == 0 ? "" : typed[0];
    if (first.equals("version") && typed.length == 1) {
      return new String[] {"--version"};
    }
    if (!first.equals("help")) {
      return typed;
    }
    String[] arguments = Arrays.copyOfRange(typed, 1, typed.length + 1);
    arguments[typed.length - 1] = "--help";
    return arguments;
  }

  private static CommandLine line(Terminal terminal, Predicate<String> wanted) {
    CommandLine line = new CommandLine(new Cli());
    COMMANDS.values().stream()
        .flatMap(group -> group.entrySet().stream())
        .filter(entry -> wanted.test(entry.getKey()))
        .forEach(entry -> line.addSubcommand(entry.getKey(), entry.getValue().apply(terminal)));
    return line;
  }

  /** With all commands, by its plain name: to look at, not to run. */
  static CommandLine whole(Terminal terminal) {
    return line(terminal, name -> true);
  }

  private static boolean known(String name) {
    return COMMANDS.values().stream().anyMatch(group -> group.containsKey(name));
  }

  /** Examples in the help name the command as it was called. */
  private static void nameExamples(CommandLine line, Map<String, String> environment) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.footer(
        Arrays.stream(usage.footer())
            .map(example -> CommandName.in(example, environment))
            .toArray(String[]::new));
    line.getSubcommands().values().forEach(below -> nameExamples(below, environment));
  }

  private static String commandList(Map<String, CommandLine.Help> commands) {
    StringBuilder text = new StringBuilder();
    COMMANDS.forEach(
        (heading, group) -> {
          text.append("%n%s:%n".formatted(heading));
          for (String name : group.keySet()) {
            CommandLine.Help help = commands.get(name);
            if (help != null) {
              String[] description = help.commandSpec().usageMessage().description();
              text.append("  %-10s %s%n".formatted(name, description[0]));
            }
          }
        });
    return text.toString();
  }

  /** A line on what was wrong and where to read on; the whole help would bury it. */
  private static int misused(ErrorReport errors, ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    StringWriter suggestions = new StringWriter();
    UnmatchedArgumentException.printSuggestions(failure, new PrintWriter(suggestions, true));
    return errors.misused(
        failure instanceof UnmatchedArgumentException unmatched
            ? Unmatched.message(unmatched.getUnmatched())
            : words(failure.getMessage()),
        suggestions + "Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command? " + List.copyOf(spec.subcommands().keySet()));
  }
}
