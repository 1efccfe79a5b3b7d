package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Names every widget. */
@Command(name = "list", description = "List all widgets and the version that latest answers.")
public final class ListCommand extends ClientCommand {
  public ListCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    JsonNode first = api.get("/widgets").json();
    if (!(first instanceof ObjectNode all)) {
      return first;
    }
    // The server answers page by page.
    ArrayNode widgets = all.withArray("widgets");
    String next = Mutations.text(all, "next");
    while (!next.isEmpty()) {
      JsonNode page = api.get("/widgets?after=" + ApiClient.segment(next)).json();
      page.path("widgets").forEach(widgets::add);
      String further = Mutations.text(page, "next");
      next = further.compareTo(next) > 0 ? further : "";
    }
    all.remove("next");
    return all;
  }

  @Override
  protected void show(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WIDGET", "LATEST", "VERSIONS"));
    for (JsonNode widget : answer.path("widgets")) {
      rows.add(
          List.of(
              Mutations.text(widget, "name"),
              latest(widget),
              orDash(Mutations.text(widget, "versions"))));
    }
    if (rows.size() == 1) {
      terminal.say("no widgets yet; publish one with 'widget-origin publish FOLDER'");
    } else {
      Tables.print(terminal, rows);
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
