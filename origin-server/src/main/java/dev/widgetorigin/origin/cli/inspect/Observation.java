package dev.widgetorigin.origin.cli.inspect;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one bundle did to a page. A hostile bundle may do very much: of each kind the first {@value
 * #MOST} items are kept, each cut at {@value #LENGTH} characters. Thread-safe.
 */
final class Observation {
  private static final int MOST = 200;
  private static final int LENGTH = 160;

  private final Map<Kind, SortedSet<String>> items = new EnumMap<>(Kind.class);

  /** Those of which the browser said that the bundle's own code did them. */
  private final Map<Kind, Set<String>> certain = new EnumMap<>(Kind.class);

  private final Map<String, Long> figures = new TreeMap<>();

  synchronized void add(Kind kind, String item) {
    SortedSet<String> all = items.computeIfAbsent(kind, each -> new TreeSet<>());
    if (all.size() < MOST && !item.isBlank()) {
      all.add(cut(item));
    }
  }

  /**
   * @param own whether the browser names the bundle's own code as the cause; else it may be the
   *     page's
   */
  synchronized void add(Kind kind, String item, boolean own) {
    add(kind, item);
    if (own) {
      certain.computeIfAbsent(kind, each -> new TreeSet<>()).add(cut(item));
    }
  }

  /** Leaves out what the page does without the bundle, but for what surely was the bundle. */
  synchronized void leaveOut(Observation page) {
    items.forEach(
        (kind, all) -> {
          SortedSet<String> pages = page.of(kind);
          pages.removeAll(certain.getOrDefault(kind, Set.of()));
          all.removeAll(pages);
        });
  }

  /** A number that is shown and not compared, such as {@code bytes}. */
  synchronized void figure(String name, long value) {
    figures.put(name, value);
  }

  synchronized void addTo(String name, long value) {
    figures.merge(name, value, Long::sum);
  }

  /** In the order of their text. */
  synchronized SortedSet<String> of(Kind kind) {
    return new TreeSet<>(items.getOrDefault(kind, new TreeSet<>()));
  }

  synchronized Map<String, Long> figures() {
    return new TreeMap<>(figures);
  }

  /** Items of this kind that the other one does not have. */
  SortedSet<String> beyond(Observation other, Kind kind) {
    SortedSet<String> more = of(kind);
    more.removeAll(other.of(kind));
    return more;
  }

  ObjectNode json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    for (Kind kind : Kind.values()) {
      json.set(kind.text(), array(of(kind)));
    }
    json.set("figures", JsonMapper.shared().valueToTree(figures()));
    return json;
  }

  static ArrayNode array(Set<String> texts) {
    ArrayNode array = JsonMapper.shared().createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static String cut(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + "…";
  }
}
