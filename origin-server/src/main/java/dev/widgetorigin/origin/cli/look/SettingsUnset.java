package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
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
final class SettingsUnset extends SettingsPatchCommand {
  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY",
      description = "e.g. deltas, cors or cacheControl.alias")
  private List<String> keys;

  SettingsUnset(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected void fill(ObjectNode patch) {
    String group = "";
    // Sorted, so that a group comes before what is below it, which goes with it.
    for (String key : new TreeSet<>(removed())) {
      if (group.isEmpty() || !SettingKeys.covers(group, key)) {
        SettingKeys.put(patch, key, JsonNodeFactory.instance.nullNode());
        group = key;
      }
    }
  }

  @Override
  protected String changes() {
    return "default for " + String.join(", ", removed());
  }

  private List<String> removed() {
    return keys.stream().map(SettingKeys::removed).distinct().toList();
  }
}
