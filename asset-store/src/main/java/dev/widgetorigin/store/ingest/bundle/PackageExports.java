package dev.widgetorigin.store.ingest.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What {@code exports} of a package.json names for the package itself (Node.js documentation,
 * <em>Packages: conditional exports</em>). Pure; immutable.
 *
 * <pre>
 * "exports": "./a.js"
 * "exports": {"browser": "./b.js", "import": {"types": "./a.d.ts", "default": "./a.mjs"}}
 * "exports": {".": [{"import": "./a.mjs"}, "./a.js"], "./other": "./other.js"}
 * </pre>
 *
 * <p>The names are as written, and may be of files that the bundle does not have. Of each list at
 * most {@value #MAX_NAMES} are kept.
 *
 * @param browser under the conditions {@code browser}, {@code import} and {@code default} only, in
 *     this order
 * @param others scripts for which another condition is needed, such as {@code module} or {@code
 *     require}; those that browsers may run come first
 * @param index scripts, where the package itself has no file: what is named for {@code ./index.js}
 *     or {@code ./index}, also by a pattern; else the only script that any path names
 */
record PackageExports(List<String> browser, List<String> others, List<String> index) {
  static final PackageExports NONE = new PackageExports(List.of(), List.of(), List.of());
  static final int MAX_NAMES = 32;

  private static final List<String> BROWSER = List.of("browser", "import", "default");
  private static final List<String> OTHERS =
      List.of(
          "production",
          "module",
          "module-sync",
          "script",
          "umd",
          "development",
          "svelte",
          "worker",
          "edge-light",
          "workerd",
          "deno",
          "require",
          "node");

  /** Stands for every condition that is in neither list; the first in the text comes first. */
  private static final String UNLISTED = "";

  /**
   * @param plain whether it holds without one of the other conditions
   */
  private record Target(String name, boolean plain) {
    boolean isScript() {
      return EntryFile.SCRIPTS.contains(ContentMismatch.extension(name));
    }
  }

  /**
   * Reads the value that the parser is at, token by token: it may be as large as the document. The
   * parser is at its last token then.
   */
  static PackageExports read(JsonParser parser) {
    List<Target> root;
    ExportedPaths paths = new ExportedPaths();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      root = ofTop(parser, paths);
    } else {
      root = targets(parser);
    }
    return new PackageExports(
        root.stream().filter(Target::plain).map(Target::name).toList(),
        root.stream().filter(target -> !target.plain()).map(Target::name).toList(),
        root.isEmpty() ? paths.index() : List.of());
  }

  private static List<Target> ofTop(JsonParser parser, ExportedPaths paths) {
    Map<String, List<Target>> conditions = new HashMap<>();
    List<Target> root = List.of();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      List<Target> targets = targets(parser);
      if (key.equals(".")) {
        root = targets;
      } else if (key.startsWith("./")) {
        paths.add(key, targets.stream().map(Target::name).toList());
      } else {
        put(conditions, key, targets);
      }
    }
    return root.isEmpty() ? inOrder(conditions) : root;
  }

  private static List<Target> targets(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> List.of(new Target(parser.getString(), true));
      case START_ARRAY -> {
        List<Target> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          addSome(all, targets(parser));
        }
        yield all;
      }
      case START_OBJECT -> {
        Map<String, List<Target>> conditions = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String condition = parser.currentName();
          parser.nextToken();
          put(conditions, condition, targets(parser));
        }
        yield inOrder(conditions);
      }
      // null takes a path back; nothing else has a meaning.
      default -> List.of();
    };
  }

  private static void put(
      Map<String, List<Target>> conditions, String condition, List<Target> targets) {
    if (BROWSER.contains(condition) || OTHERS.contains(condition)) {
      conditions.put(condition, targets);
    } else {
      addSome(
          conditions.computeIfAbsent(UNLISTED, unlisted -> new ArrayList<>()),
          targets.stream().filter(Target::isScript).toList());
    }
  }

  private static List<Target> inOrder(Map<String, List<Target>> conditions) {
    List<Target> all = new ArrayList<>();
    for (String condition : BROWSER) {
      addSome(all, conditions.getOrDefault(condition, List.of()));
    }
    Stream.concat(OTHERS.stream(), Stream.of(UNLISTED))
        .flatMap(condition -> conditions.getOrDefault(condition, List.of()).stream())
        .filter(Target::isScript)
        .map(target -> new Target(target.name(), false))
        .forEach(target -> addSome(all, List.of(target)));
    return all;
  }

  private static void addSome(List<Target> all, List<Target> more) {
    all.addAll(more.subList(0, Math.min(more.size(), MAX_NAMES - all.size())));
  }
}
