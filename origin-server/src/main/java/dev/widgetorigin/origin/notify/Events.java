package dev.widgetorigin.origin.notify;

import dev.widgetorigin.origin.changes.json.HistoryJson;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Commit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a commit of the log is to receivers. Their numbers in it are the same on every node. */
final class Events {
  private Events() {}

  /** What was done, in its order, and then what aliases answer something else. */
  static List<Event> of(Commit commit) {
    List<Event> events = new ArrayList<>();
    Set<WidgetName> widgets = new LinkedHashSet<>();
    for (Change change : commit.batch().changes()) {
      if (change.widget() != null) {
        widgets.add(change.widget());
      }
      add(events, commit, name(change), change.widget(), HistoryJson.named(change));
    }
    widgets.forEach(widget -> addMoved(events, commit, widget));
    return events;
  }

  private static void addMoved(List<Event> events, Commit commit, WidgetName widget) {
    Map<String, String> before = answers(commit, widget, false);
    Map<String, String> after = answers(commit, widget, true);
    Set<String> aliases = new TreeSet<>(before.keySet());
    aliases.addAll(after.keySet());
    for (String alias : aliases) {
      if (!Objects.equals(before.get(alias), after.get(alias))) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("widget", widget.toString());
        json.put("alias", alias);
        json.put("from", before.get(alias));
        json.put("to", after.get(alias));
        add(events, commit, "alias.moved", widget, json);
      }
    }
  }

  private static Map<String, String> answers(Commit commit, WidgetName widget, boolean after) {
    Map<String, String> answers = new LinkedHashMap<>();
    (after ? commit.after() : commit.before())
        .widget(widget)
        .ifPresent(
            found -> {
              for (String alias : found.state().aliases()) {
                if (found.state().resolve(Selector.parse(alias)) instanceof Resolution.Found is) {
                  answers.put(alias, is.version().toString());
                }
              }
            });
    return answers;
  }

  private static void add(
      List<Event> events, Commit commit, String name, WidgetName widget, Map<String, Object> what) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("sequence", commit.sequence());
    data.put("who", commit.batch().who());
    data.put("why", commit.batch().why());
    data.putAll(what);
    String id = "evt_%d_%s_%d".formatted(commit.sequence(), commit.batch().id(), events.size());
    events.add(new Event(name, widget == null ? "" : widget.toString(), id, data));
  }

  /** One of {@code EventNames}. */
  static String name(Change change) {
    if (change instanceof Change.RolloutChanged is) {
      String phase = is.rollout().phase().name();
      return "rollout." + phase.toLowerCase(Locale.ROOT).replace('_', '-');
    }
    String type = HistoryJson.named(change).get("type").toString();
    return switch (type) {
      case "published", "completed", "promoted", "repaired" -> "version." + type;
      case "state-changed" -> "version.state";
      case "pinned", "unpinned", "rolled-back" -> "alias." + type;
      case "channel-moved" -> "channel.moved";
      case "followed" -> "channel.followed";
      case "follow-changed" -> "channel.rule";
      case "switched-off" -> "switch.off";
      case "switched-on" -> "switch.on";
      case "swept" -> "store.swept";
      default -> type.replaceFirst("-", ".");
    };
  }
}
