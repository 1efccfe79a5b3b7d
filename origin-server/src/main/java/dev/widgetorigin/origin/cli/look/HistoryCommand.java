package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.changes.json.ChangeWords;
import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.PagedCommand;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows what happened to a widget, or to all. */
@Command(name = "history", description = "Show the changes of a widget, or of all: who, what, why.")
public final class HistoryCommand extends PagedCommand {
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

  private int[] widths = new int[0];

  public HistoryCommand(Terminal terminal) {
    super(terminal, "history");
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    if (limit < 1) {
      throw usage("--limit: expected a whole number from 1 on, found " + limit);
    }
    return page(api, limit, before);
  }

  @Override
  protected JsonNode ask(ApiClient api, JsonNode page, long had) {
    // A page that is not full is the last: or else the search took as long as one call may.
    boolean full = page.path("history").size() == MOST;
    return full && had < limit && page.has("next")
        ? page(api, limit - had, page.path("next").asLong())
        : null;
  }

  private JsonNode page(ApiClient api, long most, Long end) {
    return api.get(
        (widget == null ? "" : ApiClient.widget(WidgetArguments.widget(this, widget)))
            + "/history?"
            + option("who", who)
            + option("since", since)
            + option("type", type)
            + "limit="
            + Math.min(most, MOST)
            + (end == null ? "" : "&before=" + end));
  }

  private static String option(String name, String value) {
    return value == null ? "" : name + "=" + ApiClient.segment(value) + "&";
  }

  @Override
  protected void show(JsonNode page) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("CHANGE", "TIME", "WHO", "WHAT", "WHY"));
    addTo(rows, page);
    if (rows.size() > 1) {
      widths = Tables.print(terminal, rows, widths);
    } else {
      terminal.say("no such changes");
    }
  }

  @Override
  protected void showMore(JsonNode page) {
    List<List<String>> rows = new ArrayList<>();
    addTo(rows, page);
    widths = Tables.print(terminal, rows, widths);
  }

  @Override
  protected void showEnd(JsonNode last, long had) {
    if (had < limit && last.has("next")) {
      terminal.say(
          "older changes were not looked through: go on with --before %s",
          Mutations.text(last, "next"));
    }
  }

  private static void addTo(List<List<String>> rows, JsonNode page) {
    for (JsonNode batch : page.path("history")) {
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
  }

  /** {@code chat: published 1.0.0}; without the widget where all are of one. */
  static String describe(JsonNode change) {
    String of = Mutations.text(change, "widget");
    return (of.isEmpty() ? "" : of + ": ") + ChangeWords.of(change);
  }
}
