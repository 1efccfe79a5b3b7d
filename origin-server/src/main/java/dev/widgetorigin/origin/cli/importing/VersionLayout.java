package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where versions are among files, by a pattern of paths: {@code {version}}, {@code
 * releases/v{version}/dist}, {@code {widget}/{version}}. What stands there is a folder, or an
 * archive of that name. Pure; immutable.
 */
final class VersionLayout {
  private static final String VERSION = "{version}";
  private static final String WIDGET = "{widget}";

  /**
   * A version that was found.
   *
   * @param widget as the path has it; null where the pattern names none
   * @param root its folder or archive, e.g. {@code 1.0.0} or {@code 1.0.0.tgz}
   * @param files of a folder, with the root; of an archive itself alone
   */
  record Found(String widget, Version version, String root, boolean archive, List<String> files) {}

  /**
   * What is among files.
   *
   * @param versions by widget, the lowest first
   * @param leftOut paths that are none, each with the reason
   */
  record Sorted(List<Found> versions, Map<String, String> leftOut) {}

  private final String pattern;
  private final int depth;
  private final Pattern folder;
  private final Pattern archive;

  private VersionLayout(String pattern) {
    this.pattern = pattern;
    depth = pattern.split("/", -1).length;
    String root = "(?<root>" + regex(pattern) + ")";
    folder = Pattern.compile(root + "/.+", Pattern.DOTALL);
    archive = Pattern.compile(root + "(?:\\.tgz|\\.tar\\.gz|\\.tar|\\.zip)", Pattern.DOTALL);
  }

  /** Throws IllegalArgumentException that says what is wrong with it. */
  static VersionLayout of(String pattern) {
    boolean plain =
        count(pattern, VERSION) == 1
            && count(pattern, WIDGET) <= 1
            && List.of(pattern.split("/", -1)).stream()
                .noneMatch(each -> each.isEmpty() || each.equals("..") || each.equals("."));
    if (!plain) {
      throw new IllegalArgumentException(
          "expected a relative path with {version} once, and {widget} where it names one, such as"
              + " {version} or {widget}/v{version}/dist, found '"
              + pattern
              + "'");
    }
    return new VersionLayout(pattern);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static String regex(String pattern) {
    return Pattern.quote(pattern)
        .replace(VERSION, "\\E(?<version>[^/]+)\\Q")
        .replace(WIDGET, "\\E(?<widget>(?:@[^/]+/)?[^/]+)\\Q");
  }

  /** Sorts relative paths with {@code /}. */
  Sorted sort(Collection<String> paths) {
    Map<String, List<String>> files = new TreeMap<>();
    Map<String, Matcher> roots = new LinkedHashMap<>();
    Map<String, String> leftOut = new TreeMap<>();
    for (String path : paths) {
      Matcher found = archive.matcher(path);
      boolean packed = found.matches();
      if (!packed) {
        found = folder.matcher(path);
        if (!found.matches()) {
          leftOut.put(start(path), "does not fit the pattern " + pattern);
          continue;
        }
      }
      String root = packed ? path : found.group("root");
      roots.putIfAbsent(root, found);
      files.computeIfAbsent(root, key -> new ArrayList<>()).add(path);
    }
    Map<String, Found> versions = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> each : files.entrySet()) {
      Matcher match = roots.get(each.getKey());
      found(each.getKey(), match, each.getValue(), leftOut)
          .ifPresent(found -> add(versions, found, leftOut));
    }
    return new Sorted(
        versions.values().stream()
            .sorted(
                Comparator.comparing((Found found) -> found.widget() == null ? "" : found.widget())
                    .thenComparing(Found::version))
            .toList(),
        leftOut);
  }

  private Optional<Found> found(
      String root, Matcher match, List<String> files, Map<String, String> leftOut) {
    String text = match.group("version");
    Optional<Version> version = Version.tryParse(text.startsWith("v") ? text.substring(1) : text);
    String widget = pattern.contains(WIDGET) ? match.group("widget") : null;
    if (version.isEmpty()) {
      leftOut.put(root, "'" + text + "' is no version such as 1.2.3");
    } else if (widget != null && WidgetName.tryParse(widget).isEmpty()) {
      leftOut.put(root, "'" + widget + "' is no name of a widget");
    } else {
      boolean packed = files.size() == 1 && files.get(0).equals(root);
      return Optional.of(new Found(widget, version.get(), root, packed, List.copyOf(files)));
    }
    return Optional.empty();
  }

  /** Two names of one version: {@code 1.0.0} and {@code v1.0.0+b7}, or a folder and its archive. */
  private static void add(Map<String, Found> versions, Found found, Map<String, String> leftOut) {
    Found first = versions.putIfAbsent(found.widget() + " " + found.version(), found);
    if (first != null) {
      leftOut.put(found.root(), "is the same version as " + first.root());
    }
  }

  /** As much of a path as the pattern has segments. */
  private String start(String path) {
    String[] segments = path.split("/", -1);
    return String.join("/", List.of(segments).subList(0, Math.min(depth, segments.length)));
  }
}
