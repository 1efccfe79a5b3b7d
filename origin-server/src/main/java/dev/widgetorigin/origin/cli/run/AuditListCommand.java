package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.audit.AuditReader;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.terminal.DurationConverter;
import dev.widgetorigin.origin.cli.terminal.JsonStream;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows lines of the audit log of a store folder on this machine. */
@Command(
    name = "list",
    description = "Show who changed what, and what was refused to whom; oldest first.",
    footer = {
      "",
      "  widget-origin audit list --since 1h --who ci-chat",
      "  widget-origin audit list --widget chat --action rollback --json"
    })
final class AuditListCommand extends StoreCommand {
  private static final int DEFAULT_LIMIT = 1000;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Only lines that are younger, e.g. 30m, 1h or 7d.")
  private Duration since;

  @Option(
      names = "--who",
      paramLabel = "NAME",
      description = "Only lines of the token of this name.")
  private String who;

  @Option(names = "--widget", paramLabel = "WIDGET", description = "Only lines about this widget.")
  private String widget;

  @Option(names = "--action", paramLabel = "ACTION", description = "e.g. publish, create-token.")
  private String action;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "The newest N of them (default ${DEFAULT-VALUE}).")
  private int limit = DEFAULT_LIMIT;

  @Spec private CommandSpec spec;

  AuditListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit: expected a whole number from 1 on, found " + limit);
    }
    Instant from = since == null ? null : terminal.clock().instant().minus(since);
    List<AuditReader.Line> lines;
    try {
      AuditCommand.mustHaveLog(folder());
      lines = AuditReader.find(folder(), new AuditReader.Query(from, who, widget, action, limit));
    } catch (IOException e) {
      throw AuditCommand.unreadable(folder(), e);
    }
    if (json) {
      JsonStream out = new JsonStream(terminal);
      out.list("lines");
      lines.forEach(line -> out.item(line.json()));
      out.endList();
      out.end();
      return 0;
    }
    if (lines.isEmpty()) {
      terminal.say("no such lines");
      return 0;
    }
    print(lines);
    return 0;
  }

  private void print(List<AuditReader.Line> lines) {
    List<String> heading =
        List.of("TIME", "WHO", "ADDRESS", "ACTION", "STATUS", "WIDGET", "TARGET", "WHAT", "WHY");
    // Made when it is printed: a log may have more lines than there is memory for as words.
    Tables.print(
        terminal,
        new AbstractList<>() {
          @Override
          public List<String> get(int index) {
            return index == 0 ? heading : row(lines.get(index - 1).json());
          }

          @Override
          public int size() {
            return lines.size() + 1;
          }
        });
  }

  private static List<String> row(JsonNode line) {
    List<String> row = new ArrayList<>();
    for (String field :
        new String[] {
          "time", "who", "address", "action", "status", "widget", "target", "what", "why"
        }) {
      row.add(Mutations.text(line, field));
    }
    return row;
  }
}
