package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The commands that move a version to another release state. */
public abstract class StateCommands extends ClientCommand {
  @Parameters(
      arity = "1..3",
      hideParamSyntax = true,
      paramLabel = "WIDGET VERSION",
      description = "e.g. chat 1.2.3, or chat@1.2.3")
  private List<String> arguments;

  @Mixin private ReasonOption reason;

  private final String state;
  private String subject;

  StateCommands(Terminal terminal, String state) {
    super(terminal);
    this.state = state;
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = WidgetArguments.split(arguments);
    if (target.size() != 2) {
      throw usage(
          "expected WIDGET VERSION, found "
              + String.join(" ", arguments)
              + (target.size() > 2 ? "; a reason goes behind --reason" : ""));
    }
    String widget = WidgetArguments.widget(this, target.get(0));
    String version = WidgetArguments.version(this, target.get(1));
    subject = widget + " " + version;
    return api.json(
        "PATCH", ApiClient.version(widget, version), reason.addTo(object().put("state", state)));
  }

  @Override
  protected void show(JsonNode answer) {
    Mutations.show(terminal, subject, answer);
  }

  @Command(name = "release", description = "Release a version, so that aliases may answer it.")
  public static final class Release extends StateCommands {
    public Release(Terminal terminal) {
      super(terminal, "released");
    }
  }

  @Command(
      name = "deprecate",
      description = "Let aliases answer a version only if no other one fits.")
  public static final class Deprecate extends StateCommands {
    public Deprecate(Terminal terminal) {
      super(terminal, "deprecated");
    }
  }

  @Command(
      name = "yank",
      description = "Keep aliases away from a version; its exact URL still answers.")
  public static final class Yank extends StateCommands {
    public Yank(Terminal terminal) {
      super(terminal, "yanked");
    }
  }
}
