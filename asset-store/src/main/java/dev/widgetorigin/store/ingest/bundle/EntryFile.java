package dev.widgetorigin.store.ingest.bundle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which file of a bundle answers its bare URL: the first of {@code jsdelivr}, {@code unpkg}, {@code
 * browser} (where it is a string), {@code main}, {@code exports} and {@code module} of package.json
 * that names a file in the bundle, else {@code index.js}, else the only script at the top, else the
 * only script in {@code dist/}, else a script that {@code exports} names under a condition that
 * browsers do not have by themselves ({@code require}), for {@code ./index.js}, or alone, else
 * {@code index.mjs} or {@code index.cjs}.
 *
 * <p>A name is read as npm reads {@code main}: {@code ./} is optional, {@code .js}, {@code .mjs} or
 * {@code .cjs} may be missing, and a folder means its {@code index.js}.
 */
public final class EntryFile {
  static final Set<String> SCRIPTS = Set.of("js", "mjs", "cjs");

  private static final List<String> EXTENSIONS = List.of(".js", ".mjs", ".cjs", ".json");

  /**
   * What a member of package.json names as an entry file.
   *
   * @param name as written, e.g. {@code ./dist/chat}
   */
  public record Named(String member, String name) {}

  private EntryFile() {}

  /** A path of the bundle, or null. */
  static String choose(PackageJson json, List<UnpackedFile> files) {
    return choose(json, files.stream().map(UnpackedFile::path).collect(Collectors.toSet()));
  }

  static String choose(PackageJson json, Set<String> paths) {
    PackageExports exports = json.exports();
    return Stream.of(
            declared(json).stream().map(Named::name),
            Stream.of("index.js"),
            Stream.ofNullable(onlyScript(paths)),
            exports.others().stream(),
            exports.index().stream(),
            Stream.of("index.mjs", "index.cjs"))
        .flatMap(names -> names)
        .map(name -> find(name, paths))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** What package.json names first, if that is not in the bundle; else null. */
  public static Named missing(PackageJson json, Set<String> paths) {
    return Stream.concat(
            declared(json).stream(),
            json.exports().others().stream().map(name -> new Named("exports", name)))
        .findFirst()
        .filter(first -> find(first.name(), paths) == null)
        .orElse(null);
  }

  /** What package.json names for a browser, the most telling first. */
  private static List<Named> declared(PackageJson json) {
    List<Named> names = new ArrayList<>();
    for (String member : List.of("jsdelivr", "unpkg", "browser", "main")) {
      addUnlessNull(names, member, json.strings().get(member));
    }
    json.exports().browser().forEach(name -> names.add(new Named("exports", name)));
    addUnlessNull(names, "module", json.strings().get("module"));
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
      List<Named> declared = declared(json);
      addUnlessNull(declared, "style", json.strings().get("style"));
      Set<String> found = new HashSet<>();
      for (Named one : declared) {
        String path = find(one.name(), paths);
        // Of the names in exports only the first counts that there is.
        if (path != null && found.add(one.member())) {
          named.add(path);
        }
      }
    }
    return named;
  }

  private static void addUnlessNull(List<Named> names, String member, String name) {
    if (name != null) {
      names.add(new Named(member, name));
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
  private static String find(String name, Set<String> paths) {
    String path = inBundle(name);
    if (path == null) {
      return null;
    }
    boolean isFolder = path.isEmpty() || name.endsWith("/") || name.endsWith("/.");
    String inFolder = path.isEmpty() ? "index" : path + "/index";
    return Stream.of(
            isFolder ? Stream.<String>empty() : Stream.of(path),
            isFolder ? Stream.<String>empty() : EXTENSIONS.stream().map(path::concat),
            EXTENSIONS.stream().map(inFolder::concat))
        .flatMap(candidates -> candidates)
        .filter(paths::contains)
        .findFirst()
        .orElse(null);
  }

  /** {@code dist/a.js} for {@code ./dist/b/../a.js}; null where it leads out of the bundle. */
  private static String inBundle(String name) {
    List<String> segments = new ArrayList<>();
    for (String segment : name.split("/", -1)) {
      if (segment.equals("..")) {
        if (segments.isEmpty()) {
          return null;
        }
        segments.remove(segments.size() - 1);
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return String.join("/", segments);
  }
}
