package dev.widgetorigin.origin.cli.recover;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.EdgeWait;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.TimeoutOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells edges to forget a widget; changes do so by themselves. */
@Command(
    name = "purge",
    description = "Tell edges to forget a widget now, or show how they stand ('purge status').",
    footer = {
      "",
      "  widget-origin purge chat                           everything of chat, at every edge",
      "  widget-origin purge chat --tag w-chat-a-latest     only that",
      "  widget-origin purge status                         every edge, and what it waits for",
      "  widget-origin purge status chat                    and what was seen of chat"
    })
public final class PurgeCommand extends ClientCommand {
  @Parameters(arity = "0..1", paramLabel = "WIDGET", description = "e.g. chat or @acme/chat")
  private String widget;

  @Option(names = "--tag", paramLabel = "TAG", description = "Only this tag; repeatable.")
  private List<String> tags = List.of();

  @Mixin private TimeoutOption timeout;

  @Mixin private ReasonOption reason;

  private PurgeCommand(Terminal terminal) {
    super(terminal);
  }

  /** The command with its own command. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new PurgeCommand(terminal))
        .addSubcommand("status", new Status(terminal));
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    if (widget == null) {
      throw usage("expected WIDGET or status");
    }
    String name = WidgetArguments.widget(this, widget);
    ObjectNode body = reason.addTo(object());
    if (!tags.isEmpty()) {
      ArrayNode list = body.putArray("tags");
      tags.forEach(list::add);
    }
    ObjectNode answer = (ObjectNode) api.json("POST", ApiClient.widget(name) + "/purge", body);
    JsonNode last = new EdgeWait(api, name).awaitTold(sequence(answer), timeout.most());
    answer.set("targets", last.path("targets"));
    answer.set("hosts", last.path("hosts"));
    return answer;
  }

  @Override
  protected void show(JsonNode answer) {
    List<String> purged = new ArrayList<>();
    answer.path("tags").forEach(tag -> purged.add(tag.asString()));
    terminal.say("%s: %s (change %d)", widget, String.join(" ", purged), sequence(answer));
    Status.showTargets(terminal, answer);
    List<String> missing = EdgeWait.untold(answer, sequence(answer));
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          "it is in the history and goes on, but after %d s not all edges were told:%n  - %s"
              .formatted(timeout.most().toSeconds(), String.join("\n  - ", missing)));
    }
  }

  /** A machine must not read of success in the exit code where an edge was not told. */
  @Override
  protected int exitCode(JsonNode answer) {
    return EdgeWait.untold(answer, sequence(answer)).isEmpty() ? 0 : 1;
  }

  private static long sequence(JsonNode answer) {
    return answer.path("sequence").asLong(0);
  }

  /** How edges stand. */
  @Command(name = "status", description = "Show each edge, what it waits for, and what was seen.")
  static final class Status extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "WIDGET", description = "e.g. chat or @acme/chat")
    private String widget;

    Status(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      return api.get(
          widget == null
              ? "/purge"
              : ApiClient.widget(WidgetArguments.widget(this, widget)) + "/purge");
    }

    @Override
    protected void show(JsonNode answer) {
      showTargets(terminal, answer);
      EdgeWait.show(terminal, answer, 0);
    }

    static void showTargets(Terminal terminal, JsonNode answer) {
      if (answer.path("targets").isEmpty()) {
        terminal.say("no edge is purged: purge.targets names none");
        return;
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("EDGE", "TYPE", "STATE", "WAITING", "FORGETS WITHIN"));
      for (JsonNode target : answer.path("targets")) {
        String since = Mutations.text(target, "failingSince");
        rows.add(
            List.of(
                Mutations.text(target, "name"),
                Mutations.text(target, "type"),
                since.isEmpty()
                    ? "ok"
                    : "failing since " + since + ": " + Mutations.text(target, "problem"),
                Mutations.text(target, "waiting"),
                Mutations.text(target, "promise")));
      }
      Tables.print(terminal, rows);
    }
  }
}
