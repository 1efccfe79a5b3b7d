package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lets latest and ranges answer a version that was published to a channel. */
@Command(
    name = "promote",
    description = "Let latest and ranges answer a version that was published to a channel.",
    footer = {
      "",
      "  widget-origin publish dist --version 2.1.0 --channel next   only next moves",
      "  widget-origin promote chat 2.1.0                            now latest and v2 move, too"
    })
public final class PromoteCommand extends ClientCommand {
  @Parameters(
      arity = "1..2",
      hideParamSyntax = true,
      paramLabel = "WIDGET VERSION",
      description = "e.g. chat 2.1.0, or chat@2.1.0")
  private List<String> arguments;

  @Option(
      names = "--unpin",
      description = "Also lift the pins of rollbacks that would hold it back.")
  private boolean unpin;

  @Mixin private ReasonOption reason;

  private String subject;

  public PromoteCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = WidgetArguments.two(this, arguments, "WIDGET VERSION");
    String widget = WidgetArguments.widget(this, target.get(0));
    String version = WidgetArguments.version(this, target.get(1));
    subject = widget + " " + version;
    ObjectNode body = reason.addTo(object());
    if (unpin) {
      body.put("unpin", true);
    }
    return api.json("POST", ApiClient.version(widget, version) + "/promote", body);
  }

  @Override
  protected void show(JsonNode answer) {
    Mutations.show(terminal, subject + " promoted", answer);
  }
}
