package dev.widgetorigin.store.ingest;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which file of a bundle answers its bare URL: the first of {@code jsdelivr}, {@code unpkg}, {@code
 * browser} (where it is a string) and {@code main} of package.json that names a file in the bundle,
 * else {@code index.js}.
 *
 * <p>A name is read as npm reads {@code main}: {@code ./} is optional, {@code .js} may be missing,
 * and a folder means its {@code index.js}.
 */
final class EntryFile {
  private static final List<String> MEMBERS = List.of("jsdelivr", "unpkg", "browser", "main");

  private EntryFile() {}

  /** A path of the bundle, or null. */
  static String choose(PackageJson json, List<UnpackedFile> files) {
    Set<String> paths = files.stream().map(UnpackedFile::path).collect(Collectors.toSet());
    for (String member : MEMBERS) {
      String found = find(json.strings().get(member), paths);
      if (found != null) {
        return found;
      }
    }
    return paths.contains("index.js") ? "index.js" : null;
  }

  /** The first member of package.json that names an entry file, or null. */
  static String declaringMember(PackageJson json) {
    return MEMBERS.stream().filter(json.strings()::containsKey).findFirst().orElse(null);
  }

  /** The path that {@code name} means, or null where the bundle has no such file. */
  static String find(String name, Set<String> paths) {
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
