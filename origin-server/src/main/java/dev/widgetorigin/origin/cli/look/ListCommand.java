package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.PagedCommand;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Names every widget. */
@Command(name = "list", description = "List all widgets and the version that latest answers.")
public final class ListCommand extends PagedCommand {
  /** The last widget of the page before, by name. */
  private String after = "";

  private int[] widths = new int[0];

  public ListCommand(Terminal terminal) {
    super(terminal, "widgets");
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    return api.get("/widgets");
  }

  @Override
  protected JsonNode ask(ApiClient api, JsonNode page, long had) {
    String next = Mutations.text(page, "next");
    // What does not go on would never end.
    if (next.compareTo(after) <= 0) {
      return null;
    }
    after = next;
    return api.get("/widgets?after=" + ApiClient.segment(next));
  }

  @Override
  protected void show(JsonNode page) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WIDGET", "LATEST", "VERSIONS"));
    addTo(rows, page);
    if (rows.size() == 1) {
      terminal.say("no widgets yet; publish one with 'widget-origin publish FOLDER'");
    } else {
      widths = Tables.print(terminal, rows, widths);
    }
  }

  @Override
  protected void showMore(JsonNode page) {
    List<List<String>> rows = new ArrayList<>();
    addTo(rows, page);
    widths = Tables.print(terminal, rows, widths);
  }

  private static void addTo(List<List<String>> rows, JsonNode page) {
    for (JsonNode widget : page.path("widgets")) {
      rows.add(
          List.of(
              Mutations.text(widget, "name"),
              latest(widget),
              orDash(Mutations.text(widget, "versions"))));
    }
  }

  private static String latest(JsonNode widget) {
    String off = Mutations.text(widget, "switchedOff");
    return orDash(Mutations.text(widget, "latest"))
        + (off.isEmpty()
            ? ""
            : off.equals("all") ? ", switched off" : ", " + off + " switched off");
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
