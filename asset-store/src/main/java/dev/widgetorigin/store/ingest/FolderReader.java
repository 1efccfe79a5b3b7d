package dev.widgetorigin.store.ingest;

import dev.widgetorigin.store.ingest.bundle.BundleBuilder;
import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.signing.SignatureFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads a folder into a bundle, in path order. Links are problems wherever they lead: a bundle must
 * not depend on what is beside it. {@code node_modules} is left out at any depth, as npm does, and
 * so is what an archive would lose; folders of that kind are not looked into.
 */
final class FolderReader {
  private final Path root;
  private final BundleBuilder bundle;
  private final Problems problems;

  /**
   * One thing in the folder.
   *
   * @param attributes as seen by the walk
   * @param named whether the path says the file's name; not where that cannot be decoded
   */
  record Found(String path, Path file, BasicFileAttributes attributes, boolean named) {}

  /** What a walk finds, in path order: the files, and what it leaves out. */
  record Listing(List<Found> files, List<String> leftOut) {}

  FolderReader(Path root, BundleBuilder bundle, Problems problems) {
    this.root = root;
    this.bundle = bundle;
    this.problems = problems;
  }

  void read() throws IOException {
    Listing listing = list(root);
    listing.leftOut().forEach(bundle::skip);
    for (Found found : listing.files()) {
      bundle.countEntry();
      EntryName name = EntryName.judge(found.path());
      String shown = EntryName.show(found.path());
      // Both judge, so that both are reported.
      boolean nameIsGood = bundle.accept(name);
      boolean isFile = checkKind(found, problems);
      if (!nameIsGood || !isFile) {
        continue;
      }
      long size = found.attributes().size();
      bundle.countBytes(shown, size);
      try (InputStream in = Files.newInputStream(found.file(), LinkOption.NOFOLLOW_LINKS)) {
        bundle.file(name.path(), size, in);
      } catch (NoSuchFileException e) {
        problems.invalid(shown + " went away while it was read");
      }
    }
  }

  /** False, with a problem, for what is no regular file, and for one whose name is lost. */
  static boolean checkKind(Found found, Problems problems) {
    if (!found.named()) {
      problems.invalid(
          EntryName.show(found.path())
              + ": the name cannot be read as "
              + System.getProperty("sun.jnu.encoding")
              + "; expected UTF-8: set LC_ALL=C.UTF-8, or rename the file");
      return false;
    }
    if (found.attributes().isRegularFile()) {
      return true;
    }
    problems.invalid(
        EntryName.show(found.path())
            + (found.attributes().isSymbolicLink()
                ? " is a symbolic link: put a copy of what it leads to in its place (cp -RL), or"
                    + " leave it out; expected files and folders only"
                : " is neither file nor folder"));
    return false;
  }

  static Listing list(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    List<Found> files = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    // A link to a folder is as good a name of it as any; a walk would take it for a file.
    Path real = root.toRealPath();
    Files.walkFileTree(real, new Walk(real, files, leftOut));
    files.sort(Comparator.comparing(Found::path));
    leftOut.sort(Comparator.naturalOrder());
    return new Listing(files, leftOut);
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Found> files;
    private final List<String> leftOut;

    Walk(Path root, List<Found> files, List<String> leftOut) {
      this.root = root;
      this.files = files;
      this.leftOut = leftOut;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
      String path = pathOf(dir);
      String name = dir.equals(root) ? "" : dir.getFileName().toString();
      if (EntryName.isLeftOutFolder(name) || name.equals("node_modules")) {
        leftOut.add(path);
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = pathOf(file);
      if (EntryName.isLeftOut(path) && !path.equals(SignatureFile.NAME)) {
        leftOut.add(path);
      } else {
        files.add(new Found(path, file, attributes, isNamed(root.relativize(file))));
      }
      return FileVisitResult.CONTINUE;
    }

    /** A JVM puts U+FFFD for bytes that the locale's character set does not have. */
    private static boolean isNamed(Path relative) {
      try {
        return relative.getFileSystem().getPath(relative.toString()).equals(relative);
      } catch (InvalidPathException e) {
        return false;
      }
    }

    private String pathOf(Path file) {
      return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }
  }
}
