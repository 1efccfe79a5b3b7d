package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Points a channel at a version, or drops it. */
@Command(
    name = "channel",
    description = "Point a channel (beta, next, ...) at a version, or drop it.",
    footer = {
      "",
      "  widget-origin channel chat beta 2.0.0-rc.1",
      "  widget-origin channel chat beta --drop"
    })
public final class ChannelCommand extends ClientCommand {
  @Parameters(
      arity = "1..3",
      hideParamSyntax = true,
      paramLabel = "WIDGET CHANNEL [VERSION]",
      description = "e.g. chat beta 2.0.0-rc.1")
  private List<String> arguments;

  @Option(names = "--drop", description = "Drop the channel.")
  private boolean drop;

  @Mixin private ReasonOption reason;

  private String subject;

  public ChannelCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = WidgetArguments.split(arguments);
    if (target.size() != (drop ? 2 : 3)) {
      throw usage(
          "expected WIDGET CHANNEL VERSION, or WIDGET CHANNEL --drop, found "
              + String.join(" ", arguments));
    }
    String widget = WidgetArguments.widget(this, target.get(0));
    subject = widget + " " + target.get(1);
    mustBeChannel(widget, target);
    String path = ApiClient.widget(widget) + "/aliases/" + ApiClient.segment(target.get(1));
    if (drop) {
      return api.delete(path).json();
    }
    return api.json(
            "PUT",
            path,
            reason.addTo(object().put("version", WidgetArguments.version(this, target.get(2)))))
        .json();
  }

  /** A range is pinned; it is no channel. */
  private void mustBeChannel(String widget, List<String> target) {
    try {
      Selector.Channel.validate(target.get(1));
    } catch (ResolverException e) {
      String instead =
          drop
              ? "unpin " + widget + " " + target.get(1)
              : "pin " + widget + " " + target.get(1) + " " + target.get(2);
      throw usage(e.getMessage() + ". To hold an alias on a version: widget-origin " + instead);
    }
  }

  @Override
  protected void show(JsonNode answer) {
    Mutations.show(terminal, subject, answer);
  }
}
