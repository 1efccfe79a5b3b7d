package dev.widgetorigin.origin.delivery.module;

import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.script.ModuleSyntax;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The files of a bundle that its package.json offers to the outside: the entry file, {@code
 * module}, and what {@code exports} names. Immutable.
 */
final class ModuleEntries {
  /** Conditions of {@code exports} under which there are modules only. */
  private static final Set<String> MODULE_CONDITIONS = Set.of("import", "module");

  /** Members whose files pages load as classic scripts, whatever {@code type} says. */
  private static final Set<String> CLASSIC_MEMBERS = Set.of("jsdelivr", "unpkg");

  private final Set<String> entries = new HashSet<>();
  private final Set<String> modules = new HashSet<>();
  private final Map<String, String> strings = new HashMap<>();

  private ModuleEntries(Manifest manifest) {
    if (manifest.entry() != null) {
      entries.add(manifest.entry());
    }
    if (manifest.packageJson() != null) {
      read(manifest.packageJson());
    }
    String module = strings.get("module");
    if (module != null) {
      entries.add(PackageJsonReader.path(module));
      modules.add(PackageJsonReader.path(module));
    }
  }

  static ModuleEntries of(Manifest manifest) {
    return new ModuleEntries(manifest);
  }

  /** Whether package.json offers this script to the outside. */
  boolean contains(String file) {
    return entries.contains(file) && MediaTypes.isScript(MediaTypes.of(file));
  }

  /**
   * Whether an entry is an ES module: by its name, by where package.json names it, or by its text.
   * {@code "type": "module"} counts for nothing where the file is named as one for script tags and
   * its text imports and exports nothing.
   */
  boolean isModule(String file, ModuleSyntax text) {
    return switch (MediaTypes.extension(file)) {
      case "mjs" -> true;
      case "cjs" -> false;
      default ->
          modules.contains(file)
              || text.module()
              || ("module".equals(strings.get("type"))
                  && CLASSIC_MEMBERS.stream()
                      .noneMatch(
                          member -> file.equals(PackageJsonReader.path(strings.get(member)))));
    };
  }

  private void read(String packageJson) {
    boolean whole =
        PackageJsonReader.members(
            packageJson,
            (member, value) -> {
              if (member.equals("exports")) {
                exports(value, false);
              } else if (value.currentToken() == JsonToken.VALUE_STRING) {
                strings.put(member, value.getString());
              }
            });
    if (!whole) {
      strings.putIfAbsent("type", "commonjs");
    }
  }

  /** One value of {@code exports}: a file, conditions, paths, or alternatives. */
  private void exports(JsonParser parser, boolean module) {
    switch (parser.currentToken()) {
      case VALUE_STRING -> {
        String file = PackageJsonReader.path(parser.getString());
        entries.add(file);
        if (module) {
          modules.add(file);
        }
      }
      case START_OBJECT -> {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          boolean deeper = module || MODULE_CONDITIONS.contains(parser.currentName());
          parser.nextToken();
          exports(parser, deeper);
        }
      }
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          exports(parser, module);
        }
      }
      default -> {
        // null takes a path back; nothing else has a meaning.
      }
    }
  }
}
