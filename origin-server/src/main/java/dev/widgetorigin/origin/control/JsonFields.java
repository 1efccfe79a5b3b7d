package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.Redaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object, asked for one by one, each with its {@link JsonType}. What is wrong
 * is gathered, and so is every field that was not asked for. Not thread-safe.
 */
public final class JsonFields {
  /** Of fields that nobody asked for, so many are named. */
  private static final int MOST_UNKNOWN = 20;

  private final ObjectNode object;
  private final JsonType.Place place;
  private final Set<String> known = new TreeSet<>();

  JsonFields(ObjectNode object, JsonType.Place place) {
    this.object = object;
    this.place = place;
  }

  /** Null where it is absent, null or wrong. */
  public <T> T get(String name, JsonType<T> type) {
    known.add(name);
    return has(name) ? type.read(object.get(name), place.field(name)) : null;
  }

  /** {@code otherwise} where it is absent, null or wrong. */
  public <T> T get(String name, JsonType<T> type, T otherwise) {
    T value = get(name, type);
    return value == null ? otherwise : value;
  }

  /** Null, and a problem, where it is absent or wrong. */
  public <T> T required(String name, JsonType<T> type) {
    if (!has(name)) {
      problem(name, "is missing; expected " + type.expected);
    }
    return get(name, type);
  }

  /** Of these fields those that are there and right, by their names. */
  public <T> Map<String, T> all(Collection<String> names, JsonType<T> type) {
    Map<String, T> all = new HashMap<>();
    names.forEach(name -> all.computeIfAbsent(name, each -> get(each, type)));
    return Map.copyOf(all);
  }

  /** Whether it is there, be it right or wrong. */
  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** Of all fields that are there. */
  public Collection<String> names() {
    return object.propertyNames();
  }

  /** Why somebody asks, as it may be kept in histories and logs: without secrets. */
  public String reason() {
    return Redaction.hide(get("reason", JsonType.TEXT, ""));
  }

  /** Adds what only the caller can find wrong. */
  public void problem(String name, String text) {
    place.field(name).problem(text);
  }

  /**
   * All fields that were not asked for yet, nulls too, as they were sent. None of them is refused
   * then: whoever takes them looks at them by {@link #read}.
   */
  public ObjectNode others() {
    ObjectNode others = object.deepCopy().remove(known);
    known.addAll(names());
    return others;
  }

  /** What a JSON object says. Throws ProblemException with all that is wrong. */
  public static <T> T read(JsonNode json, Function<JsonFields, T> reader) {
    List<String> problems = new ArrayList<>();
    T read = JsonType.object(reader).read(json, new JsonType.Place("", problems));
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    return read;
  }

  /** Once, after the last of the fields. */
  void refuseOthers() {
    String why =
        known.isEmpty()
            ? "this call takes no field of that name"
            : "there is no such field; there are " + String.join(", ", known);
    names().stream()
        .filter(name -> !known.contains(name))
        .limit(MOST_UNKNOWN)
        .forEach(name -> problem(name, why));
  }
}
