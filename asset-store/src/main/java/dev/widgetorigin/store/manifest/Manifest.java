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
 * @param repaired a number that no manifest of this version had before, where its variants are not
 *     the ones of a plain publish: they were lost and made again, or were made quickly. Entity tags
 *     of variants have it, so that no tag ever stands for other bytes. Else 0
 * @param quick whether its variants were made quickly, and better ones are to follow
 * @param completion what it took the place of; null for a manifest that was the version's first
 */
public record Manifest(
    WidgetName widget,
    Version version,
    Instant publishedAt,
    String publishedBy,
    String entry,
    Map<String, AssetEntry> files,
    String packageJson,
    long repaired,
    boolean quick,
    Completion completion) {
  /**
   * A version that was published with quick variants has its best ones since.
   *
   * @param quick digest of the manifest that named the quick ones
   * @param at since when; a collection keeps the quick ones for its grace period from here on,
   *     because a node that has not seen the change yet serves them
   */
  public record Completion(Digest quick, Instant at) {}

  /** One that was never repaired. */
  public Manifest(
      WidgetName widget,
      Version version,
      Instant publishedAt,
      String publishedBy,
      String entry,
      Map<String, AssetEntry> files,
      String packageJson) {
    this(widget, version, publishedAt, publishedBy, entry, files, packageJson, 0, false, null);
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
        widget,
        version,
        publishedAt,
        publishedBy,
        entry,
        others,
        packageJson,
        repair,
        quick,
        completion);
  }

  /**
   * The same bundle with variants that were made quickly.
   *
   * @param number see {@link #repaired}
   */
  public Manifest quickly(long number) {
    return new Manifest(
        widget, version, publishedAt, publishedBy, entry, files, packageJson, number, true, null);
  }

  /**
   * The same bundle with its best variants, in place of this quick one. It has no number: the
   * entity tags of a quick manifest's variants have one.
   *
   * @param best every file, with the same bytes
   * @param digest of this manifest
   */
  public Manifest completed(Map<String, AssetEntry> best, Digest digest, Instant now) {
    return new Manifest(
        widget,
        version,
        publishedAt,
        publishedBy,
        entry,
        best,
        packageJson,
        0,
        false,
        new Completion(digest, now));
  }
}
