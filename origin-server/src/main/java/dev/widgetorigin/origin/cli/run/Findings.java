package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * What {@code doctor} found out, in its order: what is well, what is to be known, what is wrong.
 */
final class Findings {
  private record Finding(String level, String about, String text) {}

  private final List<Finding> findings = new ArrayList<>();

  void good(String about, String text) {
    findings.add(new Finding("ok", about, text));
  }

  void warn(String about, String text) {
    findings.add(new Finding("warn", about, text));
  }

  void bad(String about, String text) {
    findings.add(new Finding("bad", about, text));
  }

  boolean anyBad() {
    return findings.stream().anyMatch(finding -> finding.level().equals("bad"));
  }

  /** {@code [{"level": "ok", "about": "disk", "text": "40 GB free"}]}. */
  ArrayNode json() {
    ArrayNode list = JsonMapper.shared().createArrayNode();
    findings.forEach(
        finding ->
            list.addObject()
                .put("level", finding.level())
                .put("about", finding.about())
                .put("text", finding.text()));
    return list;
  }

  void print(Terminal terminal) {
    for (Finding finding : findings) {
      terminal.say("%-4s %-14s %s", finding.level(), finding.about(), finding.text());
    }
  }
}
