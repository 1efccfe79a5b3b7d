package dev.widgetorigin.origin.control;

import dev.widgetorigin.resolver.Version;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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

  public static final JsonType<Boolean> FLAG = value("true or false", JsonNode::booleanValueOpt);

  public static final JsonType<Version> VERSION =
      text("a version such as 1.2.3", Version::tryParse);

  final String expected;
  private final BiFunction<JsonNode, Place, T> reader;

  private JsonType(String expected, BiFunction<JsonNode, Place, T> reader) {
    this.expected = expected;
    this.reader = reader;
  }

  /** Null where the value is wrong and its place was told. */
  T read(JsonNode value, Place place) {
    return reader.apply(value, place);
  }

  /** A value without others in it; {@code parse} answers empty where it is wrong. */
  public static <T> JsonType<T> value(String expected, Function<JsonNode, Optional<T>> parse) {
    return new JsonType<>(
        expected,
        (value, place) -> {
          if (value.stringValue("").length() > MAX_TEXT) {
            place.problem("expected at most " + MAX_TEXT + " characters");
            return null;
          }
          T read = parse.apply(value).orElse(null);
          if (read == null) {
            place.wrong(expected, value);
          }
          return read;
        });
  }

  /** A text that means something else; empty where it does not. */
  public static <T> JsonType<T> text(String expected, Function<String, Optional<T>> parse) {
    return value(expected, value -> value.stringValueOpt().flatMap(parse));
  }

  /** A text for which that holds. */
  public static JsonType<String> textThat(String expected, Predicate<String> holds) {
    return text(expected, text -> Optional.of(text).filter(holds));
  }

  /** A constant, in the spelling of {@code text}. */
  public static <T> JsonType<T> oneOf(Function<T, String> text, List<T> constants) {
    return text(
        "one of " + String.join(", ", constants.stream().map(text).toList()),
        found -> constants.stream().filter(each -> text.apply(each).equals(found)).findAny());
  }

  public static JsonType<Long> whole(long min, long max) {
    return value(
        "a whole number from " + min + " to " + max,
        value ->
            Optional.of(value)
                .filter(each -> each.isIntegralNumber() && each.canConvertToLong())
                .map(JsonNode::longValue)
                .filter(number -> number >= min && number <= max));
  }

  /** Items that are wrong are left out, so that the others can be looked at. */
  public static <T> JsonType<List<T>> list(JsonType<T> item, int least, int most) {
    String expected =
        "a list of %s items, each %s"
            .formatted(least == 0 ? "at most " + most : least + " to " + most, item.expected);
    // An object's problems name one of its fields, so they say of which item.
    boolean named = item.expected.equals(OBJECT);
    return new JsonType<>(
        expected,
        (value, place) -> {
          if (!value.isArray() || value.size() < least || value.size() > most) {
            place.wrong(expected, value);
            return null;
          }
          return IntStream.range(0, value.size())
              .mapToObj(i -> item.read(value.get(i), named ? place.item(i) : place))
              .filter(Objects::nonNull)
              .toList();
        });
  }

  /** An object of known fields; those that {@code reader} does not ask for are problems. */
  public static <T> JsonType<T> object(Function<JsonFields, T> reader) {
    return new JsonType<>(
        OBJECT,
        (value, place) -> {
          if (!(value instanceof ObjectNode object)) {
            place.wrong(OBJECT, value);
            return null;
          }
          JsonFields fields = new JsonFields(object, place);
          T read = reader.apply(fields);
          fields.refuseOthers();
          return read;
        });
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
        case ARRAY -> "a list of " + found.size();
        case OBJECT -> "an object";
        case STRING -> "'" + cut(found.asString()) + "'";
        case NULL -> "null";
        case MISSING -> "nothing";
        default -> cut(found.asString());
      };
    }

    /** The beginning of a long text. */
    private static String cut(String text) {
      return text.length() <= MAX_FOUND ? text : text.substring(0, MAX_FOUND) + "…";
    }
  }
}
