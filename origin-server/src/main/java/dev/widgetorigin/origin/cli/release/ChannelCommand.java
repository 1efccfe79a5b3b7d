package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Points a channel at a version, has it follow another selector, or drops it. */
@Command(
    name = "channel",
    description = "Point a channel at a version, have it follow a selector, or drop it.",
    footer = {
      "",
      "  widget-origin channel chat beta 2.0.0-rc.1",
      "  widget-origin channel chat beta --drop",
      "  widget-origin channel follow chat acme latest --delay 7d",
      "  widget-origin channel hold chat acme",
      "  widget-origin channel hold chat acme 1.2.3",
      "  widget-origin channel resume chat acme",
      "",
      "A channel that follows is moved by the origin: to the newest version of what it",
      "follows that has been released for the delay. A widget that is called follow,",
      "hold or resume is named with its channel: follow@beta."
    })
public final class ChannelCommand extends ClientCommand {
  private static final Set<String> VERBS = Set.of("follow", "hold", "resume");

  @Parameters(
      arity = "1..4",
      hideParamSyntax = true,
      paramLabel = "[follow|hold|resume] WIDGET CHANNEL [VERSION|SELECTOR]",
      description = "e.g. chat beta 2.0.0-rc.1, or follow chat acme latest")
  private List<String> arguments;

  @Option(names = "--drop", description = "Drop the channel.")
  private boolean drop;

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      description =
          "How long a version is released before a channel that follows takes it: 7d, 12h.")
  private String delay;

  @Mixin private ReasonOption reason;

  private String subject;

  public ChannelCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    String verb = VERBS.contains(arguments.get(0)) ? arguments.get(0) : "";
    List<String> rest = verb.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    List<String> target = rest.isEmpty() ? List.of() : WidgetArguments.split(rest);
    boolean right =
        switch (verb) {
          case "follow" -> target.size() == 3;
          case "hold" -> target.size() == 2 || target.size() == 3;
          case "resume" -> target.size() == 2;
          default -> target.size() == (drop ? 2 : 3);
        };
    if (!right || (drop && !verb.isEmpty())) {
      throw usage(
          "expected WIDGET CHANNEL VERSION, WIDGET CHANNEL --drop, follow WIDGET CHANNEL SELECTOR,"
              + " hold WIDGET CHANNEL [VERSION] or resume WIDGET CHANNEL, found "
              + String.join(" ", arguments));
    }
    if (delay != null && !verb.equals("follow")) {
      throw usage("--delay is of channel follow");
    }
    String widget = WidgetArguments.widget(this, target.get(0));
    subject = widget + " " + target.get(1);
    if (verb.isEmpty()) {
      mustBeChannel(widget, target);
    }
    String path = ApiClient.alias(widget, target.get(1));
    return drop
        ? api.json("DELETE", path, reason.addTo(object()))
        : api.json("PUT", path, reason.addTo(body(verb, target)));
  }

  private ObjectNode body(String verb, List<String> target) {
    String third = target.size() == 3 ? target.get(2) : null;
    switch (verb) {
      case "follow" -> {
        ObjectNode body = object().put("follow", third);
        return delay == null ? body : body.put("delay", delay);
      }
      case "hold" -> {
        return third == null
            ? object().put("hold", true)
            : object().put("hold", WidgetArguments.version(this, third));
      }
      case "resume" -> {
        return object().put("resume", true);
      }
      default -> {
        return object().put("version", version(target));
      }
    }
  }

  /** A range, or another channel, is what a channel follows. */
  private String version(List<String> target) {
    try {
      return Version.parse(target.get(2)).toString();
    } catch (ResolverException e) {
      throw usage(
          e.getMessage()
              + ". To have the channel follow a range or another channel: widget-origin channel"
              + " follow "
              + String.join(" ", target));
    }
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
    String next = Mutations.text(answer, "next");
    if (!next.isEmpty()) {
      terminal.say("next move: %s, without any other change", next);
    }
  }
}
