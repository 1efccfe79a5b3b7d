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
    List<List<String>> aliases = new ArrayList<>();
    aliases.add(List.of("ALIAS", "ANSWERS", "WHY"));
    for (JsonNode alias : widget.path("aliases")) {
      aliases.add(
          List.of(
              Mutations.text(alias, "alias"),
              Mutations.text(alias, "version"),
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
              Mutations.text(version, "state"),
              Mutations.text(version, "publishedAt"),
              Mutations.text(version, "reason")));
    }
    terminal.say("");
    Tables.print(terminal, versions);
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
    Sizes.printFiles(terminal, version.path("files"));
  }
}
