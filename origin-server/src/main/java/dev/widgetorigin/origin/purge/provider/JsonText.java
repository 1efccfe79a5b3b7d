package dev.widgetorigin.origin.purge.provider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The few JSON texts that providers take and give. */
final class JsonText {

  private JsonText() {}

  /** {@code {"name":["item",…]}}. */
  static String of(String name, List<String> items) {
    return JsonMapper.shared().writeValueAsString(Map.of(name, items));
  }

  /** An object with both lists; the second is left out where it is empty. */
  static String of(String name, List<String> items, String other, List<String> others) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(name, items);
    if (!others.isEmpty()) {
      object.put(other, others);
    }
    return JsonMapper.shared().writeValueAsString(object);
  }

  /** A missing node where the text is no JSON. */
  static JsonNode read(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
