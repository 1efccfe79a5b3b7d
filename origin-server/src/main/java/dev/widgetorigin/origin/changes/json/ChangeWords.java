package dev.widgetorigin.origin.changes.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Changes of the history, as the control API answers them, in words: {@code rolled back latest from
 * 1.1.0 to 1.0.0}. The words follow the name of the widget, or of who did it. Pure.
 */
public final class ChangeWords {
  /** Of channels that moved together, so many are named. */
  private static final int NAMED = 5;

  private ChangeWords() {}

  /**
   * One change. Of a type that only a newer origin has, its name and its version.
   *
   * @param change {@code {"type":"pinned","alias":"v1","to":"1.0.0"}}
   */
  public static String of(JsonNode change) {
    String words = ofVersion(change);
    words = words == null ? ofAlias(change) : words;
    words = words == null ? ofChannel(change) : words;
    words = words == null ? ofRollout(change) : words;
    words = words == null ? ofAlarm(change) : words;
    return words == null ? ofStore(change) : words;
  }

  /**
   * Whether a change only says again what another one of the same batch says: a rollback is a pin,
   * or a move of a channel, too.
   *
   * @param all the batch's
   */
  public static boolean isPartOfRollback(JsonNode change, JsonNode all) {
    String type = text(change, "type");
    String subject =
        type.equals("pinned") ? "alias" : type.equals("channel-moved") ? "channel" : null;
    if (subject == null) {
      return false;
    }
    for (JsonNode other : all) {
      if (text(other, "type").equals("rolled-back")
          && text(other, "alias").equals(text(change, subject))
          && text(other, "to").equals(text(change, "to"))
          && text(other, "widget").equals(text(change, "widget"))) {
        return true;
      }
    }
    return false;
  }

  /** Null for any other change. */
  private static String ofVersion(JsonNode change) {
    String version = text(change, "version");
    return switch (text(change, "type")) {
      case "published" -> published(change, version);
      case "completed" -> completed(change, version);
      case "promoted" -> "promoted " + version + ", which counts for latest from then on";
      case "repaired" -> "published " + version + " again, which replaced damaged files";
      case "state-changed" -> {
        String from = text(change, "from");
        String to = text(change, "to");
        yield from.equals(to)
            ? "gave another reason why " + version + " is " + to
            : to + " " + version + was(from);
      }
      default -> null;
    };
  }

  private static String published(JsonNode change, String version) {
    String channel = text(change, "channel");
    String elsewhere = text(change, "publishedAt");
    return "published "
        + version
        + (text(change, "state").equals("staged") ? " as staged" : "")
        + (channel.isEmpty() ? "" : " to the channel " + channel)
        + (elsewhere.isEmpty() ? "" : ", first published elsewhere at " + elsewhere);
  }

  private static String completed(JsonNode change, String version) {
    String channel = text(change, "channel");
    return "put the best variants of "
        + version
        + " in place"
        + (channel.isEmpty() ? "" : ", for the channel " + channel);
  }

  private static String ofAlias(JsonNode change) {
    String alias = text(change, "alias");
    String from = text(change, "from");
    String to = text(change, "to");
    return switch (text(change, "type")) {
      case "pinned" -> "pinned " + alias + " to " + to + (from.equals(to) ? "" : was(from));
      case "unpinned" -> "lifted the pin of " + alias + " to " + from;
      case "rolled-back" -> "rolled back " + alias + moved(from, to);
      default -> null;
    };
  }

  private static String ofChannel(JsonNode change) {
    String channel = text(change, "channel");
    String from = text(change, "from");
    String to = text(change, "to");
    return switch (text(change, "type")) {
      case "channel-moved" ->
          to.isEmpty()
              ? "dropped the channel " + channel + was(from)
              : (from.isEmpty() ? "made the channel " : "moved the channel ")
                  + channel
                  + (from.isEmpty() ? ", which answers " + to : moved(from, to));
      case "follow-changed" -> followChanged(change, channel);
      case "followed" -> "moved " + followers(change) + moved(from, to) + ", by their rule";
      case "switched-off" -> "switched off " + switched(channel);
      case "switched-on" -> "switched on " + switched(channel) + " again";
      case "template-changed" -> template(channel, from, to);
      default -> null;
    };
  }

  private static String followChanged(JsonNode change, String channel) {
    String follow = text(change, "follow");
    if (follow.isEmpty()) {
      return "made the channel " + channel + " follow nothing any more";
    }
    String delay = text(change, "delay");
    return "made the channel "
        + channel
        + " follow "
        + follow
        + (delay.isEmpty() || delay.equals("0") ? " at once" : ", " + delay + " later")
        + (change.path("hold").asBoolean(false) ? "; it is held where it is" : "");
  }

  /** {@code the channels acme, shop and 9,998 more}. */
  private static String followers(JsonNode change) {
    List<String> names = new ArrayList<>();
    change.path("channels").forEach(channel -> names.add(channel.asString("")));
    int shown = Math.min(NAMED, names.size());
    long left = names.size() + change.path("more").asLong(0) - shown;
    return (names.size() == 1 ? "the channel " : "the channels ")
        + String.join(", ", names.subList(0, shown))
        + (left > 0 ? String.format(Locale.ROOT, " and %,d more", left) : "");
  }

  private static String switched(String channel) {
    return channel.isEmpty() ? "the whole widget" : "the channel " + channel;
  }

  /** A widget's first template comes with its first version; nobody chose it. */
  private static String template(String channel, String from, String to) {
    String whose = channel.isEmpty() ? "" : " in the channel " + channel;
    if (to.isEmpty()) {
      return "keeps the widget's loader template again" + whose + was(from);
    }
    return "keeps loader template " + to + whose + was(from);
  }

  private static String ofRollout(JsonNode change) {
    String version = text(change, "version");
    return switch (text(change, "type")) {
      case "rollout-changed" -> rollout(change, version);
      case "rollout-site-quarantined" -> {
        String channel = text(change, "channel");
        yield "keeps the rollout of "
            + version
            + " away from "
            + text(change, "site")
            + (channel.isEmpty() ? "" : ", channel " + channel)
            + ", where it fails";
      }
      case "rollout-stuck" -> "cannot take back the rollout of " + alarm(change);
      case "rollout-inconclusive" -> "cannot judge the rollout of " + alarm(change);
      case "rollout-held" -> "cannot bring the rollout to every alias: " + alarm(change);
      case "rollout-recovered" ->
          "needs nobody for the rollout of " + text(change, "subject") + " any more";
      default -> null;
    };
  }

  private static String rollout(JsonNode change, String version) {
    String step = ", step " + (change.path("step").asInt(0) + 1);
    return switch (text(change, "phase")) {
      case "pending" -> "planned the rollout of " + version;
      case "running" -> "rolls out " + version + " in place of " + text(change, "from") + step;
      case "paused" -> "paused the rollout of " + version + step;
      case "promoting" -> "rolled out " + version + " to everybody, and still watches it";
      case "succeeded" -> "ended the rollout of " + version + ", which everybody has";
      case "aborted" -> "aborted the rollout of " + version + step;
      default -> "rollout of " + version + ": " + text(change, "phase");
    };
  }

  private static String ofAlarm(JsonNode change) {
    String subject = text(change, "subject");
    return switch (text(change, "type")) {
      case "purge-failed" -> "cannot purge the edge " + alarm(change);
      case "purge-recovered" -> "can purge the edge " + subject + " again";
      case "store-damaged" -> "found damaged files in " + alarm(change);
      case "store-recovered" -> "found all files of " + subject + " whole again";
      default -> null;
    };
  }

  private static String alarm(JsonNode change) {
    String problem = text(change, "problem");
    return text(change, "subject") + (problem.isEmpty() ? "" : ": " + problem);
  }

  private static String ofStore(JsonNode change) {
    String type = text(change, "type");
    return switch (type) {
      case "settings-changed" -> {
        String names = String.join(", ", change.path("settings").propertyNames());
        yield "changed the settings; "
            + (names.isEmpty() ? "all are the defaults now" : "its own are now " + names);
      }
      case "purge-asked" -> {
        List<String> tags = new ArrayList<>();
        change.path("tags").forEach(tag -> tags.add(tag.asString("")));
        yield "asked edges to forget " + String.join(", ", tags);
      }
      case "token-changed" -> {
        String expires = text(change, "expires");
        yield "made or renewed the token "
            + text(change, "name")
            + (expires.isEmpty() ? "" : ", which ends " + expires);
      }
      case "token-revoked" -> "revoked the token " + text(change, "name");
      case "swept" ->
          "cleaned up: what no version uses may go, up to epoch " + text(change, "epoch");
      default -> ("did " + type + " " + text(change, "version")).strip();
    };
  }

  private static String was(String before) {
    return before.isEmpty() ? "" : " (was " + before + ")";
  }

  private static String moved(String from, String to) {
    return (from.isEmpty() ? "" : " from " + from) + " to " + (to.isEmpty() ? "nothing" : to);
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asString("");
  }
}
