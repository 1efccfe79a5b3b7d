package dev.widgetorigin.store.ingest;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takes the entries that a reader finds and makes a bundle of them: judges names, keeps the limits,
 * stages and hashes the bytes. Once there is a problem nothing more is written; entries are then
 * only looked at, so that all problems are found.
 */
final class BundleBuilder {
  private final IngestLimits limits;
  private final Problems problems;
  private final Path folder;
  private final boolean stripTopFolder;
  private final List<UnpackedFile> files = new ArrayList<>();
  private final List<String> folders = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final Hasher hasher = new Hasher();
  private final byte[] buffer = new byte[64 * 1024];
  private int entries;
  private long totalBytes;
  private int nextFile;

  BundleBuilder(IngestLimits limits, Problems problems, Path folder, boolean stripTopFolder) {
    this.limits = limits;
    this.problems = problems;
    this.folder = folder;
    this.stripTopFolder = stripTopFolder;
  }

  /** Counts an entry of whatever kind; throws where there are too many to look at any more. */
  void countEntry() throws ArchiveFault {
    if (++entries > limits.entries()) {
      throw ArchiveFault.tooLarge("more than " + limits.entries() + " entries");
    }
  }

  /** Judges a name before its entry is read; false where it is unfit. */
  boolean accept(EntryName name) {
    name.problems().forEach(problems::invalid);
    return name.good() && fits(name.path());
  }

  private boolean fits(String path) {
    // A longer one is over the limit whatever top folder is stripped; it is not kept until then.
    if (utf8Length(path) > 2 * limits.pathBytes()) {
      pathTooLong(path);
      return false;
    }
    return true;
  }

  void folder(String path) {
    if (!path.isEmpty()) {
      folders.add(path);
    }
  }

  void skip(String path) {
    skipped.add(path);
  }

  /** Checks a size that an archive states against the limits, before any byte of it is read. */
  void countBytes(String shownName, long size) {
    if (size > limits.fileBytes()) {
      problems.tooLarge(
          shownName + ": " + size + " bytes; a file may have " + limits.fileBytes() + " bytes");
    }
    boolean wasBelow = totalBytes <= limits.unpackedBytes();
    totalBytes = size > Long.MAX_VALUE - totalBytes ? Long.MAX_VALUE : totalBytes + size;
    if (wasBelow && totalBytes > limits.unpackedBytes()) {
      problems.tooLarge("unpacks to more than " + limits.unpackedBytes() + " bytes");
    }
  }

  /** Stages a file of {@code size} bytes, or leaves it out; may leave {@code content} unread. */
  void file(String path, long size, InputStream content) throws IOException {
    if (path.isEmpty()) {
      problems.invalid("a file has the name of the bundle's root");
      return;
    }
    // The sole top folder is not stripped if it starts with a dot, so this needs no second look.
    if (EntryName.isDotFile(path)) {
      skipped.add(path);
      return;
    }
    if (!problems.none()) {
      files.add(new UnpackedFile(path, folder, size, null, null, null));
      return;
    }
    Path file = folder.resolve(Integer.toString(nextFile++));
    long left = size;
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (left > 0) {
        int n = content.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (n < 0) {
          throw new EOFException("a reader gave fewer bytes than it promised");
        }
        hasher.update(buffer, 0, n);
        out.write(buffer, 0, n);
        left -= n;
      }
    }
    Hasher.Hashes hashes = hasher.finish();
    files.add(
        new UnpackedFile(path, file, size, hashes.digest(), hashes.sha384(), hashes.sha512()));
  }

  /** Looks at the bundle as a whole and hands it over. */
  UnpackedBundle finish() throws IOException {
    int strip = stripTopFolder ? topFolderLength() : 0;
    List<UnpackedFile> stripped = new ArrayList<>(files.size());
    for (UnpackedFile f : files) {
      String path = f.path().substring(strip);
      if (utf8Length(path) > limits.pathBytes()) {
        pathTooLong(path);
      }
      stripped.add(new UnpackedFile(path, f.file(), f.size(), f.digest(), f.sha384(), f.sha512()));
    }
    checkConflicts(strip);
    if (files.isEmpty()) {
      problems.invalid(
          skipped.isEmpty()
              ? "the bundle has no files"
              : "the bundle has no files but dot-files, which are left out");
    }
    problems.throwIfAny();
    stripped.sort(Comparator.comparing(UnpackedFile::path));
    List<String> left = skipped.stream().map(p -> p.substring(strip)).sorted().toList();
    PackageJson json = PackageJson.read(stripped);
    return new UnpackedBundle(
        folder, stripped, left, json.text(), EntryFile.choose(json, stripped));
  }

  private void pathTooLong(String path) {
    problems.invalid(
        EntryName.show(path)
            + ": the path has "
            + utf8Length(path)
            + " bytes; it may have "
            + limits.pathBytes());
  }

  /** Of the one top folder that everything is in, with its slash; 0 where there is none. */
  private int topFolderLength() {
    String any = !files.isEmpty() ? files.get(0).path() : "";
    int slash = any.indexOf('/');
    if (slash < 1 || any.startsWith(".")) {
      return 0;
    }
    String top = any.substring(0, slash + 1);
    boolean sole =
        files.stream().allMatch(f -> f.path().startsWith(top))
            && skipped.stream().allMatch(p -> p.startsWith(top))
            && folders.stream().allMatch(p -> p.startsWith(top) || top.equals(p + "/"));
    return sole ? top.length() : 0;
  }

  private record Claim(String key, String path, boolean isFile) {}

  private void checkConflicts(int strip) {
    List<Claim> claims = new ArrayList<>(files.size() + folders.size());
    for (UnpackedFile f : files) {
      claims.add(claim(f.path(), strip, true));
    }
    for (String path : folders) {
      if (path.length() > strip) {
        claims.add(claim(path, strip, false));
      }
    }
    // Files first among equals, so that whatever follows can be held against the file.
    claims.sort(
        Comparator.comparing(Claim::key)
            .thenComparing(c -> !c.isFile())
            .thenComparing(Claim::path));
    Claim file = null;
    for (Claim claim : claims) {
      boolean sameKey = file != null && claim.key().equals(file.key());
      boolean inside = file != null && claim.key().startsWith(file.key() + '\u0001');
      if (sameKey && claim.isFile()) {
        problems.invalid(duplicate(file.path(), claim.path()));
      } else if (sameKey || inside) {
        problems.invalid(
            EntryName.show(file.path())
                + " is a file, but "
                + EntryName.show(claim.path())
                + " needs it to be a folder");
      } else if (claim.isFile()) {
        file = claim;
      }
    }
  }

  private static Claim claim(String path, int strip, boolean isFile) {
    String stripped = path.substring(strip);
    return new Claim(EntryName.foldedKey(stripped), stripped, isFile);
  }

  private static String duplicate(String first, String second) {
    return first.equals(second)
        ? EntryName.show(first) + " is there twice"
        : EntryName.show(first)
            + " and "
            + EntryName.show(second)
            + " differ only in letter case or Unicode form";
  }

  private static int utf8Length(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length;
  }
}
