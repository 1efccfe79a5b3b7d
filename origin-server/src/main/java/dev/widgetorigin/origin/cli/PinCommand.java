package dev.widgetorigin.origin.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Holds an alias on one version. */
@Command(name = "pin", description = "Hold an alias on one version until it is unpinned.")
final class PinCommand extends ClientCommand {
  @Parameters(
      arity = "2..3",
      hideParamSyntax = true,
      paramLabel = "WIDGET ALIAS VERSION",
      description = "e.g. chat v1 1.2.3, or chat@latest 1.2.3")
  private List<String> arguments;

  @Mixin private ReasonOption reason;

  private String subject;

  PinCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = Target.split(arguments);
    if (target.size() != 3) {
      throw usage("expected WIDGET ALIAS VERSION, found " + String.join(" ", arguments));
    }
    String widget = Target.widget(this, target.get(0));
    subject = widget + " " + target.get(1);
    return api.json(
            "PUT",
            ApiClient.widget(widget) + "/aliases/" + ApiClient.segment(target.get(1)),
            reason.addTo(
                object().put("version", Target.version(this, target.get(2))).put("pin", true)))
        .json();
  }

  @Override
  protected void show(JsonNode answer) {
    Mutations.show(terminal, subject, answer);
  }
}
