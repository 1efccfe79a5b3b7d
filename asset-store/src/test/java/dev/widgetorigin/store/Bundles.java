package dev.widgetorigin.store;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small bundles for tests: files by path, each with one pretended Brotli variant. */
public final class Bundles {
  public static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private Bundles() {}

  public static WidgetName widget(String name) {
    return WidgetName.parse(name);
  }

  public static Version version(String text) {
    return Version.parse(text);
  }

  /** Stages and publishes; every file's content is {@code content} and its path. */
  public static PublishOutcome publish(
      Store store, String widget, String version, String content, String... paths) {
    Map<String, String> files = new TreeMap<>();
    for (String path : paths.length == 0 ? new String[] {"index.js"} : paths) {
      files.put(path, content + path);
    }
    return publish(store, widget, version, files);
  }

  public static PublishOutcome publish(
      Store store, String widget, String version, Map<String, String> files) {
    List<StagedBlob> staged = new ArrayList<>();
    Manifest manifest = manifest(store.staging(), widget, version, files, staged);
    return store.publish(new NewVersion(manifest, ReleaseState.RELEASED, "ana", "a test"), staged);
  }

  public static Manifest manifest(
      Path staging,
      String widget,
      String version,
      Map<String, String> files,
      List<StagedBlob> staged) {
    Map<String, AssetEntry> entries = new TreeMap<>();
    files.forEach(
        (path, content) -> {
          byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
          byte[] encoded = ("br:" + content).getBytes(StandardCharsets.UTF_8);
          StagedBlob original = stage(staging, bytes);
          StagedBlob variant = stage(staging, encoded);
          staged.add(original);
          staged.add(variant);
          entries.put(
              path,
              new AssetEntry(
                  path,
                  bytes.length,
                  original.digest(),
                  base64("SHA-384", bytes),
                  base64("SHA-512", bytes),
                  List.of(new Variant(Encoding.BR, variant.digest(), encoded.length))));
        });
    return new Manifest(
        widget(widget), version(version), NOW, "ana", "index.js", entries, "{\"name\":\"x\"}");
  }

  public static StagedBlob stage(Path staging, byte[] bytes) {
    try {
      Path file = Files.createTempFile(staging, "blob", null);
      Files.write(file, bytes);
      return new StagedBlob(Digest.sha256(bytes), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base64(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
