package dev.widgetorigin.origin.publish;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How the files of a bundle differ in size from the version before it.
 *
 * @param previous null for a first version
 */
public record SizeReport(Version previous, List<Line> files) {
  /**
   * One file, in bytes; -1 where the version has no such file.
   *
   * @param br as Brotli sends it; the raw size where that does not pay
   */
  public record Line(String path, long rawBefore, long raw, long brBefore, long br) {}

  static SizeReport compare(Manifest before, Map<String, AssetEntry> files) {
    Map<String, AssetEntry> old = before == null ? Map.of() : before.files();
    TreeSet<String> paths = new TreeSet<>(old.keySet());
    paths.addAll(files.keySet());
    List<Line> lines = new ArrayList<>();
    for (String path : paths) {
      AssetEntry was = old.get(path);
      AssetEntry is = files.get(path);
      lines.add(new Line(path, raw(was), raw(is), br(was), br(is)));
    }
    return new SizeReport(before == null ? null : before.version(), lines);
  }

  /** The highest version below {@code version}, else the highest of all; never a blocked one. */
  static Optional<Version> previous(WidgetState state, Version version) {
    List<Version> others =
        state.releases().descendingMap().values().stream()
            .filter(release -> release.state() != ReleaseState.BLOCKED)
            .map(Release::version)
            .filter(other -> !other.equals(version))
            .toList();
    return others.stream()
        .filter(other -> other.compareTo(version) < 0)
        .findFirst()
        .or(() -> others.stream().findFirst());
  }

  private static long raw(AssetEntry entry) {
    return entry == null ? -1 : entry.size();
  }

  private static long br(AssetEntry entry) {
    if (entry == null) {
      return -1;
    }
    return entry.variants().stream()
        .filter(variant -> variant.encoding() == Encoding.BR)
        .mapToLong(variant -> variant.size())
        .findFirst()
        .orElse(entry.size());
  }
}
