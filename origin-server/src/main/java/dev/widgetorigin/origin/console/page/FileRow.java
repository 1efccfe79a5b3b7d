package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One file of a version.
 *
 * @param file as the API shows it
 * @param encodings whole, smallest last as the API has them
 * @param deltas what a browser gets that has an earlier version
 */
record FileRow(Doc file, List<Doc> encodings, List<Delta> deltas) {
  /** So many earlier versions are looked at for the bytes that a delta begins with. */
  private static final int LOOKED_AT = 30;

  /**
   * From one earlier file to this one.
   *
   * @param from its version; empty where that is not known
   * @param encodings of the delta
   */
  record Delta(String from, List<Doc> encodings) {}

  /**
   * All of a version.
   *
   * @param releases all versions of the widget
   */
  static List<FileRow> of(Visit visit, Doc version, List<Doc> releases) {
    Set<String> wanted = new LinkedHashSet<>();
    for (Doc file : version.list("files")) {
      file.list("encodings").forEach(each -> wanted.add(each.text("dictionary")));
    }
    wanted.remove("");
    Map<String, String> versions = versions(visit, version, releases, wanted);
    return version.list("files").stream().map(file -> row(file, versions)).toList();
  }

  private static FileRow row(Doc file, Map<String, String> versions) {
    List<Doc> whole = new ArrayList<>();
    Map<String, List<Doc>> deltas = new LinkedHashMap<>();
    for (Doc encoding : file.list("encodings")) {
      if (encoding.has("dictionary")) {
        String from = versions.getOrDefault(encoding.text("dictionary"), "");
        deltas.computeIfAbsent(from, absent -> new ArrayList<>()).add(encoding);
      } else {
        whole.add(encoding);
      }
    }
    return new FileRow(
        file,
        whole,
        deltas.entrySet().stream().map(each -> new Delta(each.getKey(), each.getValue())).toList());
  }

  /** Of each dictionary the version that has it: the last one that was published before. */
  private static Map<String, String> versions(
      Visit visit, Doc version, List<Doc> releases, Set<String> wanted) {
    Map<String, String> found = new LinkedHashMap<>();
    Comparator<Doc> byTime = Comparator.comparing(each -> each.text("publishedAt"));
    List<Doc> earlier =
        releases.stream()
            .filter(each -> !each.text("version").equals(version.text("version")))
            .filter(each -> byTime.compare(each, version) <= 0)
            .sorted(byTime.reversed())
            .limit(LOOKED_AT)
            .toList();
    for (Doc each : earlier) {
      if (found.keySet().containsAll(wanted)) {
        break;
      }
      String path = "/versions/" + Escape.segment(each.text("version"));
      for (Doc file :
          visit.find(Visit.path(version.text("widget")) + path).orElse(Doc.NOTHING).list("files")) {
        if (wanted.contains(file.text("sha256"))) {
          found.putIfAbsent(file.text("sha256"), each.text("version"));
        }
      }
    }
    return found;
  }
}
