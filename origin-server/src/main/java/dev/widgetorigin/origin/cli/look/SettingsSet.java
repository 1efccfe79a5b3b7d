package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Sets single settings of a widget. */
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
final class SettingsSet extends SettingsPatchCommand {
  @Parameters(
      index = "1..*",
      arity = "1..*",
      hideParamSyntax = true,
      paramLabel = "KEY VALUE... | KEY=VALUE...",
      description = "A key and its value or values; or several keys, each with =.")
  private List<String> arguments;

  SettingsSet(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected void fill(ObjectNode patch) {
    values().forEach((key, texts) -> SettingKeys.put(patch, key, SettingKeys.value(key, texts)));
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
  protected String changes() {
    return values().entrySet().stream()
        .map(each -> each.getKey() + " = " + String.join(" ", each.getValue()))
        .collect(Collectors.joining(", "));
  }
}
