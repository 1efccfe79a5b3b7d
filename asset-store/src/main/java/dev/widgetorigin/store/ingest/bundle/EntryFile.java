package dev.widgetorigin.store.ingest.bundle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which file of a bundle answers its bare URL: the first of {@code jsdelivr}, {@code unpkg}, {@code
 * browser} (where it is a string), {@code main}, {@code exports} and {@code module} of package.json
 * that names a file in the bundle, else {@code index.js}, else the only script at the top, else the
 * only script in {@code dist/}.
 *
 * <p>A name is read as npm reads {@code main}: {@code ./} is optional, {@code .js} may be missing,
 * and a folder means its {@code index.js}.
 */
public final class EntryFile {
  private static final Set<String> SCRIPTS = Set.of("js", "mjs", "cjs");

  private EntryFile() {}

  /** A path of the bundle, or null. */
  static String choose(PackageJson json, List<UnpackedFile> files) {
    Set<String> paths = files.stream().map(UnpackedFile::path).collect(Collectors.toSet());
    for (String name : declared(json).values()) {
      String found = find(name, paths);
      if (found != null) {
        return found;
      }
    }
    return paths.contains("index.js") ? "index.js" : onlyScript(paths);
  }

  /** What package.json names as an entry file, by the member that does, the most telling first. */
  public static Map<String, String> declared(PackageJson json) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String member : List.of("jsdelivr", "unpkg", "browser", "main")) {
      putUnlessNull(names, member, json.strings().get(member));
    }
    putUnlessNull(names, "exports", json.exports());
    putUnlessNull(names, "module", json.strings().get("module"));
    return names;
  }

  /** Files that a page loads first: the entry file and whatever package.json names as one. */
  public static Set<String> named(UnpackedBundle bundle) {
    Set<String> named = new HashSet<>();
    if (bundle.entry() != null) {
      named.add(bundle.entry());
    }
    if (bundle.packageJson() != null) {
      PackageJson json = PackageJson.parse(bundle.packageJson());
      Set<String> paths =
          bundle.files().stream().map(UnpackedFile::path).collect(Collectors.toSet());
      Map<String, String> declared = declared(json);
      putUnlessNull(declared, "style", json.strings().get("style"));
      for (String name : declared.values()) {
        String path = find(name, paths);
        if (path != null) {
          named.add(path);
        }
      }
    }
    return named;
  }

  private static void putUnlessNull(Map<String, String> names, String member, String name) {
    if (name != null) {
      names.put(member, name);
    }
  }

  private static String onlyScript(Set<String> paths) {
    List<String> top = new ArrayList<>();
    List<String> dist = new ArrayList<>();
    for (String path : paths) {
      if (isScript(path) && path.indexOf('/') < 0) {
        top.add(path);
      } else if (isScript(path) && path.startsWith("dist/") && path.indexOf('/', 5) < 0) {
        dist.add(path);
      }
    }
    List<String> candidates = top.isEmpty() ? dist : top;
    return candidates.size() == 1 ? candidates.get(0) : null;
  }

  /** {@code rollup.config.js} and its like belong to the build. */
  private static boolean isScript(String path) {
    int dot = path.lastIndexOf('.');
    return SCRIPTS.contains(ContentMismatch.extension(path))
        && !path.substring(0, dot).endsWith(".config");
  }

  /** The path that {@code name} means, or null where the bundle has no such file. */
  public static String find(String name, Set<String> paths) {
    if (name == null) {
      return null;
    }
    String path = name;
    while (path.startsWith("./") || path.startsWith("/")) {
      path = path.substring(path.indexOf('/') + 1);
    }
    boolean isFolder = path.isEmpty() || path.equals(".") || path.endsWith("/");
    if (!isFolder) {
      for (String candidate : List.of(path, path + ".js", path + ".json")) {
        if (paths.contains(candidate)) {
          return candidate;
        }
      }
    }
    String folder =
        path.equals(".") ? "" : path.endsWith("/") || path.isEmpty() ? path : path + "/";
    return paths.contains(folder + "index.js") ? folder + "index.js" : null;
  }
}
