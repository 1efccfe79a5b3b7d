package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows how often a widget's files were downloaded, by version, file type or day. */
@Command(
    name = "stats",
    description = "Show how often a widget was downloaded: is anybody still on 1.0?",
    footer = {
      "",
      "  widget-origin stats                     all widgets",
      "  widget-origin stats chat --days 7",
      "  widget-origin stats chat --by day --json",
      "  widget-origin stats import access.log --format nginx"
    })
public final class StatsCommand extends ClientCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "WIDGET",
      description = "e.g. chat or @acme/chat; all widgets where none is named")
  private String widget;

  @Option(
      names = "--by",
      paramLabel = "version|file|day",
      description = "What each line shows (default: version; for all widgets: widget).")
  private String by;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Today and the days before, up to 90 (default ${DEFAULT-VALUE}).")
  private int days = 30;

  private StatsCommand(Terminal terminal) {
    super(terminal);
  }

  /** The command with its own command. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new StatsCommand(terminal))
        .addSubcommand("import", new StatsImport(terminal));
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    if (days < 1) {
      throw usage("--days: expected a whole number from 1 on, found " + days);
    }
    String of = widget == null ? "" : ApiClient.widget(WidgetArguments.widget(this, widget));
    String rows = by == null ? "" : "&by=" + ApiClient.segment(by);
    return api.get(of + "/stats?days=" + days + rows);
  }

  @Override
  protected void show(JsonNode answer) {
    String name = Mutations.text(answer, "by");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(name.toUpperCase(Locale.ROOT), "FROM ORIGINS", "FROM EDGES", "BYTES"));
    for (JsonNode row : answer.path("rows")) {
      rows.add(row(Mutations.text(row, name), row));
    }
    rows.add(row("total", answer.path("total")));
    Tables.print(terminal, rows);
    JsonNode latency = answer.path("latency");
    if (latency.path("requests").asLong(0) > 0) {
      terminal.say(
          "%,d answers of origins%s: half within %s ms, 95%% within %s ms, 99%% within %s ms",
          latency.path("requests").asLong(),
          widget == null
              ? ", also those about no widget"
              : " about " + Mutations.text(answer, "widget"),
          bound(latency, "p50Millis"),
          bound(latency, "p95Millis"),
          bound(latency, "p99Millis"));
    }
    terminal.say("%s", Mutations.text(answer, "note"));
  }

  private static List<String> row(String name, JsonNode sums) {
    return List.of(name, count(sums, "origin"), count(sums, "edges"), count(sums, "bytes"));
  }

  private static String count(JsonNode sums, String field) {
    return String.format(Locale.ROOT, "%,d", sums.path(field).asLong(0));
  }

  private static String bound(JsonNode latency, String field) {
    String bound = Mutations.text(latency, field);
    return bound.isEmpty() ? "more than 10,000" : bound;
  }
}
