package dev.widgetorigin.origin.notify;

import dev.widgetorigin.origin.alarm.AlarmWatch;
import dev.widgetorigin.origin.changes.ChannelMover;
import dev.widgetorigin.origin.changes.alias.Offer;
import dev.widgetorigin.origin.changes.json.ChangeWords;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as a message for a chat of people: what happened to which widget and by whom, why, and
 * where to look at it.
 *
 * <pre>
 * *chat*: ana rolled back latest from 1.1.0 to 1.0.0.
 * Why: the menu is broken
 * &lt;https://ops.example.com/-/console/widgets/chat|Open chat in the console&gt;
 * </pre>
 */
final class SlackText {
  private static final int LONGEST = 2000;

  /** Who is no person and no pipeline, but a part of the origin. */
  private static final Set<String> OWN = Set.of(Offer.WHO, ChannelMover.WHO, AlarmWatch.WHO);

  private SlackText() {}

  /**
   * The whole message.
   *
   * @param console where people reach the control listener; null where nobody said, then there is
   *     no link
   */
  static String of(Event event, PublicUrl console) {
    JsonNode data = JsonMapper.shared().valueToTree(event.data());
    String what = what(event, data);
    String why = why(data);
    StringBuilder text = new StringBuilder();
    text.append(event.widget().isEmpty() ? "" : "*" + event.widget() + "*: ");
    text.append(line(what)).append('.');
    if (!why.isEmpty() && !what.contains(why)) {
      text.append("\nWhy: ").append(line(why));
    }
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text.toString();
    // Of these Slack makes links and mentions: <!channel> in a reason must not call everybody.
    String plain = cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return console == null ? plain : plain + "\n" + link(event, data, console + "/-/console/");
  }

  private static String what(Event event, JsonNode data) {
    String who = data.path("who").asString("");
    if (event.name().equals("test")) {
      return "This is a test. " + who + " has tried whether messages of widget-origin arrive here";
    }
    String subject = who.isEmpty() || OWN.contains(who) ? "The origin" : who;
    if (event.name().equals("alias.moved")) {
      return moved(data, subject);
    }
    return subject + " " + ChangeWords.of(data);
  }

  private static String moved(JsonNode data, String subject) {
    String from = data.path("from").asString("");
    String to = data.path("to").asString("");
    return "%s answers %s now, and no longer %s, because of a change by %s"
        .formatted(
            data.path("alias").asString(""),
            to.isEmpty() ? "nothing" : to,
            from.isEmpty() ? "nothing" : from,
            subject.equals("The origin") ? "the origin" : subject);
  }

  /** What was said of this change; else what was said of all that was done with it. */
  private static String why(JsonNode data) {
    String reason = data.path("reason").asString("");
    return reason.isBlank() ? data.path("why").asString("") : reason;
  }

  /** What people write may have several lines; a message has one for each thing. */
  private static String line(String text) {
    return text.strip().replaceAll("\\s+", " ").replaceFirst("\\.$", "");
  }

  private static String link(Event event, JsonNode data, String root) {
    String widget = event.widget();
    String page = "widgets/" + segment(widget);
    String version = data.path("version").asString("");
    if (widget.isEmpty()) {
      return event.name().startsWith("purge.")
          ? named(root + "nodes", "Open nodes and edges in the console")
          : data.has("sequence")
              ? named(
                  root + "history?change=" + data.path("sequence").asLong(),
                  "Open this change in the console")
              : named(root, "Open the console");
    }
    if (event.name().startsWith("rollout.")) {
      return named(root + page + "/rollout", "Open the rollout in the console");
    }
    return event.name().startsWith("version.") && !version.isEmpty()
        ? named(
            root + page + "/versions/" + segment(version),
            "Open " + widget + " " + version + " in the console")
        : named(root + page, "Open " + widget + " in the console");
  }

  private static String named(String url, String label) {
    return "<" + url + "|" + label + ">";
  }

  /** A name as one segment: in that of a scope there is a slash. */
  private static String segment(String text) {
    return PercentEncoding.encodePath(text).replace("/", "%2F");
  }
}
