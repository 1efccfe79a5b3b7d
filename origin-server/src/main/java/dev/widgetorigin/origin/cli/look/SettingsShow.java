package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows a widget's settings by key. */
@Command(
    name = "show",
    description = "Show a widget's settings by key.",
    footer = {
      "",
      "  widget-origin settings show chat              what is set",
      "  widget-origin settings show chat --all        and all other keys there are",
      "  widget-origin settings show chat cors         only those of the group"
    })
final class SettingsShow extends ClientCommand {
  @Parameters(index = "0", paramLabel = "WIDGET", description = "e.g. chat, or @acme/chat")
  private String widget;

  @Parameters(
      index = "1..*",
      paramLabel = "KEY",
      description = "Only these, e.g. deltas, or cors for all of its group.")
  private List<String> keys = List.of();

  @Option(names = "--all", description = "Also the keys that have the origin's default.")
  private boolean all;

  SettingsShow(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    try {
      keys.forEach(SettingKeys::removed);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    return api.get(ApiClient.widget(WidgetArguments.widget(this, widget)) + "/settings");
  }

  @Override
  protected void show(JsonNode answer) {
    Map<String, String> set = SettingKeys.flat(answer);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("KEY", "VALUE"));
    set.forEach((key, value) -> addRow(rows, key, value));
    List<String> others =
        SettingKeys.all().stream().filter(key -> !set.containsKey(key) && wanted(key)).toList();
    if (all || !keys.isEmpty()) {
      others.forEach(key -> addRow(rows, key, "(default)"));
    }
    // One name of many that may stand there, as cacheControl.alias, is no key of its own.
    keys.stream()
        .filter(
            key ->
                Stream.concat(set.keySet().stream(), others.stream())
                    .noneMatch(each -> SettingKeys.covers(key, each)))
        .forEach(key -> addRow(rows, key, "(default)"));
    Tables.print(terminal, rows);
    if (!all && keys.isEmpty()) {
      terminal.say(
          "%d other keys have the default: widget-origin settings show %s --all",
          others.size(), widget);
    }
  }

  private void addRow(List<List<String>> rows, String key, String value) {
    if (wanted(key)) {
      rows.add(List.of(key, value));
    }
  }

  private boolean wanted(String key) {
    return keys.isEmpty() || keys.stream().anyMatch(named -> SettingKeys.covers(named, key));
  }
}
