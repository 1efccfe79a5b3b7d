package dev.widgetorigin.origin.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An event in one line, for a chat of people. */
final class SlackText {
  private static final int LONGEST = 2000;
  private static final List<String> LEFT_OUT = List.of("settings", "sequence", "type", "widget");

  private SlackText() {}

  /** E.g. {@code chat: alias.moved (who: ana, why: …, alias: latest, from: 1.0.0, to: 1.1.0)}. */
  static String of(Event event) {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, Object> each : event.data().entrySet()) {
      Object value = each.getValue();
      if (value != null && !value.equals("") && !LEFT_OUT.contains(each.getKey())) {
        parts.add(each.getKey() + ": " + value);
      }
    }
    String widget = event.widget().isEmpty() ? "" : event.widget() + ": ";
    String text = widget + event.name() + " (" + String.join(", ", parts) + ")";
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    // Of these Slack makes links and mentions: <!channel> in a reason must not call everybody.
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
