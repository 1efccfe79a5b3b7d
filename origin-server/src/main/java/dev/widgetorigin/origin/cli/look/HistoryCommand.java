package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.changes.json.ChangeWords;
import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows what happened to a widget, or to all. */
@Command(name = "history", description = "Show the changes of a widget, or of all: who, what, why.")
public final class HistoryCommand extends ClientCommand {
  /** So many an origin answers at once. */
  private static final int MOST = 1000;

  @Parameters(
      arity = "0..1",
      paramLabel = "WIDGET",
      description = "e.g. chat or @acme/chat; all widgets where none is named")
  private String widget;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "The newest N changes (default ${DEFAULT-VALUE}).")
  private int limit = 20;

  @Option(
      names = "--before",
      paramLabel = "NUMBER",
      description = "Only changes before the one with that number.")
  private Long before;

  @Option(names = "--who", paramLabel = "NAME", description = "Only changes of that name.")
  private String who;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only younger changes, e.g. 1h, 7d or 2026-11-22T08:00:00Z.")
  private String since;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only changes of that type, e.g. rolled-back.")
  private String type;

  public HistoryCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    if (limit < 1) {
      throw usage("--limit: expected a whole number from 1 on, found " + limit);
    }
    String path =
        (widget == null ? "" : ApiClient.widget(WidgetArguments.widget(this, widget)))
            + "/history?"
            + option("who", who)
            + option("since", since)
            + option("type", type)
            + "limit=";
    ObjectNode answer = page(api, path, limit, before);
    ArrayNode history = answer.withArrayProperty("history");
    int full = MOST;
    // A page that is not full is the last: or else the search took as long as one call may.
    while (history.size() == full && full < limit && answer.has("next")) {
      ObjectNode older = page(api, path, limit - history.size(), answer.remove("next").asLong());
      older.path("history").forEach(batch -> history.add(batch));
      if (older.has("next")) {
        answer.set("next", older.get("next"));
      }
      full += MOST;
    }
    return answer;
  }

  private static ObjectNode page(ApiClient api, String path, int most, Long before) {
    String end = before == null ? "" : "&before=" + before;
    return (ObjectNode) api.get(path + Math.min(most, MOST) + end).json();
  }

  private static String option(String name, String value) {
    return value == null ? "" : name + "=" + ApiClient.segment(value) + "&";
  }

  @Override
  protected void show(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("CHANGE", "TIME", "WHO", "WHAT", "WHY"));
    for (JsonNode batch : answer.path("history")) {
      List<String> what = new ArrayList<>();
      for (JsonNode change : batch.path("changes")) {
        if (!ChangeWords.isPartOfRollback(change, batch.path("changes"))) {
          what.add(describe(change));
        }
      }
      rows.add(
          List.of(
              Mutations.text(batch, "sequence"),
              Mutations.text(batch, "time"),
              Mutations.text(batch, "who"),
              String.join("; ", what),
              Mutations.text(batch, "why")));
    }
    if (rows.size() > 1) {
      Tables.print(terminal, rows);
    } else {
      terminal.say("no such changes");
    }
    if (answer.path("history").size() < limit && answer.has("next")) {
      terminal.say(
          "older changes were not looked through: go on with --before %s",
          Mutations.text(answer, "next"));
    }
  }

  /** {@code chat: published 1.0.0}; without the widget where all are of one. */
  static String describe(JsonNode change) {
    String of = Mutations.text(change, "widget");
    return (of.isEmpty() ? "" : of + ": ") + ChangeWords.of(change);
  }
}
