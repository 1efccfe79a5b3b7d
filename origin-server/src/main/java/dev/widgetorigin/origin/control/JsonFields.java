package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.Redaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads the fields of a JSON object and gathers everything that is wrong with them: wrong types,
 * unknown names. {@link #done()} throws a ProblemException (422) that lists it all. Not
 * thread-safe.
 */
public final class JsonFields {
  private static final int MAX_TEXT = 2000;
  private static final int MAX_NAME = 100;

  /** Of fields that nobody asked for, so many are named. */
  private static final int MOST_UNKNOWN = 20;

  private final JsonNode object;
  private final String prefix;
  private final List<String> errors;
  private final Set<String> known = new HashSet<>();

  JsonFields(JsonNode object) {
    this(object, "", new ArrayList<>());
  }

  private JsonFields(JsonNode object, String prefix, List<String> errors) {
    this.object = object;
    this.prefix = prefix;
    this.errors = errors;
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return !field(name).isMissingNode();
  }

  /** Null where absent. */
  public String text(String name) {
    JsonNode value = field(name);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isString()) {
      wrong(name, "text", value);
      return null;
    }
    if (value.asString().length() > MAX_TEXT) {
      error(name, "expected at most " + MAX_TEXT + " characters");
      return null;
    }
    return value.asString();
  }

  /** {@code absent} where absent. */
  public String text(String name, String absent) {
    String text = text(name);
    return text == null ? absent : text;
  }

  /** Why somebody asks, as it may be kept in histories and logs: without secrets. */
  public String reason() {
    return Redaction.hide(text("reason", ""));
  }

  /** Null, and an error, where absent. */
  public String required(String name) {
    boolean absent = !has(name);
    String text = text(name);
    if (absent) {
      error(name, "is missing; expected text");
    }
    return text;
  }

  public boolean flag(String name, boolean absent) {
    JsonNode value = field(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      wrong(name, "true or false", value);
    }
    return value.isBoolean() ? value.asBoolean() : absent;
  }

  /** Null where absent. */
  public Long number(String name, long min, long max) {
    JsonNode value = field(name);
    if (value.isMissingNode()) {
      return null;
    }
    String expected = "a whole number from " + min + " to " + max;
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      wrong(name, expected, value);
      return null;
    }
    long number = value.asLong();
    if (number < min || number > max) {
      error(name, "expected " + expected + ", found " + number);
      return null;
    }
    return number;
  }

  /** A number that need not be whole; null where absent. */
  public Double decimal(String name, double min, double max) {
    JsonNode value = field(name);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isNumber() || !(value.asDouble() >= min && value.asDouble() <= max)) {
      error(
          name,
          "expected a number from %s to %s, found %s"
              .formatted(min, max, value.isNumber() ? value.asString() : kind(value)));
      return null;
    }
    return value.asDouble();
  }

  /** Null where absent. */
  public List<String> texts(String name) {
    JsonNode value = field(name);
    if (value.isMissingNode()) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value) {
      if (item.isString() && item.asString().length() <= MAX_TEXT) {
        texts.add(item.asString());
      }
    }
    if (!value.isArray() || texts.size() != value.size()) {
      wrong(name, "a list of texts", value);
      return null;
    }
    return texts;
  }

  /** Null where absent. */
  public Map<String, String> map(String name) {
    JsonNode value = field(name);
    if (value.isMissingNode()) {
      return null;
    }
    Map<String, String> map = new LinkedHashMap<>();
    value
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isString()) {
                map.put(entry.getKey(), entry.getValue().asString());
              }
            });
    if (!value.isObject() || map.size() != value.size()) {
      wrong(name, "an object of texts", value);
      return null;
    }
    return map;
  }

  /** The items of a list of objects; null where absent. */
  public List<JsonFields> objects(String name) {
    JsonNode value = field(name);
    if (value.isMissingNode()) {
      return null;
    }
    List<JsonFields> items = new ArrayList<>();
    for (JsonNode item : value) {
      if (item.isObject()) {
        items.add(new JsonFields(item, prefix + name + "[" + items.size() + "].", errors));
      }
    }
    if (!value.isArray() || items.size() != value.size()) {
      wrong(name, "a list of objects", value);
      return null;
    }
    return items;
  }

  /** A nested object, whose problems are gathered here; null where absent. */
  public JsonFields object(String name) {
    JsonNode value = field(name);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isObject()) {
      wrong(name, "an object", value);
      return null;
    }
    return new JsonFields(value, prefix + name + ".", errors);
  }

  /** Adds what the caller found wrong. */
  public void error(String name, String problem) {
    errors.add(prefix + name + ": " + problem);
  }

  /** Adds the fields that nobody asked for. Once per object, after the last of its fields. */
  public void noOthers() {
    object.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !known.contains(name))
        .limit(MOST_UNKNOWN)
        .forEach(
            name ->
                error(
                    bounded(name),
                    sorted().isEmpty()
                        ? "this call takes no field of that name"
                        : "there is no such field; there are " + String.join(", ", sorted())));
  }

  /** Throws a ProblemException where anything was wrong. */
  public void done() {
    noOthers();
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(List.copyOf(errors));
    }
  }

  private static String bounded(String name) {
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
  }

  private List<String> sorted() {
    return known.stream().sorted().toList();
  }

  private JsonNode field(String name) {
    known.add(name);
    JsonNode value = object.path(name);
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  private void wrong(String name, String expected, JsonNode found) {
    error(name, "expected " + expected + ", found " + kind(found));
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case BOOLEAN -> "true or false";
      case NUMBER -> "a number";
      case OBJECT -> "an object";
      case STRING -> "text";
      default -> node.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }
}
