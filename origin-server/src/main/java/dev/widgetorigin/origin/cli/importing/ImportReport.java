package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.resolver.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What came of an import; docs/importing.md has its JSON. */
final class ImportReport {
  /**
   * One version.
   *
   * @param outcome {@code published}, {@code would-publish}, {@code exists} or {@code refused}
   * @param deprecated whether it was deprecated, as it is where it came from
   * @param channel to which it was published; null for none
   * @param omitted its files that no bundle has: dot-files and the like
   * @param held pins that keep it from aliases, as a publish answers them
   * @param problem why it was refused; else empty
   */
  record Line(
      String widget,
      String version,
      String place,
      String outcome,
      boolean deprecated,
      String channel,
      List<String> omitted,
      List<JsonNode> held,
      String problem) {
    static Line refused(ImportSource.Item item, String problem) {
      return new Line(
          item.widget(),
          item.version().toString(),
          item.place(),
          "refused",
          false,
          null,
          List.of(),
          List.of(),
          problem);
    }

    boolean isRefused() {
      return outcome.equals("refused");
    }
  }

  private final boolean dryRun;
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final Map<String, String[]> tags = new LinkedHashMap<>();

  ImportReport(boolean dryRun) {
    this.dryRun = dryRun;
  }

  void add(Line line) {
    lines.add(line);
  }

  void leftOut(String what, String why) {
    leftOut.put(what, why);
  }

  void tag(String tag, Version version, String outcome) {
    tags.put(tag, new String[] {version.toString(), outcome});
  }

  /** The widget of the versions that are here now; null where there is none. */
  String widget() {
    return lines.stream()
        .filter(line -> !line.isRefused())
        .map(Line::widget)
        .findFirst()
        .orElse(null);
  }

  /** Whether that version is one of those that were brought. */
  boolean brought(String version) {
    return lines.stream().anyMatch(line -> !line.isRefused() && line.version().equals(version));
  }

  ObjectNode json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("dryRun", dryRun);
    for (String outcome : new String[] {"published", "would-publish", "exists", "refused"}) {
      String name = outcome.equals("would-publish") ? "wouldPublish" : outcome;
      json.put(name, lines.stream().filter(line -> line.outcome().equals(outcome)).count());
    }
    ArrayNode versions = json.putArray("versions");
    for (Line line : lines) {
      ObjectNode one = versions.addObject();
      one.put("widget", line.widget());
      one.put("version", line.version());
      one.put("from", line.place());
      one.put("outcome", line.outcome());
      one.put("deprecated", line.deprecated());
      one.put("channel", line.channel());
      ArrayNode omitted = one.putArray("omitted");
      line.omitted().forEach(omitted::add);
      ArrayNode held = one.putArray("held");
      line.held().forEach(held::add);
      if (line.isRefused()) {
        one.put("problem", line.problem());
      }
    }
    ArrayNode aliases = json.putArray("channels");
    tags.forEach(
        (tag, set) ->
            aliases.addObject().put("channel", tag).put("version", set[0]).put("outcome", set[1]));
    ArrayNode left = json.putArray("leftOut");
    leftOut.forEach((what, why) -> left.addObject().put("what", what).put("why", why));
    return json;
  }
}
