package dev.widgetorigin.origin.npm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.AssetEntry;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.Manifest;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The npm tarball of a version, made of its manifest.
 *
 * <p>It is not what was uploaded but a pure function of the bundle, so a version published over the
 * API has one too, and both are the same bytes for ever: fixed order, owners and times, and gzip
 * without compression, since no library promises that its compressed bytes stay. Installing costs
 * some bandwidth for that. Thread-safe; blocks.
 */
final class Tarballs {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TOP = "package/";
  private static final String PACKAGE_JSON = "package.json";

  /** What a packument says of a tarball. */
  record Info(long size, String shasum, String integrity) {}

  private final Store store;

  /** By the manifest's digest; hashing reads every file of a version, so it is done once. */
  private final Cache<Digest, Info> infos = Caffeine.newBuilder().maximumSize(50_000).build();

  Tarballs(Store store) {
    this.store = store;
  }

  /** {@code manifestDigest} as the catalog has it. Throws StoreException where bytes are lost. */
  Info info(WidgetName widget, Version version, Digest manifestDigest) {
    return infos.get(manifestDigest, digest -> hash(store.manifest(widget, version)));
  }

  /** The tarball in an open file that has no name any more; the caller closes it. */
  FileChannel open(Manifest manifest) throws IOException {
    Path file = Files.createTempFile(store.staging(), "tarball-", ".tgz");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        write(manifest, out);
      }
      return FileChannel.open(file, StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Info hash(Manifest manifest) {
    try {
      MessageDigest sha1 = digest("SHA-1");
      MessageDigest sha512 = digest("SHA-512");
      long[] size = new long[1];
      OutputStream counter =
          new OutputStream() {
            @Override
            public void write(int b) {
              size[0]++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              size[0] += length;
            }
          };
      write(manifest, new DigestOutputStream(new DigestOutputStream(counter, sha1), sha512));
      return new Info(
          size[0],
          HexFormat.of().formatHex(sha1.digest()),
          "sha512-" + Base64.getEncoder().encodeToString(sha512.digest()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Manifest manifest, OutputStream out) throws IOException {
    StoredGzipOutputStream gzip = new StoredGzipOutputStream(out);
    TarWriter tar = new TarWriter(gzip);
    List<AssetEntry> files = new ArrayList<>();
    manifest.file(PACKAGE_JSON).ifPresentOrElse(files::add, () -> {});
    if (files.isEmpty()) {
      byte[] made = packageJson(manifest);
      tar.beginFile(TOP + PACKAGE_JSON, made.length);
      gzip.write(made);
      tar.endFile(made.length);
    }
    manifest.files().values().stream()
        .filter(entry -> !entry.path().equals(PACKAGE_JSON))
        .sorted(Comparator.comparing(AssetEntry::path))
        .forEach(files::add);
    for (AssetEntry entry : files) {
      tar.beginFile(TOP + entry.path(), entry.size());
      copy(entry, gzip);
      tar.endFile(entry.size());
    }
    tar.finish();
    gzip.finish();
  }

  /**
   * Hashes what it copies: a damaged file would otherwise get an {@code integrity} that fits it,
   * and npm would install it.
   */
  private void copy(AssetEntry entry, OutputStream out) throws IOException {
    MessageDigest sha256 = digest("SHA-256");
    long left = entry.size();
    try (InputStream blob = store.blobs().read(entry.digest()).open()) {
      byte[] buffer = new byte[1 << 16];
      int read;
      while (left >= 0 && (read = blob.read(buffer)) >= 0) {
        left -= read;
        sha256.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    if (left != 0 || !Digest.of(sha256.digest()).equals(entry.digest())) {
      throw new StoreException(
          StoreException.Code.CORRUPT,
          "the bytes of blob " + entry.digest() + " are not those of its name");
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JDK has " + algorithm, e);
    }
  }

  /** npm installs no package without one. */
  private static byte[] packageJson(Manifest manifest) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("name", manifest.widget().toString());
    json.put("version", manifest.version().toString());
    if (manifest.entry() != null) {
      json.put("main", manifest.entry());
    }
    return (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
