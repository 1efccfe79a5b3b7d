package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.CommandGroup;
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

/** Offers a version to a growing share of page views. */
@Command(
    name = "rollout",
    description = "Offer a staged version to a growing share of page views.",
    mixinStandardHelpOptions = true)
public final class RolloutCommand extends CommandGroup {
  /** The command with its own commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new RolloutCommand())
        .addSubcommand("start", new Start(terminal))
        .addSubcommand("status", new Status(terminal))
        .addSubcommand("pause", new Pause(terminal))
        .addSubcommand("resume", new Resume(terminal))
        .addSubcommand("promote", new Promote(terminal))
        .addSubcommand("abort", new Abort(terminal));
  }

  private static void showRollout(Terminal terminal, String widget, JsonNode answer) {
    JsonNode rollout = answer.has("rollout") ? answer.path("rollout") : answer;
    if (Mutations.text(rollout, "version").isEmpty()) {
      terminal.say("%s: no rollout", widget);
      return;
    }
    List<String> steps = new ArrayList<>();
    for (JsonNode step : rollout.path("steps")) {
      steps.add(step.isValueNode() ? step.asString() : Mutations.text(step, "weight") + "%");
    }
    terminal.say(
        "%s %s: %s, step %s of %s%s",
        widget,
        Mutations.text(rollout, "version"),
        Mutations.text(rollout, "phase"),
        rollout.path("step").asInt(0) + 1,
        Math.max(1, steps.size()),
        steps.isEmpty() ? "" : " (" + String.join(", ", steps) + ")");
    if (!Mutations.text(rollout, "reason").isEmpty()) {
      terminal.say("%s", Mutations.text(rollout, "reason"));
    }
    showCounts(terminal, rollout);
    for (JsonNode site : rollout.path("quarantined")) {
      terminal.say(
          "site %s is held back since %s: %s",
          Mutations.text(site, "site"), Mutations.text(site, "since"), Mutations.text(site, "why"));
    }
    if (rollout.has("notHeldBack")) {
      terminal.warn(Mutations.text(rollout, "notHeldBack"));
    }
    rollout.path("warnings").forEach(warning -> terminal.warn("warning: " + warning.asString()));
    Mutations.showHolds(terminal, rollout);
    if (answer.has("sequence")) {
      terminal.say("change %s", Mutations.text(answer, "sequence"));
    }
  }

  /** What browsers reported in this step, and where there are several nodes, to which. */
  private static void showCounts(Terminal terminal, JsonNode rollout) {
    JsonNode canary = rollout.path("canary");
    if (canary.isMissingNode()) {
      return;
    }
    JsonNode received = rollout.path("received");
    terminal.say(
        "%d loads counted, %d failed; %d reports from %d networks",
        canary.path("loads").asLong(),
        canary.path("errors").asLong(),
        received.path("reports").asLong(),
        received.path("networks").asLong());
    for (JsonNode node : rollout.path("nodes")) {
      String written = Mutations.text(node, "written");
      terminal.say(
          "node %s counted %d reports%s",
          Mutations.text(node, "node"),
          node.path("reports").asLong(),
          written.isEmpty() ? "" : ", last written " + written);
    }
    for (JsonNode site : rollout.path("failingSites")) {
      terminal.say(
          "site %s: %d of %d loads failed; %d networks",
          Mutations.text(site, "site"),
          site.path("failures").asLong(),
          site.path("loads").asLong(),
          site.path("networks").asLong());
    }
  }

  @Command(name = "start", description = "Start a rollout of a staged version.")
  static final class Start extends ClientCommand {
    @Parameters(
        arity = "1..2",
        hideParamSyntax = true,
        paramLabel = "WIDGET VERSION",
        description = "e.g. chat 1.3.0, or chat@1.3.0")
    private List<String> arguments;

    @Option(
        names = "--step",
        split = ",",
        paramLabel = "PERCENT:TIME",
        description = "e.g. 5:1h,20:4h,50:24h; default: the steps of the origin.")
    private List<String> steps = List.of();

    @Mixin private ReasonOption reason;

    private String widget;

    Start(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      List<String> target = WidgetArguments.two(this, arguments, "WIDGET VERSION");
      widget = WidgetArguments.widget(this, target.get(0));
      ObjectNode body = object().put("version", WidgetArguments.version(this, target.get(1)));
      ArrayNode list = steps.isEmpty() ? null : body.putArray("steps");
      for (String step : steps) {
        String[] parts = step.split(":", 2);
        if (parts.length != 2 || !parts[0].matches("\\d{1,3}(\\.\\d{1,2})?%?")) {
          throw usage("--step: expected PERCENT:TIME such as 5:1h, found " + step);
        }
        list.addObject()
            .put("weight", Double.parseDouble(parts[0].replace("%", "")))
            .put("duration", parts[1]);
      }
      return api.json("PUT", ApiClient.widget(widget) + "/rollout", reason.addTo(body));
    }

    @Override
    protected void show(JsonNode answer) {
      showRollout(terminal, widget, answer);
    }
  }

  @Command(name = "status", description = "Show how far a rollout is, and what browsers report.")
  static final class Status extends ClientCommand {
    @Parameters(paramLabel = "WIDGET", description = "e.g. chat or @acme/chat")
    private String widget;

    Status(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      return api.get(ApiClient.widget(WidgetArguments.widget(this, widget)) + "/rollout");
    }

    @Override
    protected void show(JsonNode answer) {
      showRollout(terminal, widget, answer);
    }
  }

  /** The commands that only name what is to be done. */
  abstract static class Action extends ClientCommand {
    @Parameters(paramLabel = "WIDGET", description = "e.g. chat or @acme/chat")
    private String widget;

    @Mixin private ReasonOption reason;

    private final String action;

    Action(Terminal terminal, String action) {
      super(terminal);
      this.action = action;
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      return api.json(
          "PATCH",
          ApiClient.widget(WidgetArguments.widget(this, widget)) + "/rollout",
          reason.addTo(object().put("action", action)));
    }

    @Override
    protected void show(JsonNode answer) {
      showRollout(terminal, widget, answer);
    }
  }

  @Command(name = "pause", description = "Hold a rollout where it is.")
  static final class Pause extends Action {
    Pause(Terminal terminal) {
      super(terminal, "pause");
    }
  }

  @Command(name = "resume", description = "Continue a paused rollout.")
  static final class Resume extends Action {
    Resume(Terminal terminal) {
      super(terminal, "resume");
    }
  }

  @Command(name = "promote", description = "End a rollout now: aliases move to its version.")
  static final class Promote extends Action {
    Promote(Terminal terminal) {
      super(terminal, "promote");
    }
  }

  @Command(
      name = "abort",
      description = "End a rollout now: all browsers get the old version again.")
  static final class Abort extends Action {
    Abort(Terminal terminal) {
      super(terminal, "abort");
    }
  }
}
