package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.CommandGroup;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The template that a widget's loaders are made of. */
@Command(
    name = "loader",
    description = "Show or change the template of a widget's loader.",
    mixinStandardHelpOptions = true)
public final class LoaderCommand extends CommandGroup {
  /** The command with its own commands. */
  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new LoaderCommand())
        .addSubcommand("show", new Show(terminal))
        .addSubcommand("upgrade", new Upgrade(terminal))
        .addSubcommand("downgrade", new Downgrade(terminal));
  }

  private abstract static class Loader extends ClientCommand {
    @Parameters(paramLabel = "WIDGET", description = "e.g. chat")
    private String widget;

    @Option(
        names = "--channel",
        paramLabel = "CHANNEL",
        description = "The loader of this channel; without it, those of the whole widget.")
    private String channel;

    Loader(Terminal terminal) {
      super(terminal);
    }

    final String path() {
      return ApiClient.widget(WidgetArguments.widget(this, widget)) + "/loader";
    }

    final String query() {
      return channel == null ? "" : "?channel=" + ApiClient.segment(channel);
    }

    final String channel() {
      return channel;
    }

    final String subject() {
      return channel == null ? widget : widget + " " + channel;
    }

    final JsonNode look(ApiClient api) {
      return api.get(path() + query());
    }

    /** The channel's own, or the widget's. */
    final int template(JsonNode loader) {
      int whole = loader.path("template").asInt();
      return channel == null ? whole : loader.path("channels").path(channel).asInt(whole);
    }

    final void describe(JsonNode loader, int from, int to) {
      for (JsonNode each : loader.path("templates")) {
        int number = each.path("number").asInt();
        if (number < Math.min(from, to) || number > Math.max(from, to)) {
          continue;
        }
        terminal.say(
            "template %d%s%s",
            number,
            each.has("bytes")
                ? ": %s bytes, %s with Brotli"
                    .formatted(Mutations.text(each, "bytes"), Mutations.text(each, "brotliBytes"))
                : "",
            number == from ? " (now)" : "");
        each.path("changes").forEach(change -> terminal.say("  %s", change.asString()));
      }
    }
  }

  @Command(name = "show", description = "Show which template a loader has, and which there are.")
  static final class Show extends Loader {
    Show(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected JsonNode ask(ApiClient api) {
      return look(api);
    }

    @Override
    protected void show(JsonNode answer) {
      int now = template(answer);
      int newest = answer.path("newest").asInt();
      terminal.say("%s: template %d; the newest is %d", subject(), now, newest);
      if (channel() == null) {
        answer
            .path("channels")
            .properties()
            .forEach(
                each -> terminal.say("%s: template %d", each.getKey(), each.getValue().asInt()));
      }
      for (JsonNode each : answer.path("templates")) {
        int number = each.path("number").asInt();
        describe(answer, number == now ? now : 0, number);
      }
    }
  }

  private abstract static class Move extends Loader {
    @Option(names = "--to", paramLabel = "NUMBER", description = "The number of the template.")
    private Integer to;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin private ReasonOption reason;

    Move(Terminal terminal) {
      super(terminal);
    }

    /** Null so that the channel has the widget's again. */
    abstract Integer target(JsonNode loader);

    /** Whether it is done also where a node has an older program. */
    boolean force() {
      return false;
    }

    @Override
    protected final JsonNode ask(ApiClient api) {
      JsonNode loader = look(api);
      Integer target = to == null ? target(loader) : to;
      if (target == null) {
        return api.json("DELETE", path() + query(), reason.addTo(object()));
      }
      mustBeMeant(loader, target);
      ObjectNode body = object().put("template", target);
      if (channel() != null) {
        body.put("channel", channel());
      }
      if (force()) {
        body.put("force", true);
      }
      return api.json("PUT", path(), reason.addTo(body));
    }

    private void mustBeMeant(JsonNode loader, int target) {
      int now = template(loader);
      if (yes || now == target) {
        return;
      }
      if (!terminal.errIsTerminal()) {
        throw usage(
            "%s: template %d would become %d. Say --yes if that is meant; 'widget-origin loader show' shows both"
                .formatted(subject(), now, target));
      }
      describe(loader, now, target);
      if (!terminal.agrees("Change the loader of " + subject() + "?")) {
        throw new CommandFailure("nothing was changed");
      }
    }

    @Override
    protected final void show(JsonNode answer) {
      String now = Mutations.text(answer, "to");
      terminal.say(
          "%s: template %s%s (change %s)",
          subject(),
          now.isEmpty() ? "of the widget" : now,
          answer.path("changed").asBoolean(true) ? "" : ", nothing to change",
          Mutations.text(answer, "sequence"));
      Mutations.showUndo(terminal, answer);
    }
  }

  @Command(
      name = "upgrade",
      description = "Let a widget's loaders use a newer template.",
      footer = {
        "",
        "  widget-origin loader upgrade chat --channel beta",
        "  widget-origin loader upgrade chat"
      })
  static final class Upgrade extends Move {
    @Option(
        names = "--force",
        description = "Also where a node runs an older program, which does not have it.")
    private boolean force;

    Upgrade(Terminal terminal) {
      super(terminal);
    }

    @Override
    Integer target(JsonNode loader) {
      // The widget may have one that only a newer program has.
      return Math.max(template(loader), loader.path("newest").asInt());
    }

    @Override
    boolean force() {
      return force;
    }
  }

  @Command(
      name = "downgrade",
      description = "Let a widget's loaders use an older template again.",
      footer = {
        "",
        "  widget-origin loader downgrade chat",
        "  widget-origin loader downgrade chat --channel beta    # the widget's again"
      })
  static final class Downgrade extends Move {
    Downgrade(Terminal terminal) {
      super(terminal);
    }

    @Override
    Integer target(JsonNode loader) {
      return channel() == null ? (Integer) Math.max(1, template(loader) - 1) : null;
    }
  }
}
