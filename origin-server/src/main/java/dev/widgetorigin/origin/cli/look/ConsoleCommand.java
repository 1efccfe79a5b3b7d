package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints a link that signs a browser in to the console, or opens it. */
@Command(
    name = "console",
    description = "Open the console in a browser, signed in with your token.",
    footer = {
      "",
      "  widget-origin console            prints a link; it works once, for two minutes",
      "  widget-origin console --open     and opens it in a browser on this machine"
    })
public final class ConsoleCommand extends ClientCommand {
  @Option(names = "--open", description = "Also open the link in a browser.")
  private boolean open;

  public ConsoleCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    if (open && client.json()) {
      throw usage("--open: expected without --json, which only prints the link");
    }
    ObjectNode answer = (ObjectNode) api.json("POST", "/console/links", object());
    return answer.put("url", api.base() + answer.path("path").asString(""));
  }

  @Override
  protected void show(JsonNode answer) {
    String url = answer.path("url").asString("");
    terminal.say("%s", url);
    if (open && !opened(url)) {
      terminal.warn("No browser could be started here; open the link yourself.");
    }
  }

  private static boolean opened(String url) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command =
        system.contains("mac")
            ? List.of("open", url)
            : system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
                : List.of("xdg-open", url);
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
