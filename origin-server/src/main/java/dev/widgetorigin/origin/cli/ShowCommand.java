package dev.widgetorigin.origin.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows a widget, or one of its versions. */
@Command(
    name = "show",
    description = "Show a widget's versions, and for each alias what it answers and why.")
final class ShowCommand extends ClientCommand {
  @Parameters(
      arity = "1..2",
      hideParamSyntax = true,
      paramLabel = "WIDGET [VERSION]",
      description = "e.g. chat, or chat@1.2.3 for its files and integrity")
  private List<String> arguments;

  private static final String REMEDY =
      "Publish the same bytes again, or take them from a backup or another origin: 'widget-origin"
          + " verify --repair-from BACKUP or URL'.";
  private static final Pattern AT =
      Pattern.compile("at (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z)");

  private boolean oneVersion;

  ShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  JsonNode ask(ApiClient api) {
    List<String> target = Target.split(arguments);
    if (target.size() > 2) {
      throw usage("expected WIDGET [VERSION], found " + String.join(" ", arguments));
    }
    String path = ApiClient.widget(Target.widget(this, target.get(0)));
    oneVersion = target.size() == 2;
    if (oneVersion) {
      path += "/versions/" + ApiClient.segment(Target.version(this, target.get(1)));
    }
    return api.get(path).json();
  }

  @Override
  void show(JsonNode answer) {
    if (oneVersion) {
      showVersion(answer);
    } else {
      showWidget(answer);
    }
  }

  private void showWidget(JsonNode widget) {
    terminal.say("%s", Mutations.text(widget, "name"));
    terminal.say("alias mode: %s", AliasModes.explain(Mutations.text(widget, "aliasMode")));
    List<List<String>> aliases = new ArrayList<>();
    aliases.add(List.of("ALIAS", "ANSWERS", "WHY"));
    for (JsonNode alias : widget.path("aliases")) {
      aliases.add(
          List.of(
              Mutations.text(alias, "alias"),
              answers(alias),
              recent(Mutations.text(alias, "why"))));
    }
    terminal.say("");
    Tables.print(terminal, aliases);
    List<List<String>> versions = new ArrayList<>();
    versions.add(List.of("VERSION", "STATE", "PUBLISHED", "REASON"));
    for (JsonNode version : widget.path("versions")) {
      versions.add(
          List.of(
              Mutations.text(version, "version"),
              Mutations.text(version, "state")
                  + (version.path("damaged").isObject() ? ", damaged" : ""),
              Mutations.text(version, "publishedAt"),
              Mutations.text(version, "reason")));
    }
    terminal.say("");
    Tables.print(terminal, versions);
    if (versions.stream().anyMatch(line -> line.get(1).endsWith("damaged"))) {
      terminal.say("");
      widget.path("versions").forEach(this::showDamage);
      terminal.say("%s", REMEDY);
    }
  }

  private void showDamage(JsonNode version) {
    JsonNode damaged = version.path("damaged");
    if (damaged.isObject()) {
      terminal.say(
          "damaged: %s: %s",
          Mutations.text(version, "version"), Mutations.text(damaged, "problem"));
    }
  }

  /** {@code 1.2.0 (damaged; answering 1.1.0)}. */
  private static String answers(JsonNode alias) {
    String version = Mutations.text(alias, "version");
    JsonNode damaged = alias.path("damaged");
    if (!damaged.isObject()) {
      return version;
    }
    if (damaged.path("readable").asBoolean(false)) {
      return version + " (damaged; answering it uncompressed)";
    }
    String instead = Mutations.text(alias, "answering");
    return version + " (damaged; answering " + (instead.isEmpty() ? "503" : instead) + ")";
  }

  /** {@code pinned by ana at 2026-…Z} as a person reads it: {@code pinned by ana 3 min ago}. */
  private String recent(String why) {
    Matcher at = AT.matcher(why);
    return at.replaceAll(
        found -> {
          Duration age =
              Duration.between(Instant.parse(found.group(1)), terminal.clock().instant());
          if (age.isNegative()) {
            return found.group();
          }
          if (age.toMinutes() < 1) {
            return "just now";
          }
          if (age.toHours() < 1) {
            return age.toMinutes() + " min ago";
          }
          return age.toDays() < 3 ? age.toHours() + " h ago" : age.toDays() + " days ago";
        });
  }

  private void showVersion(JsonNode version) {
    terminal.say(
        "%s %s, %s",
        Mutations.text(version, "widget"),
        Mutations.text(version, "version"),
        Mutations.text(version, "state"));
    terminal.say("");
    if (version.path("damaged").isObject()) {
      showDamage(version);
      terminal.say("%s", REMEDY);
      return;
    }
    Sizes.printFiles(terminal, version.path("files"));
  }
}
