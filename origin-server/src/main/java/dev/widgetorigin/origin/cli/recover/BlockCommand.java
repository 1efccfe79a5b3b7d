package dev.widgetorigin.origin.cli.recover;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers 410 for a version, for ever; asks first. */
@Command(
    name = "block",
    description = "Answer 410 for a version everywhere; this cannot be undone.",
    footer = {
      "",
      "  widget-origin block chat 1.2.3 --reason 'leaks a key, case 42' --public-reason 'insecure'",
      "",
      "To keep aliases away from a version without breaking pages that embed it, yank it."
    })
public final class BlockCommand extends ClientCommand {
  @Parameters(
      arity = "1..2",
      hideParamSyntax = true,
      paramLabel = "WIDGET VERSION",
      description = "e.g. chat 1.2.3, or chat@1.2.3")
  private List<String> arguments;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--public-reason",
      paramLabel = "TEXT",
      description = "Reason in the 410 answer; --reason is kept in the history only.")
  private String publicReason = "";

  @Mixin private ReasonOption reason;

  private String subject;

  public BlockCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = WidgetArguments.two(this, arguments, "WIDGET VERSION");
    String widget = WidgetArguments.widget(this, target.get(0));
    String version = WidgetArguments.version(this, target.get(1));
    subject = widget + " " + version;
    mustBeMeant();
    ObjectNode body = reason.addTo(object().put("state", "blocked"));
    if (!publicReason.isBlank()) {
      body.put("publicReason", publicReason);
    }
    return api.json("PATCH", ApiClient.version(widget, version), body);
  }

  private void mustBeMeant() {
    if (yes) {
      return;
    }
    if (!terminal.errIsTerminal()) {
      throw usage(
          "blocking "
              + subject
              + " cannot be undone: its files answer 410 for ever. Say --yes if that is meant;"
              + " to keep only aliases away from it, yank it");
    }
    if (!terminal.agrees(
        "Block "
            + subject
            + "? Its files answer 410 everywhere, for ever, and its number never comes back.")) {
      throw new CommandFailure("nothing was blocked");
    }
  }

  @Override
  protected void show(JsonNode answer) {
    Mutations.show(terminal, subject, answer);
  }
}
