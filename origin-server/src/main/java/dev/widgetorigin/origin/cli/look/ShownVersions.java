package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.client.Sizes;
import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Versions of a widget as {@code show} prints them. */
final class ShownVersions {
  private static final String REMEDY =
      "Publish the same bytes again, or take them from a backup or another origin: 'widget-origin"
          + " verify --repair-from BACKUP or URL'.";

  private ShownVersions() {}

  /** A line for each, and what is wrong with those that are damaged. */
  static void all(Terminal terminal, JsonNode versions) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("VERSION", "STATE", "PUBLISHED", "REASON"));
    for (JsonNode version : versions) {
      rows.add(
          List.of(
              Mutations.text(version, "version"),
              state(version),
              Mutations.text(version, "publishedAt"),
              Mutations.text(version, "reason")));
    }
    terminal.say("");
    Tables.print(terminal, rows);
    if (versions.valueStream().anyMatch(ShownVersions::isDamaged)) {
      terminal.say("");
      versions
          .valueStream()
          .filter(ShownVersions::isDamaged)
          .forEach(each -> damage(terminal, each));
      terminal.say("%s", REMEDY);
    }
  }

  /** One with its files. */
  static void one(Terminal terminal, JsonNode version) {
    terminal.say(
        "%s %s, %s",
        Mutations.text(version, "widget"),
        Mutations.text(version, "version"),
        Mutations.text(version, "state"));
    terminal.say("");
    if (isDamaged(version)) {
      damage(terminal, version);
      terminal.say("%s", REMEDY);
      return;
    }
    if (isQuick(version)) {
      terminal.say(
          "published fast: its best variants are being made, and it is released with them. If that"
              + " was interrupted, publish the same bytes again.");
      terminal.say("");
    }
    Sizes.printFiles(terminal, version.path("files"));
  }

  /** Whether a version is damaged, or the one that an alias means. */
  static boolean isDamaged(JsonNode json) {
    return json.path("damaged").isObject();
  }

  private static boolean isQuick(JsonNode version) {
    return version.path("quick").asBoolean(false);
  }

  /** {@code released}, or {@code released to next} until it is promoted; and what is not right. */
  private static String state(JsonNode version) {
    String channel = Mutations.text(version, "channel");
    return Mutations.text(version, "state")
        + (channel.isEmpty() ? "" : " to " + channel)
        + (isDamaged(version) ? ", damaged" : "")
        + (isQuick(version) ? ", best variants missing" : "");
  }

  private static void damage(Terminal terminal, JsonNode version) {
    terminal.say(
        "damaged: %s: %s",
        Mutations.text(version, "version"), Mutations.text(version.path("damaged"), "problem"));
  }
}
