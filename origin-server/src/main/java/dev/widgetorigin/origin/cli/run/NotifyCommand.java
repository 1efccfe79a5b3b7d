package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.terminal.CommandGroup;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The receivers of webhooks. */
@Command(
    name = "notify",
    description = "Show, try and retry webhooks (notify.webhooks).",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "  widget-origin notify status          every receiver, what waits, what it was never told",
      "  widget-origin notify test            sends a test message to each, now",
      "  widget-origin notify test chat-ops   only to that one; by its name or its URL",
      "  widget-origin notify retry           tells again what receivers were never told of"
    })
public final class NotifyCommand extends CommandGroup {
  /** The command with its own commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new NotifyCommand())
        .addSubcommand("status", new Status(terminal))
        .addSubcommand("test", new Test(terminal))
        .addSubcommand("retry", new Retry(terminal));
  }

  @Command(name = "status", description = "Show how each receiver stands.")
  static final class Status extends ClientCommand {
    Status(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      return api.get("/notifications");
    }

    @Override
    protected void show(JsonNode answer) {
      if (answer.path("webhooks").isEmpty()) {
        terminal.say("nobody is told: notify.webhooks names none");
        return;
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("RECEIVER", "SENT", "WAITING", "NEVER TOLD", "STATE"));
      for (JsonNode each : answer.path("webhooks")) {
        String since = Mutations.text(each, "failingSince");
        String problem = Mutations.text(each, "problem");
        rows.add(
            List.of(
                Mutations.text(each, "name"),
                Mutations.text(each, "sent"),
                Mutations.text(each, "waiting"),
                Mutations.text(each, "dead"),
                since.isEmpty()
                    ? problem.isEmpty() ? "ok" : problem
                    : "failing since " + since + ": " + problem));
      }
      Tables.print(terminal, rows);
      for (JsonNode each : answer.path("webhooks")) {
        for (JsonNode letter : each.path("deadLetters")) {
          terminal.say(
              "%s was never told of %s, %s %s: %s",
              Mutations.text(each, "name"),
              Mutations.text(letter, "id"),
              Mutations.text(letter, "event"),
              Mutations.text(letter, "widget"),
              Mutations.text(letter, "problem"));
        }
      }
    }
  }

  @Command(
      name = "test",
      description = "Send a test message now, and show what the receiver answers.",
      footer = {"", "Exit code 1 where it does not take the message."})
  static final class Test extends ClientCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME|URL",
        description = "As notify.webhooks has it; without it, each receiver is sent one.")
    private String webhook;

    Test(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      ObjectNode body = object();
      if (webhook != null) {
        body.put("webhook", webhook);
      }
      return api.json("POST", "/notifications/test", body);
    }

    @Override
    protected void show(JsonNode answer) {
      for (JsonNode each : answer.path("results")) {
        boolean taken = each.path("taken").asBoolean(false);
        terminal.say(
            "%s: %s",
            Mutations.text(each, "name"),
            taken
                ? "took " + Mutations.text(each, "id") + ", " + Mutations.text(each, "answer")
                : "did not take it: " + Mutations.text(each, "problem"));
      }
    }

    @Override
    protected int exitCode(JsonNode answer) {
      for (JsonNode each : answer.path("results")) {
        if (!each.path("taken").asBoolean(false)) {
          return 1;
        }
      }
      return 0;
    }
  }

  @Command(name = "retry", description = "Tell again what receivers were never told of.")
  static final class Retry extends ClientCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "ID",
        description = "Of one event, as 'notify status' shows it; without it, all.")
    private String id;

    Retry(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      ObjectNode body = object();
      if (id != null) {
        body.put("id", id);
      }
      return api.json("POST", "/notifications/retry", body);
    }

    @Override
    protected void show(JsonNode answer) {
      int count = answer.path("retried").asInt(0);
      terminal.say(
          count == 0
              ? "there is nothing to tell again"
              : "%d %s told again, for a day; 'widget-origin notify status' shows how they fare",
          count,
          count == 1 ? "event is" : "events are");
    }
  }
}
