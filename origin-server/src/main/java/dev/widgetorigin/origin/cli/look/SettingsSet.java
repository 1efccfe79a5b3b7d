package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes single settings of a widget; the origin keeps all others, also those set meanwhile. */
@Command(
    name = "set",
    description = "Change a setting of a widget, or several; all others stay.",
    footer = {
      "",
      "  widget-origin settings set chat aliasMode redirect",
      "  widget-origin settings set chat cors.allowedOrigins https://a.example"
          + " 'https://*.b.example'",
      "  widget-origin settings set chat sizeBudget.maxScriptBytes=500kB sizeBudget.error=true",
      "",
      "The values of a list stand one after the other. 'settings show chat --all' names all keys."
    })
final class SettingsSet extends ClientCommand {
  @Parameters(index = "0", paramLabel = "WIDGET", description = "e.g. chat, or @acme/chat")
  private String widget;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      hideParamSyntax = true,
      paramLabel = "KEY VALUE... | KEY=VALUE...",
      description = "A key and its value or values; or several keys, each with =.")
  private List<String> arguments;

  @Mixin private ReasonOption reason;

  SettingsSet(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    ObjectNode patch = object();
    try {
      values().forEach((key, texts) -> SettingKeys.put(patch, key, SettingKeys.value(key, texts)));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    String path = ApiClient.widget(WidgetArguments.widget(this, widget)) + "/settings";
    return api.json("PATCH", path, reason.addTo(patch)).json();
  }

  /** By key, in the order in which they stand. */
  private Map<String, List<String>> values() {
    if (arguments.get(0).indexOf('=') < 0) {
      if (arguments.size() == 1) {
        throw new IllegalArgumentException(
            "expected a value behind "
                + arguments.get(0)
                + "; to have the default again: widget-origin settings unset "
                + widget
                + " "
                + arguments.get(0));
      }
      return Map.of(arguments.get(0), arguments.subList(1, arguments.size()));
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String each : arguments) {
      int equals = each.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException("expected KEY=VALUE, found '" + each + "'");
      }
      values.merge(
          each.substring(0, equals),
          List.of(each.substring(equals + 1)),
          (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    }
    return values;
  }

  @Override
  protected void show(JsonNode answer) {
    String said =
        values().entrySet().stream()
            .map(each -> each.getKey() + " = " + String.join(" ", each.getValue()))
            .collect(Collectors.joining(", "));
    Mutations.show(terminal, widget + " settings: " + said, answer);
  }
}
