package dev.widgetorigin.origin.cli.recover;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WaitOptions;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts an alias back on the version that it answered before. */
@Command(
    name = "rollback",
    description = "Put an alias (latest) back on the version it answered before.",
    footer = {
      "",
      "  widget-origin rollback chat              latest, and every range that the older version"
          + " satisfies",
      "  widget-origin rollback chat v2 --yank    and keep every alias off the bad version",
      "  widget-origin rollback chat --to 1.2.3   to a version you name",
      "  widget-origin rollback chat --wait       and wait until every public host shows it"
    })
public final class RollbackCommand extends ClientCommand {
  @Parameters(
      arity = "1..2",
      hideParamSyntax = true,
      paramLabel = "WIDGET [ALIAS]",
      description = "e.g. chat, chat v1, or chat@v1; the alias is latest where none is named")
  private List<String> arguments;

  @Option(names = "--to", paramLabel = "VERSION", description = "The version to go back to.")
  private String to;

  @Option(names = "--yank", description = "Also yank the version that the alias leaves.")
  private boolean yank;

  @Mixin private WaitOptions edges;

  @Mixin private ReasonOption reason;

  private String subject;

  public RollbackCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = WidgetArguments.split(arguments);
    if (target.size() > 2) {
      throw usage("expected WIDGET [ALIAS], found " + String.join(" ", arguments));
    }
    String widget = WidgetArguments.widget(this, target.get(0));
    String alias = target.size() == 2 ? target.get(1) : "latest";
    subject = widget + " " + alias;
    ObjectNode body = reason.addTo(object());
    if (to != null) {
      body.put("to", WidgetArguments.version(this, to));
    }
    if (yank) {
      body.put("yank", true);
    }
    JsonNode answer = api.json("POST", ApiClient.alias(widget, alias) + "/rollback", body);
    if (!edges.wanted()) {
      return answer;
    }
    if (!client.json()) {
      // At once: it is made, whatever comes of the wait.
      Mutations.show(terminal, subject, answer);
    }
    return edges.await(api, widget, answer);
  }

  @Override
  protected void show(JsonNode answer) {
    if (edges.wanted()) {
      edges.conclude(terminal, answer);
    } else {
      Mutations.show(terminal, subject, answer);
    }
  }

  @Override
  protected int exitCode(JsonNode answer) {
    return edges.exitCode(answer);
  }
}
