package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.part.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What needs a person: each with where it is dealt with. */
final class Needs {
  private static final int HISTORY = 20;

  /** Parts of this process as people call them. */
  private static final Map<String, String> PARTS =
      Map.of(
          "store", "The store cannot be read",
          "disk", "Nothing can be changed",
          "natives", "A library of this machine is missing",
          "bundles", "Damaged files",
          "followers", "A part of this origin lags behind",
          "bucket", "The bucket does not answer",
          "certificate", "The certificate",
          "purges", "Purging",
          "notifications", "Notifications");

  /**
   * One of them.
   *
   * @param path of the page where it is dealt with, below the console's; empty for none
   * @param label of the link there
   */
  record Need(String title, String text, String path, String label) {}

  private Needs() {}

  /**
   * @param widgets as the API answers them, with their versions
   */
  static List<Need> of(Visit visit, List<Doc> widgets) {
    List<Need> all = new ArrayList<>();
    widgets.forEach(widget -> ofWidget(all, visit, widget));
    visit.around().troubles().get().forEach((part, detail) -> all.add(ofPart(part, detail)));
    visit.find("/nodes").ifPresent(nodes -> behind(all, nodes));
    return all;
  }

  private static Need ofPart(String part, String detail) {
    String title = PARTS.getOrDefault(part, part);
    return switch (part) {
      case "bucket" -> new Need(title, detail, EdgesPage.PATH, "Nodes and edges");
      case "purges" -> new Need(title, detail, EdgesPage.PATH, "What each edge was told");
      case "notifications" -> new Need(title, detail, EdgesPage.PATH, "Who is told of changes");
      default -> new Need(title, detail, "", "");
    };
  }

  private static void behind(List<Need> all, Doc nodes) {
    long newest =
        nodes.list("nodes").stream().mapToLong(each -> each.number("sequence")).max().orElse(0);
    for (Doc node : nodes.list("nodes")) {
      long missing = newest - node.number("sequence");
      if (missing > 0 && node.number("ageMillis") > EdgesPage.SILENT_MILLIS) {
        all.add(
            new Need(
                "Node " + node.text("node") + " is behind",
                "It was last seen %s ago, and has not seen the last %s."
                    .formatted(
                        Words.span(node.number("ageMillis")),
                        missing == 1 ? "change" : Words.count(missing) + " changes"),
                EdgesPage.PATH,
                "Nodes and edges"));
      }
    }
  }

  private static void ofWidget(List<Need> all, Visit visit, Doc widget) {
    String name = widget.text("name");
    String path = "widgets/" + Escape.segment(name);
    for (Doc version : widget.list("versions")) {
      if (version.has("damaged")) {
        all.add(
            new Need(
                "%s %s is damaged".formatted(name, version.text("version")),
                version.at("damaged").text("problem"),
                path + "/versions/" + Escape.segment(version.text("version")),
                "Its files"));
      }
    }
    Doc rollout = visit.find(Visit.path(name) + "/rollout").orElse(Doc.NOTHING);
    String title = "Rollout of %s %s ".formatted(name, rollout.text("version"));
    String reason = rollout.text("reason");
    if (rollout.text("phase").equals("paused")) {
      all.add(new Need(title + "waits", reason, path + "/rollout", "Look at it"));
    } else if (rollout.has("alarms")) {
      for (Doc alarm : rollout.list("alarms")) {
        String text = alarm.text("problem");
        all.add(new Need(title + what(alarm), text, path + "/rollout", "Look at it"));
      }
    } else if (rollout.text("phase").equals("aborted") && byItself(visit, widget, rollout)) {
      all.add(new Need(title + "was taken back", reason, path + "/rollout", "Look at it"));
    }
  }

  private static String what(Doc alarm) {
    return switch (alarm.text("kind")) {
      case "rollout-stuck" -> "is stuck";
      case "rollout-inconclusive" -> "cannot be judged";
      default -> "is held by a pin";
    };
  }

  /**
   * Whether the origin ended it, and nobody has dealt with the version since: it is still to be had
   * as it was then.
   */
  private static boolean byItself(Visit visit, Doc widget, Doc rollout) {
    String version = rollout.text("version");
    boolean open =
        widget.list("versions").stream()
            .filter(each -> each.text("version").equals(version))
            .anyMatch(each -> List.of("staged", "released").contains(each.text("state")));
    return open
        && visit
            .find(Visit.path(widget.text("name")) + "/history?limit=" + HISTORY)
            .orElse(Doc.NOTHING)
            .list("history")
            .stream()
            .filter(batch -> ended(batch, version))
            .findFirst()
            .filter(batch -> batch.text("who").equals("rollout"))
            .isPresent();
  }

  private static boolean ended(Doc batch, String version) {
    return batch.list("changes").stream()
        .anyMatch(
            change ->
                change.text("type").equals("rollout-changed")
                    && change.text("version").equals(version)
                    && change.text("phase").equals("aborted"));
  }
}
