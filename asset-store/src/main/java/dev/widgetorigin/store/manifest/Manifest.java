package dev.widgetorigin.store.manifest;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The bundle of one version: names every file's blobs. Written once, never changed.
 *
 * @param entry the bundle's entry file (package.json jsdelivr, unpkg, browser, main, then
 *     index.js), or null
 * @param files by path, in path order
 * @param packageJson the bundle's package.json as text (bounded; npm's packument is made of it), or
 *     null
 * @param repaired a number that no manifest of this version had before where variants were lost and
 *     made again, else 0
 */
public record Manifest(
    WidgetName widget,
    Version version,
    Instant publishedAt,
    String publishedBy,
    String entry,
    Map<String, AssetEntry> files,
    String packageJson,
    long repaired) {
  /** One that was never repaired. */
  public Manifest(
      WidgetName widget,
      Version version,
      Instant publishedAt,
      String publishedBy,
      String entry,
      Map<String, AssetEntry> files,
      String packageJson) {
    this(widget, version, publishedAt, publishedBy, entry, files, packageJson, 0);
  }

  public Optional<AssetEntry> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /**
   * What the bundle is made of, whoever compressed it and when: the SHA-256 of its paths and the
   * digests of its original files, in path order, as {@code path NUL hex LF}. The log keeps it, so
   * that a manifest that was lost can be made again of the same bundle, and of no other.
   */
  public Digest content() {
    MessageDigest sha256 = Digest.newSha256();
    for (String path : new TreeSet<>(files.keySet())) {
      String line = path + '\0' + files.get(path).digest() + '\n';
      sha256.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Digest.of(sha256.digest());
  }

  /** The same bundle with other variants. */
  public Manifest withFiles(Map<String, AssetEntry> others, long repair) {
    return new Manifest(
        widget, version, publishedAt, publishedBy, entry, others, packageJson, repair);
  }
}
