package dev.widgetorigin.origin.config.load;

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
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns a tree of text into the value that a setting's type asks for. */
final class ValueReader {
  /** Cannot be read: what was expected; what was found is in the tree. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String found;

    Unreadable(String expected, YamlTree found) {
      super(expected);
      this.found = found.show();
    }

    String found() {
      return found;
    }
  }

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

  /** Throws Unreadable, or what a record's constructor throws. */
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
    tree.items().forEach(item -> values.add(read(type, item)));
    return List.copyOf(values);
  }

  private static Map<String, Object> map(Type type, YamlTree tree) {
    if (tree.entries() == null) {
      throw new Unreadable("a mapping of names to values", tree);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    tree.entries().forEach((name, value) -> values.put(name, read(type, value)));
    return Map.copyOf(values);
  }

  /**
   * A record inside a list: every component by its name; what is missing is null, zero or empty.
   */
  private static Object item(Class<? extends Record> type, YamlTree tree) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names =
        Arrays.stream(components).map(each -> Texts.kebab(each.getName())).toList();
    String expected = "a mapping with " + String.join(", ", names);
    if (tree.entries() == null || !names.containsAll(tree.entries().keySet())) {
      throw new Unreadable(
          expected,
          tree.entries() == null
              ? tree
              : new YamlTree(String.join(", ", tree.entries().keySet()), 0));
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      YamlTree value = tree.entries().get(names.get(i));
      values[i] =
          value == null || value.value() == null
              ? absent(components[i].getType())
              : read(components[i].getGenericType(), value);
    }
    return Records.create(type, values);
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
