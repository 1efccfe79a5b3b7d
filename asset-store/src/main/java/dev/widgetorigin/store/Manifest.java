package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The bundle of one version: names every file's blobs. Written once, never changed.
 *
 * @param entry the bundle's entry file (package.json jsdelivr, unpkg, browser, main, then
 *     index.js), or null
 * @param files by path, in path order
 * @param packageJson the bundle's package.json as text (bounded; npm's packument is made of it), or
 *     null
 */
public record Manifest(
    WidgetName widget,
    Version version,
    Instant publishedAt,
    String publishedBy,
    String entry,
    Map<String, AssetEntry> files,
    String packageJson) {
  public Optional<AssetEntry> file(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
