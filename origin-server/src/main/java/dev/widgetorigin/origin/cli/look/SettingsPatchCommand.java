package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes single settings of a widget; the origin keeps all others, also those set meanwhile. */
abstract class SettingsPatchCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "WIDGET", description = "e.g. chat, or @acme/chat")
  protected String widget;

  @Mixin private ReasonOption reason;

  protected SettingsPatchCommand(Terminal terminal) {
    super(terminal);
  }

  /** Adds what changes. An IllegalArgumentException is shown as a usage error. */
  protected abstract void fill(ObjectNode patch);

  /** What changed, for a person. */
  protected abstract String changes();

  @Override
  protected final JsonNode ask(ApiClient api) {
    ObjectNode patch = object();
    try {
      fill(patch);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    String path = ApiClient.widget(WidgetArguments.widget(this, widget)) + "/settings";
    return api.json("PATCH", path, reason.addTo(patch));
  }

  @Override
  protected final void show(JsonNode answer) {
    Mutations.show(terminal, widget + " settings: " + changes(), answer);
  }
}
