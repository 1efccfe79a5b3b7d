package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One change in words.
 *
 * @param widget it is about; empty for the whole store
 * @param kind what happened, e.g. {@code Rolled back}
 * @param what it happened to, e.g. {@code latest}
 * @param from before it; empty
 * @param to after it; empty
 */
record ChangeText(String widget, String kind, String what, String from, String to) {
  /** Of channels that moved together, so many are named. */
  private static final int NAMED = 3;

  /** Types of the API, and what people call them. */
  static final Map<String, String> KINDS = kinds();

  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("published", "Published");
    kinds.put("promoted", "Promoted");
    kinds.put("state-changed", "State changed");
    kinds.put("rolled-back", "Rolled back");
    kinds.put("pinned", "Pinned");
    kinds.put("unpinned", "Unpinned");
    kinds.put("channel-moved", "Channel moved");
    kinds.put("follow-changed", "Following changed");
    kinds.put("followed", "Followed");
    kinds.put("rollout-changed", "Rollout");
    kinds.put("rollout-site-quarantined", "Site held back");
    kinds.put("rollout-stuck", "Rollout stuck");
    kinds.put("rollout-inconclusive", "Rollout cannot be judged");
    kinds.put("rollout-held", "Rollout held by a pin");
    kinds.put("rollout-recovered", "Rollout goes on");
    kinds.put("switched-off", "Switched off");
    kinds.put("switched-on", "Switched on");
    kinds.put("settings-changed", "Settings changed");
    kinds.put("template-changed", "Loader changed");
    kinds.put("purge-asked", "Purged by hand");
    kinds.put("repaired", "Repaired");
    kinds.put("purge-failed", "Edge takes no purges");
    kinds.put("purge-recovered", "Edge takes purges again");
    kinds.put("store-damaged", "Version damaged");
    kinds.put("store-recovered", "Version whole again");
    kinds.put("token-changed", "Token made");
    kinds.put("token-revoked", "Token revoked");
    kinds.put("swept", "Cleaned up");
    return kinds;
  }

  /**
   * Those of a batch.
   *
   * @param widget whose history it is; empty for all
   */
  static List<ChangeText> of(Doc batch, String widget) {
    List<Doc> changes = batch.list("changes");
    List<ChangeText> texts = new ArrayList<>();
    for (Doc change : changes) {
      if (!isPinOfRollback(change, changes)) {
        texts.add(text(change, change.has("widget") ? change.text("widget") : widget));
      }
    }
    return texts;
  }

  /** A rollback is a pin, too; it is told once. */
  private static boolean isPinOfRollback(Doc change, List<Doc> all) {
    return change.text("type").equals("pinned")
        && all.stream()
            .anyMatch(
                other ->
                    other.text("type").equals("rolled-back")
                        && other.text("alias").equals(change.text("alias"))
                        && other.text("widget").equals(change.text("widget")));
  }

  private static ChangeText text(Doc change, String widget) {
    String type = change.text("type");
    return new ChangeText(
        widget,
        KINDS.getOrDefault(type, type),
        what(change, type),
        change.text("from"),
        type.equals("channel-moved") && !change.has("to") ? "dropped" : change.text("to"));
  }

  private static String what(Doc change, String type) {
    return switch (type) {
      case "published" ->
          change.text("version")
              + (change.has("channel") ? " for " + change.text("channel") : "")
              + (change.text("state").equals("released") ? "" : ", " + change.text("state"));
      case "followed" -> channels(change);
      case "follow-changed" -> follow(change);
      case "rollout-changed" -> change.text("version") + ", " + change.text("phase");
      case "rollout-site-quarantined" -> change.text("version") + " from " + change.text("site");
      case "switched-off", "switched-on", "template-changed" ->
          change.has("channel") ? "channel " + change.text("channel") : "";
      case "purge-asked" -> String.join(", ", change.texts("tags"));
      case "token-changed", "token-revoked" -> change.text("name");
      case "purge-failed",
          "store-damaged",
          "rollout-stuck",
          "rollout-inconclusive",
          "rollout-held" ->
          change.text("subject") + ": " + change.text("problem");
      case "purge-recovered", "store-recovered", "rollout-recovered" -> change.text("subject");
      case "swept" -> "epoch " + change.text("epoch");
      case "settings-changed" -> String.join(", ", change.at("settings").json().propertyNames());
      default -> change.text("alias") + change.text("channel") + change.text("version");
    };
  }

  private static String channels(Doc change) {
    List<String> names = change.texts("channels");
    long left = names.size() + change.number("more") - NAMED;
    return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
        + (left > 0 ? " and " + Words.count(left) + " more" : "");
  }

  private static String follow(Doc change) {
    String channel = change.text("channel");
    return change.has("follow")
        ? "%s: %s, %s later%s"
            .formatted(
                channel,
                change.text("follow"),
                change.text("delay"),
                change.flag("hold") ? ", held" : "")
        : channel + " follows nothing any more";
  }
}
