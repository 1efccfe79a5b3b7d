package dev.widgetorigin.store.ingest;

import dev.widgetorigin.store.ingest.FolderListing.Found;
import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.ingest.compress.Codec;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.signing.SignatureFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Packs a folder as npm would: a {@code .tgz} with everything under {@code package/}. The same
 * files give the same archive: entries are sorted, and neither owner, mode nor time is kept.
 *
 * <p>Left out are files and folders that start with a dot, but for the signatures of the bundle,
 * and {@code node_modules}. The {@code files} list of package.json is not applied: what is in the
 * folder is what is published.
 */
public final class DirectoryPacker {
  /** What npm gives every file: 1985-10-26T08:15:00Z. */
  private static final FileTime TIME = FileTime.fromMillis(499_162_500_000L);

  private static final int MODE = 0100644;

  private DirectoryPacker() {}

  /**
   * Writes the archive to {@code out}, which stays open, and answers what was left out. Throws
   * IngestException where the folder has something that no bundle may have, such as a link; then
   * nothing has been written.
   *
   * @param signatures a {@code .signatures.json} instead of the one that the folder may hold; null
   *     for that one
   */
  public static List<String> pack(Path folder, byte[] signatures, OutputStream out)
      throws IOException {
    FolderListing listing = FolderListing.of(folder);
    check(listing);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Codec.encoder(Encoding.GZIP, new Unclosed(out), 0), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      if (signatures != null) {
        tar.putArchiveEntry(entry(SignatureFile.NAME, signatures.length));
        tar.write(signatures);
        tar.closeArchiveEntry();
      }
      for (Found found : listing.files()) {
        if (signatures == null || !isSignatures(found)) {
          add(tar, found);
        }
      }
    }
    return listing.leftOut();
  }

  /**
   * The files that {@link #pack} would take, but for the signatures themselves, with the digests of
   * their bytes. Throws IngestException as it does.
   */
  public static SortedMap<String, Digest> digests(Path folder) throws IOException {
    FolderListing listing = FolderListing.of(folder);
    check(listing);
    SortedMap<String, Digest> digests = new TreeMap<>();
    byte[] buffer = new byte[64 * 1024];
    for (Found found : listing.files()) {
      if (isSignatures(found)) {
        continue;
      }
      MessageDigest sha256 = Digest.newSha256();
      try (InputStream in = Files.newInputStream(found.file(), LinkOption.NOFOLLOW_LINKS)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sha256.update(buffer, 0, n);
        }
      }
      digests.put(EntryName.judge(found.path()).path(), Digest.of(sha256.digest()));
    }
    return digests;
  }

  private static boolean isSignatures(Found found) {
    return found.path().equals(SignatureFile.NAME);
  }

  private static void check(FolderListing listing) {
    Problems problems = new Problems();
    listing.files().forEach(found -> found.check(problems));
    if (listing.files().stream().allMatch(DirectoryPacker::isSignatures)) {
      problems.invalid("the folder has no files to publish");
    }
    problems.throwIfAny();
  }

  private static void add(TarArchiveOutputStream tar, Found found) throws IOException {
    tar.putArchiveEntry(entry(found.path(), found.attributes().size()));
    try (InputStream in = Files.newInputStream(found.file(), LinkOption.NOFOLLOW_LINKS)) {
      in.transferTo(tar);
    }
    // Throws where the file is not as long any more as it was.
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(String path, long size) {
    TarArchiveEntry entry = new TarArchiveEntry("package/" + path);
    entry.setSize(size);
    entry.setMode(MODE);
    entry.setLastModifiedTime(TIME);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }

  /** The gzip stream ends when it is closed; the caller's stream must not. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
