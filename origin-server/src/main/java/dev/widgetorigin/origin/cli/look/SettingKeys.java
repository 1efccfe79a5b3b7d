package dev.widgetorigin.origin.cli.look;

import dev.widgetorigin.origin.config.value.Texts;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A widget's settings by their keys, e.g. {@code aliasMode}, {@code cors.allowedOrigins}, {@code
 * cacheControl.alias}. Keys and types are those of {@link WidgetSettings}; which values are good is
 * the origin's to say.
 */
final class SettingKeys {
  /** What stands for any name where a setting is a map of names to texts. */
  private static final String ANY = ".NAME";

  /** Where a group has no meaning without one of its keys, that key. */
  private static final List<String> MAIN =
      List.of("cors.allowedOrigins", "sizeBudget.maxScriptBytes", "signing.keys");

  private static final Map<String, RecordComponent> KEYS = keys();

  private SettingKeys() {}

  private static Map<String, RecordComponent> keys() {
    Map<String, RecordComponent> keys = new LinkedHashMap<>();
    add(keys, "", WidgetSettings.class);
    return keys;
  }

  private static void add(Map<String, RecordComponent> keys, String prefix, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + component.getName();
      if (component.getType().isRecord()) {
        add(keys, key + ".", component.getType());
      } else {
        keys.put(component.getType() == Map.class ? key + ANY : key, component);
      }
    }
  }

  /** Every key; {@code cacheControl.NAME} where any name may stand at the end. */
  static List<String> all() {
    return List.copyOf(KEYS.keySet());
  }

  /**
   * The value of a setting as the API takes it.
   *
   * @throws IllegalArgumentException where there is no such key, or its type has no such value
   */
  static JsonNode value(String key, List<String> texts) {
    RecordComponent component = component(key);
    if (component.getGenericType() instanceof ParameterizedType
        && component.getType() != Map.class) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      texts.forEach(list::add);
      return list;
    }
    if (texts.size() != 1) {
      throw new IllegalArgumentException(
          key + ": expected one value, found " + texts.size() + ": " + String.join(" ", texts));
    }
    return scalar(key, component.getType(), texts.get(0));
  }

  private static JsonNode scalar(String key, Class<?> type, String text) {
    if (type == Boolean.class || type == boolean.class) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException(key + ": expected true or false, found '" + text + "'");
      }
      return JsonNodeFactory.instance.booleanNode(text.equals("true"));
    }
    if (type == Integer.class || type == long.class) {
      OptionalLong number = Texts.number(text);
      if (number.isEmpty()) {
        throw new IllegalArgumentException(
            key + ": expected a whole number such as 4000 or 500kB, found '" + text + "'");
      }
      return JsonNodeFactory.instance.numberNode(number.getAsLong());
    }
    return JsonNodeFactory.instance.stringNode(text);
  }

  /**
   * What to take away for a key or a group of keys: itself, or its group where that has no meaning
   * without it ({@code cors} for {@code cors.allowedOrigins}).
   *
   * @throws IllegalArgumentException where there is no such key or group
   */
  static String removed(String key) {
    if (KEYS.keySet().stream().noneMatch(each -> each.startsWith(key + "."))) {
      component(key);
    }
    return MAIN.contains(key) ? key.substring(0, key.indexOf('.')) : key;
  }

  /** Puts a value where its key says: {@code {"cors": {"allowedOrigins": …}}}. */
  static void put(ObjectNode patch, String key, JsonNode value) {
    String[] names = path(key);
    ObjectNode at = patch;
    for (int i = 0; i < names.length - 1; i++) {
      at = at.withObjectProperty(names[i]);
    }
    at.set(names[names.length - 1], value);
  }

  /** What is set, by key, as a person reads it: the items of a list one after the other. */
  static Map<String, String> flat(JsonNode settings) {
    Map<String, String> flat = new LinkedHashMap<>();
    addFlat(flat, "", settings);
    return flat;
  }

  private static void addFlat(Map<String, String> flat, String prefix, JsonNode object) {
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      String key = prefix + each.getKey();
      if (each.getValue().isObject()) {
        addFlat(flat, key + ".", each.getValue());
      } else if (each.getValue().isArray()) {
        flat.put(
            key, String.join(" ", each.getValue().valueStream().map(JsonNode::asString).toList()));
      } else {
        flat.put(key, each.getValue().asString());
      }
    }
  }

  /** Whether a key of an answer is, or is below, one that a person named. */
  static boolean covers(String named, String key) {
    return key.equals(named) || key.startsWith(named + ".");
  }

  /** Names in a key that ends in any name are not split: they may have dots. */
  private static String[] path(String key) {
    String map = map(key);
    if (map == null) {
      return key.split("\\.", -1);
    }
    List<String> names = new ArrayList<>(Arrays.asList(map.split("\\.", -1)));
    names.add(key.substring(map.length() + 1));
    return names.toArray(String[]::new);
  }

  /** {@code loader.attributes} of {@code loader.attributes.type}; null for other keys. */
  private static String map(String key) {
    return KEYS.keySet().stream()
        .filter(each -> each.endsWith(ANY))
        .map(each -> each.substring(0, each.length() - ANY.length()))
        .filter(each -> key.startsWith(each + ".") && key.length() > each.length() + 1)
        .findFirst()
        .orElse(null);
  }

  private static RecordComponent component(String key) {
    String map = map(key);
    RecordComponent component = KEYS.get(map == null ? key : map + ANY);
    if (component == null) {
      throw new IllegalArgumentException("there is no setting '" + key + "'. " + advice(key));
    }
    return component;
  }

  private static String advice(String key) {
    List<String> below = all().stream().filter(each -> each.startsWith(key + ".")).toList();
    if (!below.isEmpty()) {
      return "Expected one of " + String.join(", ", below);
    }
    String small = key.toLowerCase(Locale.ROOT);
    String last = "." + small.substring(small.lastIndexOf('.') + 1);
    List<String> similar =
        all().stream().filter(each -> each.toLowerCase(Locale.ROOT).endsWith(last)).toList();
    if (similar.isEmpty()) {
      similar =
          all().stream().filter(each -> each.toLowerCase(Locale.ROOT).startsWith(small)).toList();
    }
    if (!similar.isEmpty()) {
      return "Did you mean " + String.join(" or ", similar) + "?";
    }
    return Texts.nearest(key, all())
        .map(near -> "Did you mean " + near + "?")
        .orElse("'widget-origin settings show WIDGET --all' names all there are.");
  }
}
