package dev.widgetorigin.origin.cli.recover;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Lifts a pin. */
@Command(name = "unpin", description = "Lift a pin; the alias follows the releases again.")
public final class UnpinCommand extends ClientCommand {
  @Parameters(
      arity = "1..2",
      hideParamSyntax = true,
      paramLabel = "WIDGET ALIAS",
      description = "e.g. chat v1, or chat@latest")
  private List<String> arguments;

  @Mixin private ReasonOption reason;

  private String subject;

  public UnpinCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = WidgetArguments.two(this, arguments, "WIDGET ALIAS");
    String widget = WidgetArguments.widget(this, target.get(0));
    subject = widget + " " + target.get(1);
    String path = ApiClient.alias(widget, target.get(1));
    return api.json("DELETE", path, reason.addTo(object()));
  }

  @Override
  protected void show(JsonNode answer) {
    Mutations.show(terminal, subject, answer);
  }
}
