package dev.widgetorigin.origin.cli.recover;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.ReasonOption;
import dev.widgetorigin.origin.cli.client.WaitOptions;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a widget, or one of its channels, off and on. */
public final class SwitchCommands {
  private SwitchCommands() {}

  private abstract static class Switch extends ClientCommand {
    @Parameters(paramLabel = "WIDGET", description = "e.g. chat")
    private String widget;

    @Option(
        names = "--channel",
        paramLabel = "CHANNEL",
        description = "Only this channel; without it, the whole widget.")
    private String channel;

    @Mixin private WaitOptions edges;

    @Mixin private ReasonOption reason;

    private String subject;

    Switch(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected final JsonNode ask(ApiClient api) {
      String name = WidgetArguments.widget(this, widget);
      subject = channel == null ? name : name + " " + channel;
      JsonNode answer = ask(api, ApiClient.widget(name) + "/switch", channel, reason);
      if (!edges.wanted()) {
        return answer;
      }
      if (!client.json()) {
        // At once: it is made, whatever comes of the wait.
        say(answer);
      }
      return edges.await(api, name, answer);
    }

    abstract JsonNode ask(ApiClient api, String path, String only, ReasonOption why);

    @Override
    protected final void show(JsonNode answer) {
      if (edges.wanted()) {
        edges.conclude(terminal, answer);
      } else {
        say(answer);
      }
    }

    @Override
    protected final int exitCode(JsonNode answer) {
      return edges.exitCode(answer);
    }

    private void say(JsonNode answer) {
      terminal.say(
          "%s: %s%s (change %s)",
          subject,
          answer.path("off").asBoolean() ? "off" : "on",
          answer.path("changed").asBoolean(true) ? "" : ", nothing to change",
          Mutations.text(answer, "sequence"));
      for (String key : new String[] {"spread", "note"}) {
        if (!Mutations.text(answer, key).isEmpty()) {
          terminal.say("%s", Mutations.text(answer, key));
        }
      }
      Mutations.showUndo(terminal, answer);
    }
  }

  /** Pages get a harmless stub. */
  @Command(
      name = "off",
      description = "Switch a widget off: pages get a stub that does nothing.",
      footer = {
        "",
        "  widget-origin off chat --reason 'breaks checkouts'",
        "  widget-origin off chat --channel acme",
        "  widget-origin off chat --wait            and wait until every public host shows the"
            + " stub",
        "",
        "Exact URLs go on: browsers keep them for ever. Pages that are open go on as well."
      })
  public static final class Off extends Switch {
    public Off(Terminal terminal) {
      super(terminal);
    }

    @Override
    JsonNode ask(ApiClient api, String path, String only, ReasonOption why) {
      ObjectNode body = object().put("off", true);
      if (only != null) {
        body.put("channel", only);
      }
      return api.json("PUT", path, why.addTo(body));
    }
  }

  /** Everything is as before. */
  @Command(
      name = "on",
      description = "Switch a widget on again that was switched off.",
      footer = {"", "  widget-origin on chat", "  widget-origin on chat --channel acme"})
  public static final class On extends Switch {
    public On(Terminal terminal) {
      super(terminal);
    }

    @Override
    JsonNode ask(ApiClient api, String path, String only, ReasonOption why) {
      String query = only == null ? "" : "?channel=" + ApiClient.segment(only);
      return api.json("DELETE", path + query, why.addTo(object()));
    }
  }
}
