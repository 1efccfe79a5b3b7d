package dev.widgetorigin.origin.cli.help;

import dev.widgetorigin.origin.cli.terminal.Build;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.value.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the manual pages. */
@Command(
    name = "man",
    description = "Write manual pages of all commands.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "  widget-origin man --out ~/.local/share/man/man1",
      "  man widget-origin-publish",
      "",
      "deploy/install.sh installs them."
    })
public final class ManCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<CommandLine> commands;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder for the pages; made if it is not there.")
  private Path out;

  @Option(names = "--json", description = "Print the names of the files as JSON.")
  private boolean json;

  /**
   * @param commands the command line with all commands, by its plain name
   */
  public ManCommand(Terminal terminal, Supplier<CommandLine> commands) {
    this.terminal = terminal;
    this.commands = commands;
  }

  @Override
  public Integer call() {
    List<ManPage> pages = ManPage.of(commands.get(), Build.version());
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.put("folder", out.toAbsolutePath().normalize().toString());
    ArrayNode files = answer.putArray("files");
    try {
      Files.createDirectories(out);
      for (ManPage page : pages) {
        String file = page.name() + ".1";
        Files.writeString(out.resolve(file), page.roff());
        files.add(file);
      }
    } catch (IOException e) {
      String why =
          Files.exists(out) && !Files.isDirectory(out)
              ? "it is no folder"
              : FileTrouble.why(out, e);
      throw new CommandFailure(
          "cannot write the pages into " + out + ": " + why + "; name another folder with --out",
          e);
    }
    if (json) {
      terminal.json(answer);
    } else {
      terminal.say("wrote %d pages into %s", pages.size(), out);
    }
    return 0;
  }
}
