package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes settings of a widget away: the origin's defaults hold again. */
@Command(
    name = "unset",
    description = "Restore the origin's default for a setting of a widget, or for several.",
    footer = {
      "",
      "  widget-origin settings unset chat deltas",
      "  widget-origin settings unset chat cors            all of the group",
      "  widget-origin settings unset chat cacheControl.alias loader.global"
    })
final class SettingsUnset extends ClientCommand {
  @Parameters(index = "0", paramLabel = "WIDGET", description = "e.g. chat, or @acme/chat")
  private String widget;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY",
      description = "e.g. deltas, cors or cacheControl.alias")
  private List<String> keys;

  @Mixin private ReasonOption reason;

  SettingsUnset(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    ObjectNode patch = object();
    try {
      String group = "";
      // Sorted, so that a group comes before what is below it, which goes with it.
      for (String key : new TreeSet<>(keys.stream().map(SettingKeys::removed).toList())) {
        if (group.isEmpty() || !SettingKeys.covers(group, key)) {
          SettingKeys.put(patch, key, JsonNodeFactory.instance.nullNode());
          group = key;
        }
      }
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    String path = ApiClient.widget(WidgetArguments.widget(this, widget)) + "/settings";
    return api.json("PATCH", path, reason.addTo(patch)).json();
  }

  @Override
  protected void show(JsonNode answer) {
    List<String> removed = keys.stream().map(SettingKeys::removed).distinct().toList();
    Mutations.show(
        terminal, widget + " settings: default for " + String.join(", ", removed), answer);
  }
}
