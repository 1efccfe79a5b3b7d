package dev.widgetorigin.store.ingest.bundle;

import dev.widgetorigin.store.signing.SignatureFile;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the entries that a reader finds and makes a bundle of them: judges names, keeps the limits,
 * stages and hashes the bytes. Once there is a problem nothing more is written; bytes are then only
 * hashed, so that all problems are found.
 */
public final class BundleBuilder {
  private final IngestLimits limits;
  private final Problems problems;
  private final Path folder;
  private final List<UnpackedFile> files = new ArrayList<>();

  /** What hard links can mean: every file so far, those that are left out too. */
  private final Map<String, UnpackedFile> linkable = new HashMap<>();

  private final List<String> folders = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final Hasher hasher = new Hasher();
  private final byte[] buffer = new byte[64 * 1024];
  private int entries;
  private long totalBytes;
  private int nextFile;

  public BundleBuilder(IngestLimits limits, Problems problems, Path folder) {
    this.limits = limits;
    this.problems = problems;
    this.folder = folder;
  }

  /** Counts an entry of whatever kind; throws where there are too many to look at any more. */
  public void countEntry() throws ArchiveFault {
    if (++entries > limits.entries()) {
      throw ArchiveFault.tooLarge("more than " + limits.entries() + " entries");
    }
  }

  /** Judges a name before its entry is read; false where it is unfit. */
  public boolean accept(EntryName name) {
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

  public void folder(String path) {
    if (!path.isEmpty() && !EntryName.isLeftOutFolder(path)) {
      folders.add(path);
    }
  }

  public void skip(String path) {
    skipped.add(path);
  }

  /** Checks a size that an archive states against the limits, before any byte of it is read. */
  public void countBytes(String shownName, long size) {
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

  /**
   * Stages and hashes a file of {@code size} bytes, those that are left out as well: their bytes
   * must be sound, and a hard link may mean them. Once a limit is exceeded nothing is read.
   */
  public void file(String path, long size, InputStream content) throws IOException {
    if (path.isEmpty()) {
      problems.invalid("a file has the name of the bundle's root");
      return;
    }
    UnpackedFile file =
        problems.overLimit()
            ? new UnpackedFile(path, folder, size, null, null, null)
            : read(path, size, content);
    add(file);
  }

  /** Once more the bytes of a file that came before: a hard link. */
  public void link(String path, String target) {
    UnpackedFile file = linkable.get(target);
    if (file == null && EntryName.isLeftOut(path)) {
      skipped.add(path);
      return;
    }
    if (file == null) {
      problems.invalid(
          EntryName.show(path)
              + " is a hard link to "
              + EntryName.show(target)
              + "; expected a file that comes before it in the archive");
      return;
    }
    countBytes(EntryName.show(path), file.size());
    add(
        new UnpackedFile(
            path, file.file(), file.size(), file.digest(), file.sha384(), file.sha512()));
  }

  private void add(UnpackedFile file) {
    linkable.put(file.path(), file);
    if (EntryName.isLeftOut(file.path())) {
      skipped.add(file.path());
    } else {
      files.add(file);
    }
  }

  /** Without problems so far the bytes go to the disk; after one they are only hashed. */
  private UnpackedFile read(String path, long size, InputStream content) throws IOException {
    Path file = folder.resolve(Integer.toString(nextFile++));
    try (OutputStream out =
        problems.none()
            ? Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
            : OutputStream.nullOutputStream()) {
      hasher.reset();
      long left = size;
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
    return new UnpackedFile(path, file, size, hashes.digest(), hashes.sha384(), hashes.sha512());
  }

  /** Looks at the bundle as a whole and hands it over. */
  public UnpackedBundle finish() throws IOException {
    int strip = topFolderLength();
    List<UnpackedFile> stripped = new ArrayList<>(files.size());
    for (UnpackedFile f : files) {
      String path = f.path().substring(strip);
      if (utf8Length(path) > limits.pathBytes()) {
        pathTooLong(path);
      }
      stripped.add(new UnpackedFile(path, f.file(), f.size(), f.digest(), f.sha384(), f.sha512()));
    }
    stripped.sort(Comparator.comparing(UnpackedFile::path));
    new PathConflicts(problems).check(stripped, folders, strip);
    // Where the only file was refused, that is what has to be said.
    if (files.isEmpty() && problems.none()) {
      problems.invalid(
          skipped.isEmpty()
              ? "the bundle has no files"
              : "the bundle has no files but dot-files and their like, which are left out");
    }
    problems.throwIfAny();
    List<UnpackedFile> distinct = PathConflicts.distinct(stripped);
    String top = strip == 0 ? "" : files.get(0).path().substring(0, strip);
    List<String> left =
        skipped.stream()
            .map(p -> p.startsWith(top) ? p.substring(top.length()) : p)
            .filter(p -> !p.equals(SignatureFile.NAME))
            .distinct()
            .sorted()
            .toList();
    PackageJson json = PackageJson.read(distinct);
    UnpackedFile signatures = linkable.get(top + SignatureFile.NAME);
    return new UnpackedBundle(
        folder,
        distinct,
        left,
        json.text(),
        EntryFile.choose(json, distinct),
        signatures == null ? null : signatures.file());
  }

  private void pathTooLong(String path) {
    problems.invalid(
        EntryName.show(path)
            + ": the path has "
            + utf8Length(path)
            + " bytes; it may have "
            + limits.pathBytes());
  }

  /**
   * Of the one top folder that everything is in, with its slash; 0 where there is none. What is
   * left out has no say: a Mac puts {@code ._package} beside {@code package/}.
   */
  private int topFolderLength() {
    String any = !files.isEmpty() ? files.get(0).path() : "";
    int slash = any.indexOf('/');
    if (slash < 1) {
      return 0;
    }
    String top = any.substring(0, slash + 1);
    boolean sole =
        files.stream().allMatch(f -> f.path().startsWith(top))
            && folders.stream().allMatch(p -> p.startsWith(top) || top.equals(p + "/"));
    return sole ? top.length() : 0;
  }

  private static int utf8Length(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length;
  }
}
