package dev.widgetorigin.origin.delivery.module;

import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a bundle's package.json token by token, because a tree of it could be many times its size.
 * Pure.
 */
final class PackageJsonReader {
  private static final JsonFactory JSON = new JsonFactory();

  private PackageJsonReader() {}

  /**
   * Hands over each member, in the order of the text.
   *
   * @param each takes the name and a parser that stands at the value's first token. It may read the
   *     value to its last token; one that it leaves alone is skipped
   * @return whether all of it could be read. If not, what was handed over before counts; the
   *     publish has warned of such a file
   */
  static boolean members(String packageJson, BiConsumer<String, JsonParser> each) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), packageJson)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return true;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        each.accept(member, parser);
        parser.skipChildren();
      }
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** A file as the manifest names it: {@code dist/a.js} for {@code ./dist/a.js}; null for null. */
  static String path(String name) {
    return name != null && name.startsWith("./") ? name.substring(2) : name;
  }
}
