package dev.widgetorigin.origin.delivery.module;

import dev.widgetorigin.store.manifest.Manifest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * By which names a bundle's modules are imported: what is behind the widget's name, e.g. {@code ""}
 * for the widget itself and {@code /locale/de} for {@code chat/locale/de}, to the file.
 *
 * <p>From package.json: {@code exports} under the conditions of a browser (Node.js, "Conditional
 * exports": the first that holds), then {@code module}, then the entry file. Patterns ({@code ./*})
 * have no place in an import map. Files that the bundle does not have are left out.
 */
public final class ModuleNames {
  private static final Set<String> CONDITIONS =
      Set.of("browser", "import", "module", "production", "default");

  private final Map<String, String> exported = new TreeMap<>();
  private String module;

  private ModuleNames() {}

  public static Map<String, String> of(Manifest manifest) {
    ModuleNames names = new ModuleNames();
    if (manifest.packageJson() != null) {
      boolean unused = PackageJsonReader.members(manifest.packageJson(), names::read);
    }
    Map<String, String> found = new TreeMap<>(names.exported);
    found.values().removeIf(file -> !manifest.files().containsKey(file));
    if (names.module != null && manifest.files().containsKey(names.module)) {
      found.putIfAbsent("", names.module);
    }
    if (manifest.entry() != null) {
      found.putIfAbsent("", manifest.entry());
    }
    return found;
  }

  private void read(String member, JsonParser value) {
    if (member.equals("exports")) {
      exports(value);
    } else if (member.equals("module") && value.currentToken() == JsonToken.VALUE_STRING) {
      module = PackageJsonReader.path(value.getString());
    }
  }

  /** Paths, or conditions of the widget itself. */
  private void exports(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      put(".", target(parser));
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.startsWith(".")) {
        put(name, target(parser));
      } else if (CONDITIONS.contains(name) && !exported.containsKey("")) {
        put(".", target(parser));
      } else {
        parser.skipChildren();
      }
    }
  }

  private void put(String name, String file) {
    if (file != null && file.indexOf('*') < 0 && (name.equals(".") || name.startsWith("./"))) {
      exported.putIfAbsent(name.substring(1), file);
    }
  }

  /** The file that a value comes to in a browser; null for none. The parser is behind it then. */
  private static String target(JsonParser parser) {
    String found = null;
    switch (parser.currentToken()) {
      case VALUE_STRING -> found = PackageJsonReader.path(parser.getString());
      case START_OBJECT -> {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          boolean holds = found == null && CONDITIONS.contains(parser.currentName());
          parser.nextToken();
          if (holds) {
            found = target(parser);
          } else {
            parser.skipChildren();
          }
        }
      }
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          String next = target(parser);
          found = found == null ? next : found;
        }
      }
      default -> {
        // null takes a path back; nothing else has a meaning.
      }
    }
    return found;
  }
}
