package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.Mutations;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A bundle's package.json, as the command line reads it.
 *
 * @param flaw why it cannot be read, or null; {@code it is not JSON at line 2, column 3}
 */
record BundleDescription(JsonNode json, String flaw) {
  /**
   * @param bytes null or empty where there is no such file
   */
  static BundleDescription parse(byte[] bytes) {
    JsonNode none = JsonMapper.shared().createObjectNode();
    if (bytes == null || bytes.length == 0) {
      return new BundleDescription(none, null);
    }
    try {
      return new BundleDescription(JsonMapper.shared().readTree(bytes), null);
    } catch (JacksonException e) {
      return new BundleDescription(none, "it is not JSON" + place(e.getLocation()) + hint(e));
    }
  }

  private static String place(TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String hint(JacksonException e) {
    return String.valueOf(e.getOriginalMessage()).contains("comment")
        ? ", where a comment begins: JSON has none"
        : "";
  }

  /** The text of a member, or null. */
  String text(String key) {
    String value = Mutations.text(json, key);
    return value.isEmpty() ? null : value;
  }
}
