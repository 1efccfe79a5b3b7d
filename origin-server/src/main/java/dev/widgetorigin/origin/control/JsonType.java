package dev.widgetorigin.origin.control;

import dev.widgetorigin.resolver.Version;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What a JSON value may be, and what it becomes. Types are constants, put together of other types:
 *
 * <pre>
 * static final JsonType&lt;Sites&gt; SITES =
 *     JsonType.object(of -> new Sites(of.get("in", NAMES, List.of()), of.get("out", NAMES, List.of())));
 * </pre>
 *
 * <p>A value that is wrong becomes null, and a problem that says what was expected and what was
 * found. Reading goes on, so that a client hears of all problems at once. Immutable.
 */
public final class JsonType<T> {
  private static final String OBJECT = "an object";
  private static final int MAX_TEXT = 2000;

  /** Of what was found, so much is repeated. */
  private static final int MAX_FOUND = 100;

  public static final JsonType<String> TEXT = text("text", Optional::of);

  public static final JsonType<Boolean> FLAG =
      new JsonType<>("true or false", JsonNode::isBoolean, (value, place) -> value.asBoolean());

  public static final JsonType<Version> VERSION =
      text("a version such as 1.2.3", Version::tryParse);

  public static final JsonType<Instant> TIME =
      text("a time such as 2026-11-22T08:00:00Z", JsonType::instant);

  private final String expected;
  private final Predicate<JsonNode> fits;

  /** Of a value that fits; null where it is wrong all the same and its place was told. */
  private final BiFunction<JsonNode, Place, T> reader;

  private JsonType(
      String expected, Predicate<JsonNode> fits, BiFunction<JsonNode, Place, T> reader) {
    this.expected = expected;
    this.fits = fits;
    this.reader = reader;
  }

  /** Null where the value is wrong and its place was told. */
  T read(JsonNode value, Place place) {
    if (!fits.test(value)) {
      place.wrong(expected, value);
      return null;
    }
    return reader.apply(value, place);
  }

  String expected() {
    return expected;
  }

  /** A text that means something else; empty where it does not. */
  public static <T> JsonType<T> text(String expected, Function<String, Optional<T>> parse) {
    return new JsonType<>(
        expected,
        JsonNode::isString,
        (value, place) -> {
          if (value.asString().length() > MAX_TEXT) {
            place.problem("expected at most " + MAX_TEXT + " characters");
            return null;
          }
          T read = parse.apply(value.asString()).orElse(null);
          if (read == null) {
            place.wrong(expected, value);
          }
          return read;
        });
  }

  /** A text for which that holds. */
  public static JsonType<String> textThat(String expected, Predicate<String> holds) {
    return text(expected, text -> Optional.of(text).filter(holds));
  }

  /** {@code true}, or a text that means something. */
  public static <T> JsonType<T> trueOr(
      String expected, T whenTrue, Function<String, Optional<T>> parse) {
    JsonType<T> text = text("true or " + expected, parse);
    return new JsonType<>(
        text.expected,
        value -> value.isString() || (value.isBoolean() && value.asBoolean()),
        (value, place) -> value.isBoolean() ? whenTrue : text.read(value, place));
  }

  /** A constant, in the spelling of {@code text}. */
  public static <T> JsonType<T> oneOf(Function<T, String> text, List<T> constants) {
    return text(
        "one of " + constants.stream().map(text).collect(Collectors.joining(", ")),
        found -> constants.stream().filter(each -> text.apply(each).equals(found)).findAny());
  }

  /** One of these texts. */
  public static JsonType<String> oneOf(String... texts) {
    return oneOf(Function.identity(), List.of(texts));
  }

  public static JsonType<Long> whole(long min, long max) {
    return new JsonType<>(
        "a whole number from " + min + " to " + max,
        value ->
            value.isIntegralNumber()
                && value.canConvertToLong()
                && value.asLong() >= min
                && value.asLong() <= max,
        (value, place) -> value.asLong());
  }

  /** A number that need not be whole. */
  public static JsonType<Double> number(double min, double max) {
    return new JsonType<>(
        "a number from " + min + " to " + max,
        value -> value.isNumber() && value.asDouble() >= min && value.asDouble() <= max,
        (value, place) -> value.asDouble());
  }

  /** Items that are wrong are left out, so that the others can be looked at. */
  public static <T> JsonType<List<T>> list(JsonType<T> item, int least, int most) {
    String expected =
        "a list of %s items, each %s"
            .formatted(least == 0 ? "at most " + most : least + " to " + most, item.expected);
    return new JsonType<>(
        expected,
        JsonNode::isArray,
        (value, place) -> {
          if (value.size() < least || value.size() > most) {
            place.problem("expected " + expected + ", found " + value.size());
            return null;
          }
          List<T> items = new ArrayList<>();
          for (int i = 0; i < value.size(); i++) {
            // An object's problems name one of its fields, so they say of which item.
            Place of = item.expected.equals(OBJECT) ? place.item(i) : place;
            T read = item.read(value.get(i), of);
            if (read != null) {
              items.add(read);
            }
          }
          return List.copyOf(items);
        });
  }

  /** An object of any names of that kind; a name whose value is null is as good as absent. */
  public static <T> JsonType<Map<String, T>> map(
      String expected, Predicate<String> name, JsonType<T> item) {
    return new JsonType<>(
        OBJECT,
        JsonNode::isObject,
        (value, place) -> {
          Map<String, T> map = new LinkedHashMap<>();
          for (Map.Entry<String, JsonNode> each : value.properties()) {
            T read = null;
            if (!name.test(each.getKey())) {
              place.problem("expected " + expected + ", found '" + Place.cut(each.getKey()) + "'");
            } else if (!each.getValue().isNull()) {
              read = item.read(each.getValue(), place.field(each.getKey()));
            }
            if (read != null) {
              map.put(each.getKey(), read);
            }
          }
          return Map.copyOf(map);
        });
  }

  /** An object of known fields; those that {@code reader} does not ask for are problems. */
  public static <T> JsonType<T> object(Function<JsonFields, T> reader) {
    return new JsonType<>(
        OBJECT,
        JsonNode::isObject,
        (value, place) -> {
          JsonFields fields = new JsonFields(value, place);
          T read = reader.apply(fields);
          fields.refuseOthers();
          return read;
        });
  }

  /** Empty where the text is no time in UTC such as {@code 2026-11-22T08:00:00Z}. */
  public static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Where a value is, and the problems of its body.
   *
   * @param path e.g. {@code steps[1].weight}; empty for the body itself
   */
  record Place(String path, List<String> problems) {
    Place field(String name) {
      return new Place(path.isEmpty() ? cut(name) : path + "." + cut(name), problems);
    }

    Place item(int index) {
      return new Place(path + "[" + index + "]", problems);
    }

    void problem(String text) {
      problems.add((path.isEmpty() ? "body" : path) + ": " + text);
    }

    void wrong(String expected, JsonNode found) {
      problem("expected " + expected + ", found " + describe(found));
    }

    private static String describe(JsonNode found) {
      return switch (found.getNodeType()) {
        case ARRAY -> "a list";
        case OBJECT -> "an object";
        case STRING -> "'" + cut(found.asString()) + "'";
        case NULL -> "null";
        case MISSING -> "nothing";
        default -> cut(found.asString());
      };
    }

    /** The beginning of a long text. */
    static String cut(String text) {
      return text.length() <= MAX_FOUND ? text : text.substring(0, MAX_FOUND) + "…";
    }
  }
}
