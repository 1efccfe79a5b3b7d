package dev.widgetorigin.origin.npm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
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
  private static final String TOP = "package/";
  private static final int BLOCK = 512;
  private static final int MODE = 0644;

  /** What npm itself writes. */
  private static final FileTime TIME = FileTime.from(Instant.parse("1985-10-26T08:15:00Z"));

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
    TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, BLOCK, UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    AssetEntry own = manifest.file(PACKAGE_JSON).orElse(null);
    byte[] made = own == null ? packageJson(manifest) : described(manifest, own);
    if (made != null) {
      tar.putArchiveEntry(entry(PACKAGE_JSON, made.length));
      tar.write(made);
      tar.closeArchiveEntry();
    } else {
      put(own, tar);
    }
    for (AssetEntry file : sorted(manifest)) {
      if (!file.path().equals(PACKAGE_JSON)) {
        put(file, tar);
      }
    }
    tar.finish();
    gzip.finish();
  }

  /**
   * The description as the version was published, where it is not the file in the bundle, which
   * then has another name or version; else null. Versions that were published before this was told
   * apart have the file's own text there, so their tarballs stay the same bytes.
   */
  private static byte[] described(Manifest manifest, AssetEntry own) {
    if (manifest.packageJson() == null) {
      return null;
    }
    byte[] text = manifest.packageJson().getBytes(UTF_8);
    // The text of a file that begins with a byte order mark is kept without it.
    byte[] marked = ("\ufeff" + manifest.packageJson()).getBytes(UTF_8);
    boolean isOwn =
        Digest.sha256(text).equals(own.digest()) || Digest.sha256(marked).equals(own.digest());
    return isOwn ? null : text;
  }

  private static List<AssetEntry> sorted(Manifest manifest) {
    return manifest.files().values().stream()
        .sorted(Comparator.comparing(AssetEntry::path))
        .toList();
  }

  private void put(AssetEntry file, TarArchiveOutputStream tar) throws IOException {
    tar.putArchiveEntry(entry(file.path(), file.size()));
    copy(file, tar);
    tar.closeArchiveEntry();
  }

  /** Owner, mode and time say nothing of who published, and where. */
  private static TarArchiveEntry entry(String path, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(TOP + path);
    entry.setSize(size);
    entry.setMode(MODE);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setModTime(TIME);
    return entry;
  }

  /**
   * Hashes what it copies: a damaged file would otherwise get an {@code integrity} that fits it,
   * and npm would install it.
   */
  private void copy(AssetEntry entry, OutputStream out) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    long left = entry.size();
    try (InputStream blob = store.blobs().read(entry.digest()).open()) {
      byte[] buffer = new byte[1 << 16];
      int read;
      while (left >= 0 && (read = blob.read(buffer)) >= 0) {
        sha256.update(buffer, 0, read);
        out.write(buffer, 0, (int) Math.min(read, left));
        left -= read;
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
    return (JsonMapper.shared().writeValueAsString(json) + "\n").getBytes(UTF_8);
  }
}
