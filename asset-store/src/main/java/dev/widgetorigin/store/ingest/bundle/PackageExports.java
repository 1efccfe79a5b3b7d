package dev.widgetorigin.store.ingest.bundle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What {@code exports} of a package.json names for the package itself, to a browser (Node.js
 * documentation, <em>Packages: conditional exports</em>).
 *
 * <pre>
 * "exports": "./a.js"
 * "exports": {"browser": "./b.js", "import": {"types": "./a.d.ts", "default": "./a.mjs"}}
 * "exports": {".": [{"import": "./a.mjs"}, "./a.js"], "./other": "./other.js"}
 * </pre>
 *
 * <p>Of the conditions {@code browser}, {@code import} and {@code default} the first in this order
 * that names a file counts. Reads token by token: it may be as large as the document.
 */
final class PackageExports {
  private static final List<String> CONDITIONS = List.of("browser", "import", "default");

  private PackageExports() {}

  /** Reads the value that the parser is at; null where it names nothing for a browser. */
  static String read(JsonParser parser) {
    return target(parser, true);
  }

  private static String target(JsonParser parser, boolean top) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    if (token == JsonToken.START_ARRAY) {
      String first = null;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String found = target(parser, false);
        first = first == null ? found : first;
      }
      return first;
    }
    return token == JsonToken.START_OBJECT ? ofObject(parser, top) : null;
  }

  private static String ofObject(JsonParser parser, boolean top) {
    Map<String, String> found = new HashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      if (CONDITIONS.contains(key) || (top && key.equals("."))) {
        found.put(key, target(parser, false));
      } else {
        parser.skipChildren();
      }
    }
    if (found.get(".") != null) {
      return found.get(".");
    }
    return CONDITIONS.stream()
        .map(found::get)
        .filter(name -> name != null)
        .findFirst()
        .orElse(null);
  }
}
