package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.load.Secrets;
import dev.widgetorigin.origin.config.load.SettingInForce;
import dev.widgetorigin.origin.config.load.UnknownName;
import dev.widgetorigin.origin.web.text.Redaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows the configuration with which an origin would start here, and where each value is from. */
@Command(
    name = "config",
    description = "Show the configuration an origin has here, and where each value comes from.",
    footer = {
      "",
      "  widget-origin config                          every setting",
      "  widget-origin config --given                  only what differs from the default",
      "  widget-origin config delivery store.path      only these",
      "  widget-origin config --config /etc/widget-origin/widget-origin.yaml",
      "",
      "Secrets are not shown. An origin that runs may have been started with other values."
    })
public final class ConfigCommand extends LocalCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "KEY",
      description = "Only these, e.g. delivery.port, or delivery for all of its group.")
  private List<String> keys = List.of();

  @Option(names = "--given", description = "Only what file, environment or options set.")
  private boolean given;

  public ConfigCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    List<SettingInForce> all = options().source(terminal).explain();
    for (String key : keys) {
      if (all.stream().noneMatch(each -> covers(key, each.setting().key()))) {
        List<String> known = all.stream().map(each -> each.setting().key()).toList();
        throw new CommandFailure("'" + key + "': " + UnknownName.message(key, known));
      }
    }
    List<SettingInForce> wanted =
        all.stream()
            .filter(each -> !given || !each.places().isEmpty())
            .filter(
                each ->
                    keys.isEmpty()
                        || keys.stream().anyMatch(key -> covers(key, each.setting().key())))
            .toList();
    Path file = options().source(terminal).read();
    String admin = Secrets.adminTokenFrom(terminal.environment());
    if (json) {
      terminal.json(json(file, admin, wanted));
    } else {
      show(file, admin, wanted);
    }
    return 0;
  }

  private static boolean covers(String named, String key) {
    return key.equals(named) || key.startsWith(named + ".");
  }

  private static ObjectNode json(Path file, String admin, List<SettingInForce> settings) {
    ObjectNode json = object();
    json.put("file", file == null ? null : file.toAbsolutePath().toString());
    json.put("adminToken", admin);
    ArrayNode list = json.putArray("settings");
    for (SettingInForce each : settings) {
      ObjectNode one = list.addObject();
      one.put("key", each.setting().key());
      one.set("value", JsonMapper.shared().valueToTree(each.plain()));
      one.put("source", each.places().isEmpty() ? "default" : kind(each.places().get(0)));
      ArrayNode places = one.putArray("places");
      each.places()
          .forEach(place -> places.addObject().put("kind", kind(place)).put("name", place.name()));
    }
    return json;
  }

  private static String kind(SettingInForce.Place place) {
    return place.kind().name().toLowerCase(Locale.ROOT);
  }

  private void show(Path file, String admin, List<SettingInForce> settings) {
    terminal.say("file: %s", file == null ? "none" : file.toAbsolutePath());
    if (admin != null) {
      terminal.say("administrator's token: from %s", admin);
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("KEY", "VALUE", "FROM"));
    for (SettingInForce each : settings) {
      rows.add(
          List.of(each.setting().key(), Redaction.hide(text(each.plain())), from(each.places())));
    }
    Tables.print(terminal, rows);
  }

  private static String from(List<SettingInForce.Place> places) {
    if (places.isEmpty()) {
      return "default";
    }
    String first = places.get(0).toString();
    return places.size() == 1
        ? first
        : first
            + " (not "
            + places.stream()
                .skip(1)
                .map(SettingInForce.Place::toString)
                .collect(Collectors.joining(", "))
            + ")";
  }

  private static String text(Object plain) {
    if (plain == null) {
      return "none";
    }
    if (plain instanceof List<?> list) {
      return list.stream().map(ConfigCommand::text).collect(Collectors.joining(", ", "[", "]"));
    }
    if (plain instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(each -> each.getKey() + ": " + text(each.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return plain.toString();
  }
}
