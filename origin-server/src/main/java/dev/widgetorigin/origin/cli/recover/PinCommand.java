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

/** Holds an alias on one version. */
@Command(name = "pin", description = "Hold an alias on one version until it is unpinned.")
public final class PinCommand extends ClientCommand {
  @Parameters(
      arity = "2..3",
      hideParamSyntax = true,
      paramLabel = "WIDGET ALIAS VERSION",
      description = "e.g. chat v1 1.2.3, or chat@latest 1.2.3")
  private List<String> arguments;

  @Mixin private ReasonOption reason;

  private String subject;

  public PinCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = WidgetArguments.split(arguments);
    if (target.size() != 3) {
      throw usage("expected WIDGET ALIAS VERSION, found " + String.join(" ", arguments));
    }
    String widget = WidgetArguments.widget(this, target.get(0));
    subject = widget + " " + target.get(1);
    return api.json(
        "PUT",
        ApiClient.alias(widget, target.get(1)),
        reason.addTo(
            object()
                .put("version", WidgetArguments.version(this, target.get(2)))
                .put("pin", true)));
  }

  @Override
  protected void show(JsonNode answer) {
    Mutations.show(terminal, subject, answer);
  }
}
