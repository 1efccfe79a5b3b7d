package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Two observations side by side. */
final class Comparison {
  private static final int CELL = 48;

  private final Observation before;
  private final Observation after;

  Comparison(Observation before, Observation after) {
    this.before = before;
    this.after = after;
  }

  /** The document of {@code --json}. */
  ObjectNode json(String page, String old, String fresh, Set<Kind> failOn) {
    ObjectNode json = JsonMapper.shared().createObjectNode().put("page", page);
    json.set("before", before.json().put("bundle", old));
    json.set("after", after.json().put("bundle", fresh));
    ObjectNode added = json.putObject("added");
    ObjectNode removed = json.putObject("removed");
    ObjectNode failed = json.putObject("failed");
    for (Kind kind : Kind.values()) {
      SortedSet<String> more = after.beyond(before, kind);
      added.set(kind.text(), Observation.array(more));
      removed.set(kind.text(), Observation.array(before.beyond(after, kind)));
      if (failOn.contains(kind) && !more.isEmpty()) {
        failed.set(kind.text(), Observation.array(more));
      }
    }
    return json;
  }

  void print(Terminal terminal, String old, String fresh) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", old, fresh, ""));
    for (Kind kind : Kind.values()) {
      SortedSet<String> left = before.of(kind);
      SortedSet<String> right = after.of(kind);
      SortedSet<String> all = new TreeSet<>(left);
      all.addAll(right);
      String name = kind.text();
      for (String item : all) {
        boolean was = left.contains(item);
        boolean is = right.contains(item);
        rows.add(
            List.of(
                name, was ? cell(item) : "-", is ? cell(item) : "-", was == is ? "" : mark(is)));
        name = "";
      }
      if (all.isEmpty()) {
        rows.add(List.of(name, "-", "-", ""));
      }
    }
    Map<String, Long> figures = before.figures();
    after
        .figures()
        .forEach(
            (name, value) ->
                rows.add(
                    List.of(name, String.valueOf(figures.getOrDefault(name, 0L)), "" + value, "")));
    Tables.print(terminal, rows);
  }

  private static String mark(boolean added) {
    return added ? "new" : "gone";
  }

  private static String cell(String item) {
    return item.length() <= CELL ? item : item.substring(0, CELL - 1) + "…";
  }
}
