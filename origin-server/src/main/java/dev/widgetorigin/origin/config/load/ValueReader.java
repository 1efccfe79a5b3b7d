package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.config.value.Records;
import dev.widgetorigin.origin.config.value.Texts;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns a tree of text into the value that a setting's type asks for. */
final class ValueReader {
  /** Cannot be read, with all that is wrong, and with what is right all the same. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<ValueProblem> problems;
    private final transient Rest rest;

    Unreadable(String expected, YamlTree found) {
      this(List.of(new ValueProblem("", found.line(), expected, found.show(), true)), Rest.NOTHING);
    }

    Unreadable(List<ValueProblem> problems, Rest rest) {
      super(problems.toString());
      this.problems = List.copyOf(problems);
      this.rest = rest;
    }

    List<ValueProblem> problems() {
      return problems;
    }

    Rest rest() {
      return rest;
    }
  }

  /**
   * What is right of a list with mistakes: whether that is there to which it refers can be told at
   * once.
   *
   * @param items those that have no mistake
   * @param secrets of those that have one
   */
  record Rest(List<Object> items, List<SecretOf> secrets) {
    static final Rest NOTHING = new Rest(List.of(), List.of());

    Rest {
      items = List.copyOf(items);
      secrets = List.copyOf(secrets);
    }
  }

  /**
   * A secret that a record names.
   *
   * @param variable that holds it
   * @param user the name of the record, or empty
   */
  record SecretOf(String variable, String user) {
    /** Empty where it names none. */
    static Optional<SecretOf> of(Record made) {
      Object variable = null;
      Object user = "";
      for (RecordComponent component : made.getClass().getRecordComponents()) {
        switch (component.getName()) {
          case SECRET -> variable = Records.get(made, component);
          case NAME -> user = Records.get(made, component);
          default -> {}
        }
      }
      return variable instanceof String text
          ? Optional.of(new SecretOf(text, String.valueOf(user)))
          : Optional.empty();
    }

    /** The same of an item of that setting, e.g. {@code purge.targets}. */
    SecretOf under(String key) {
      return new SecretOf(variable, user.isEmpty() ? key : key + ": " + user);
    }
  }

  /** What components are called that name the variable of a secret, and the record itself. */
  private static final String SECRET = "secret";

  private static final String NAME = "name";

  /** What is not spelled like one may be the secret itself, and is in no message. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]{0,99}");

  private static final Map<Type, Function<YamlTree, Object>> SCALARS =
      Map.of(
          String.class, tree -> scalar(tree, "text"),
          int.class, ValueReader::integer,
          Integer.class, ValueReader::integer,
          long.class, ValueReader::number,
          Long.class, ValueReader::number,
          double.class, ValueReader::decimal,
          boolean.class, ValueReader::bool,
          Duration.class, ValueReader::duration,
          Path.class, ValueReader::path,
          PublicUrl.class, ValueReader::publicUrl);

  private ValueReader() {}

  /** Throws Unreadable. */
  static Object read(Type type, YamlTree tree) {
    Function<YamlTree, Object> scalar = SCALARS.get(type);
    if (scalar != null) {
      return scalar.apply(tree);
    }
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Map.class
          ? map(generic.getActualTypeArguments()[1], tree)
          : list(generic.getActualTypeArguments()[0], tree);
    }
    Class<?> raw = (Class<?>) type;
    return raw.isEnum() ? constant(raw, tree) : item(raw.asSubclass(Record.class), tree);
  }

  private static String scalar(YamlTree tree, String expected) {
    if (tree.text() == null) {
      throw new Unreadable(expected, tree);
    }
    return tree.text().strip();
  }

  private static Object integer(YamlTree tree) {
    long value = (Long) number(tree);
    if (value != (int) value) {
      throw new Unreadable("a whole number up to " + Integer.MAX_VALUE, tree);
    }
    return (int) value;
  }

  private static Object number(YamlTree tree) {
    String expected = "a whole number, with a unit if you like (500kB, 64MiB)";
    return Texts.number(scalar(tree, expected)).orElseThrow(() -> new Unreadable(expected, tree));
  }

  private static Object decimal(YamlTree tree) {
    try {
      return Double.valueOf(scalar(tree, "a number"));
    } catch (NumberFormatException e) {
      throw new Unreadable("a number", tree);
    }
  }

  private static Object bool(YamlTree tree) {
    return switch (scalar(tree, "true or false").toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new Unreadable("true or false", tree);
    };
  }

  private static Object duration(YamlTree tree) {
    String expected = "a duration such as 500ms, 15s, 5m, 1h or 30d";
    return Texts.duration(scalar(tree, expected)).orElseThrow(() -> new Unreadable(expected, tree));
  }

  private static Object path(YamlTree tree) {
    try {
      String text = scalar(tree, "a file path");
      if (text.isEmpty()) {
        throw new Unreadable("a file path", tree);
      }
      if (text.equals("~") || text.startsWith("~/")) {
        // It would be a folder of that name here, and whoever removes that removes their own.
        throw new Unreadable("a file path in full, for only shells know what ~ is", tree);
      }
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Unreadable("a file path", tree);
    }
  }

  private static Object publicUrl(YamlTree tree) {
    String expected = "a URL such as https://cdn.example.com, without query or fragment";
    return PublicUrl.parse(scalar(tree, expected))
        .orElseThrow(() -> new Unreadable(expected, tree));
  }

  private static Object constant(Class<?> type, YamlTree tree) {
    String known =
        Arrays.stream(type.getEnumConstants())
            .map(ValueReader::spelling)
            .collect(Collectors.joining(", "));
    String text = scalar(tree, "one of " + known).toLowerCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> spelling(constant).equals(text))
        .findFirst()
        .orElseThrow(() -> new Unreadable("one of " + known, tree));
  }

  private static String spelling(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static List<Object> list(Type type, YamlTree tree) {
    if (tree.items() == null) {
      throw new Unreadable("a list", tree);
    }
    List<Object> values = new ArrayList<>();
    List<ValueProblem> problems = new ArrayList<>();
    List<SecretOf> secrets = new ArrayList<>();
    for (int i = 0; i < tree.items().size(); i++) {
      // A lone item needs no number.
      String part = tree.items().size() == 1 ? "" : "[" + i + "]";
      try {
        values.add(read(type, tree.items().get(i)));
      } catch (Unreadable e) {
        e.problems().forEach(problem -> problems.add(problem.in(part)));
        secrets.addAll(e.rest().secrets());
      }
    }
    mustBeNone(problems, new Rest(values, secrets));
    return List.copyOf(values);
  }

  private static Map<String, Object> map(Type type, YamlTree tree) {
    if (tree.entries() == null) {
      throw new Unreadable("a mapping of names to values", tree);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    List<ValueProblem> problems = new ArrayList<>();
    tree.entries()
        .forEach((name, value) -> part(name, problems, () -> values.put(name, read(type, value))));
    mustBeNone(problems, Rest.NOTHING);
    return Map.copyOf(values);
  }

  /** Reads a part; what is wrong with it is one thing of several. */
  private static void part(String name, List<ValueProblem> problems, Runnable reading) {
    try {
      reading.run();
    } catch (Unreadable e) {
      e.problems().forEach(problem -> problems.add(problem.in(name)));
    }
  }

  private static void mustBeNone(List<ValueProblem> problems, Rest rest) {
    if (!problems.isEmpty()) {
      throw new Unreadable(problems, rest);
    }
  }

  /**
   * A record inside a list: every component by its name; what is missing is null, zero or empty.
   */
  private static Object item(Class<? extends Record> type, YamlTree tree) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names =
        Arrays.stream(components).map(each -> Texts.kebab(each.getName())).toList();
    String expected = "a mapping with " + String.join(", ", names);
    if (tree.entries() == null) {
      throw new Unreadable(expected, tree);
    }
    List<ValueProblem> problems = new ArrayList<>();
    if (!names.containsAll(tree.entries().keySet())) {
      YamlTree found = new YamlTree(String.join(", ", tree.entries().keySet()), tree.line());
      problems.addAll(new Unreadable(expected, found).problems());
    }
    Map<String, YamlTree> sound = new LinkedHashMap<>();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      int at = i;
      String name = names.get(i);
      YamlTree value = tree.entries().get(name);
      values[i] = absent(components[i].getType());
      if (value != null && value.value() != null) {
        part(
            name,
            problems,
            () -> {
              values[at] = read(components[at].getGenericType(), value);
              sound.put(name, value);
            });
      }
    }
    return made(type, values, sound, tree.line(), problems);
  }

  /**
   * The record, where neither its parts nor it itself finds anything wrong.
   *
   * @param sound what is there and could be read, by name
   * @param line of the whole
   * @param problems of its parts
   */
  private static Object made(
      Class<? extends Record> type,
      Object[] values,
      Map<String, YamlTree> sound,
      int line,
      List<ValueProblem> problems) {
    // Beside what could not be read, what is missing may be right.
    boolean all = problems.isEmpty();
    Object made = null;
    try {
      made = Records.create(type, values);
    } catch (Checks.InvalidSettings e) {
      for (Checks.Invalid invalid : e.invalid()) {
        YamlTree value = sound.get(Texts.kebab(invalid.component()));
        if (all || value != null) {
          problems.add(ValueProblem.of(invalid, value == null ? line : value.line()));
        }
      }
    }
    mustBeNone(problems, new Rest(List.of(), secrets(sound, problems)));
    return made;
  }

  /** Those of a record with mistakes; none where the name of the variable is one of them. */
  private static List<SecretOf> secrets(Map<String, YamlTree> sound, List<ValueProblem> problems) {
    YamlTree variable = sound.get(SECRET);
    if (variable == null
        || hasProblem(SECRET, problems)
        || !VARIABLE.matcher(variable.text().strip()).matches()) {
      return List.of();
    }
    YamlTree name = sound.get(NAME);
    String user = name == null || hasProblem(NAME, problems) ? "" : name.text().strip();
    return List.of(new SecretOf(variable.text().strip(), user));
  }

  private static boolean hasProblem(String part, List<ValueProblem> problems) {
    return problems.stream().anyMatch(problem -> problem.path().equals(part));
  }

  private static Object absent(Class<?> type) {
    if (type == List.class) {
      return List.of();
    }
    if (type == Map.class) {
      return Map.of();
    }
    if (type == int.class) {
      return 0;
    }
    if (type == long.class) {
      return 0L;
    }
    return type == boolean.class ? (Object) false : null;
  }
}
