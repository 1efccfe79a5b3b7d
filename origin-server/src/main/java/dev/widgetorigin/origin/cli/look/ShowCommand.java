package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.AliasModes;
import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.EdgeWait;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.WidgetArguments;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows a widget, one of its versions, or one of its aliases. */
@Command(
    name = "show",
    description = "Show a widget's versions, and for each alias what it answers and why.")
public final class ShowCommand extends ClientCommand {
  @Parameters(
      arity = "1..2",
      hideParamSyntax = true,
      paramLabel = "WIDGET [VERSION_OR_ALIAS]",
      description =
          "e.g. chat, chat@1.2.3 for its files and integrity, or chat v1 for what that alias"
              + " answers and why")
  private List<String> arguments;

  @Option(
      names = "--channels-after",
      paramLabel = "CHANNEL",
      description = "Of a widget with very many channels: those after this one.")
  private String channelsAfter;

  private boolean oneVersion;
  private boolean oneAlias;

  /** So many channels are shown at once. */
  private static final int CHANNELS = 100;

  public ShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected JsonNode ask(ApiClient api) {
    List<String> target = WidgetArguments.split(arguments);
    if (target.size() > 2) {
      throw usage("expected WIDGET [VERSION_OR_ALIAS], found " + String.join(" ", arguments));
    }
    if (target.size() == 2 && channelsAfter != null) {
      throw usage("--channels-after: expected WIDGET alone, found " + String.join(" ", arguments));
    }
    String path = ApiClient.widget(WidgetArguments.widget(this, target.get(0)));
    if (target.size() == 2) {
      oneVersion = Version.tryParse(target.get(1)).isPresent();
      oneAlias = !oneVersion;
      path +=
          (oneVersion ? "/versions/" : "/aliases/") + ApiClient.segment(selector(target.get(1)));
    }
    if (target.size() == 1) {
      path += "?limit=" + CHANNELS;
      path += channelsAfter == null ? "" : "&channels-after=" + ApiClient.segment(channelsAfter);
    }
    JsonNode answer = api.get(path);
    if (!oneVersion) {
      JsonNode edges = new EdgeWait(api, WidgetArguments.widget(this, target.get(0))).status();
      ((ObjectNode) answer).set("edges", edges.path("hosts"));
    }
    return answer;
  }

  private String selector(String text) {
    try {
      return Selector.parse(text).alias();
    } catch (ResolverException e) {
      throw usage(e.getMessage());
    }
  }

  @Override
  protected void show(JsonNode answer) {
    if (oneAlias) {
      showAlias(answer);
    } else if (oneVersion) {
      ShownVersions.one(terminal, answer);
    } else {
      showWidget(answer);
    }
  }

  private void showWidget(JsonNode widget) {
    terminal.say("%s", Mutations.text(widget, "name"));
    showSwitches(widget);
    showMode(widget);
    showRollout(widget);
    showAliases(widget);
    showEdges(widget, "");
    ShownVersions.all(terminal, widget.path("versions"));
  }

  private void showAliases(JsonNode widget) {
    List<List<String>> aliases = new ArrayList<>();
    aliases.add(List.of("ALIAS", "ANSWERS", "WHY"));
    for (JsonNode alias : widget.path("aliases")) {
      String back = back(alias);
      aliases.add(
          List.of(
              Mutations.text(alias, "alias"),
              answers(alias),
              Mutations.recent(terminal, Mutations.text(alias, "why"))
                  + next(alias)
                  + (alias.path("switchedOff").asBoolean(false) ? "; switched off" : "")
                  + (back.isEmpty() ? "" : "; " + back)));
    }
    terminal.say("");
    Tables.print(terminal, aliases);
    if (widget.hasNonNull("nextChannel")) {
      terminal.say(
          "and %s more channels: --channels-after %s",
          Mutations.text(widget, "moreChannels"), Mutations.text(widget, "nextChannel"));
    }
  }

  /** When a following channel is next moved. */
  private static String next(JsonNode alias) {
    String next = Mutations.text(alias.path("follows"), "next");
    return next.isEmpty() ? "" : "; next move " + next;
  }

  /** {@code switched off by ana, 3 min ago: broken}. */
  private void showSwitches(JsonNode widget) {
    for (JsonNode off : widget.path("switchedOff")) {
      String channel = Mutations.text(off, "channel");
      String why = Mutations.text(off, "reason");
      terminal.say(
          "%s switched off by %s%s",
          channel.isEmpty() ? "the whole widget is" : "channel " + channel + " is",
          Mutations.text(off, "by"),
          Mutations.recent(terminal, " at " + Mutations.text(off, "at"))
              + (why.isEmpty() ? "" : ": " + why));
    }
  }

  /** {@code 1.2.0 (damaged; answering 1.1.0)}. */
  private static String answers(JsonNode alias) {
    String version = Mutations.text(alias, "version");
    if (version.isEmpty()) {
      return "nothing";
    }
    if (!ShownVersions.isDamaged(alias)) {
      return version;
    }
    if (alias.path("damaged").path("readable").asBoolean(false)) {
      return version + " (damaged; answering it uncompressed)";
    }
    String instead = Mutations.text(alias, "answering");
    return version + " (damaged; answering " + (instead.isEmpty() ? "503" : instead) + ")";
  }

  private void showAlias(JsonNode alias) {
    String version = Mutations.text(alias, "version");
    terminal.say(
        "%s %s answers %s: %s",
        Mutations.text(alias, "widget"),
        Mutations.text(alias, "alias"),
        version.isEmpty() ? "nothing" : version,
        Mutations.recent(terminal, Mutations.text(alias, "why")));
    showBack(alias);
    terminal.say("rule: %s", Mutations.text(alias, "rule"));
    JsonNode follows = alias.path("follows");
    if (follows.isObject()) {
      terminal.say("moved: %s", Mutations.recent(terminal, Mutations.text(follows, "why")));
      String next = Mutations.text(follows, "next");
      terminal.say("next move: %s", next.isEmpty() ? "with the next change" : next);
    }
    if (alias.path("switchedOff").asBoolean(false)) {
      terminal.say("switched off: pages get a stub");
    }
    showMode(alias);
    showRollout(alias);
    showEdges(alias, Mutations.text(alias, "alias"));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("VERSION", "STATE", "", "WHY"));
    for (JsonNode each : alias.path("versions")) {
      rows.add(
          List.of(
              Mutations.text(each, "version"),
              Mutations.text(each, "state"),
              each.path("chosen").asBoolean(false) ? "answers" : "no",
              Mutations.recent(terminal, Mutations.text(each, "why"))));
    }
    terminal.say("");
    Tables.print(terminal, rows);
    if (alias.path("more").asInt(0) > 0) {
      terminal.say("and %s more", Mutations.text(alias, "more"));
    }
  }

  /** What public hosts were seen to answer; {@code alias} empty is every one. */
  private void showEdges(JsonNode answer, String alias) {
    ObjectNode hosts = object();
    hosts.set("hosts", answer.path("edges"));
    EdgeWait.show(terminal, hosts, 0, alias);
  }

  private void showBack(JsonNode alias) {
    JsonNode held = alias.path("held");
    if (held.isObject()) {
      terminal.say("held: %s", back(alias));
    }
  }

  /** What an alias would answer but for a pin, and the command that lifts it. */
  private static String back(JsonNode alias) {
    JsonNode held = alias.path("held");
    return held.isObject()
        ? "without the pin%s it would answer %s: %s"
            .formatted(
                Mutations.text(held, "by").equals(Mutations.text(alias, "alias"))
                    ? ""
                    : " of " + Mutations.text(held, "by"),
                Mutations.text(held, "version"),
                Mutations.text(held, "command"))
        : "";
  }

  private void showMode(JsonNode answer) {
    terminal.say("alias mode: %s", AliasModes.explain(Mutations.text(answer, "aliasMode")));
  }

  private void showRollout(JsonNode answer) {
    JsonNode rollout = answer.path("rollout");
    if (rollout.isObject()) {
      terminal.say(
          "rollout: %s is %s at %s %% of page views, in place of %s (%s)",
          Mutations.text(rollout, "version"),
          Mutations.text(rollout, "phase"),
          Mutations.text(rollout, "weight").replaceFirst("\\.0$", ""),
          Mutations.text(rollout, "previous"),
          Mutations.text(rollout, "alias"));
      for (JsonNode site : rollout.path("quarantined")) {
        terminal.say("rollout: held back from the site %s", site.asString());
      }
    }
  }
}
