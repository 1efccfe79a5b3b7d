package dev.widgetorigin.store.ingest.bundle;

import java.util.ArrayList;
import java.util.List;

/**
 * The paths of {@code exports}, such as {@code "./chat.js": "./dist/chat.js"} or {@code "./*":
 * "./dist/*"}: which of them may stand for a package that names no file for itself. Used by one
 * thread.
 */
final class ExportedPaths {
  private static final List<String> INDEX = List.of("./index.js", "./index");

  private final List<String> exact = new ArrayList<>();
  private final List<String> byPattern = new ArrayList<>();
  private List<String> only = List.of();
  private boolean several;

  /**
   * @param path starts with {@code ./}
   * @param names what it names, the most telling first; of them only scripts count
   */
  void add(String path, List<String> names) {
    if (path.indexOf('*') >= 0 || path.endsWith("/")) {
      for (String index : INDEX) {
        addSome(byPattern, scripts(matched(path, index, names)));
      }
      return;
    }
    List<String> scripts = scripts(names);
    if (INDEX.contains(path)) {
      addSome(exact, scripts);
    }
    if (!scripts.isEmpty()) {
      several |= !only.isEmpty() && !only.get(0).equals(scripts.get(0));
      only = scripts;
    }
  }

  /** See {@link PackageExports#index}. */
  List<String> index() {
    List<String> all = new ArrayList<>(exact);
    addSome(all, byPattern);
    addSome(all, several ? List.of() : only);
    return all;
  }

  /** What {@code path}, a pattern or a folder, names for {@code wanted}. */
  private static List<String> matched(String path, String wanted, List<String> names) {
    if (path.endsWith("/")) {
      return wanted.startsWith(path)
          ? names.stream().map(folder -> folder + wanted.substring(path.length())).toList()
          : List.of();
    }
    int star = path.indexOf('*');
    String before = path.substring(0, star);
    String after = path.substring(star + 1);
    if (wanted.length() <= before.length() + after.length()
        || !wanted.startsWith(before)
        || !wanted.endsWith(after)) {
      return List.of();
    }
    String middle = wanted.substring(before.length(), wanted.length() - after.length());
    return names.stream().map(name -> name.replace("*", middle)).toList();
  }

  private static List<String> scripts(List<String> names) {
    return names.stream()
        .filter(name -> EntryFile.SCRIPTS.contains(ContentMismatch.extension(name)))
        .toList();
  }

  private static void addSome(List<String> all, List<String> more) {
    all.addAll(more.subList(0, Math.min(more.size(), PackageExports.MAX_NAMES - all.size())));
  }
}
