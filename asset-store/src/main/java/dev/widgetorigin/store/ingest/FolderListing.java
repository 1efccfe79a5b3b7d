package dev.widgetorigin.store.ingest;

import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.signing.SignatureFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a folder has for a bundle, in path order. {@code node_modules} is left out at any depth, as
 * npm does, and so is what an archive would lose; folders of that kind are not looked into.
 */
record FolderListing(List<Found> files, List<String> leftOut) {
  /**
   * One thing in the folder.
   *
   * @param attributes as seen by the walk
   * @param named whether the path says the file's name; not where that cannot be decoded
   */
  record Found(String path, Path file, BasicFileAttributes attributes, boolean named) {
    /**
     * Notes why it cannot be published. Links are problems wherever they lead: a bundle must not
     * depend on what is beside it.
     */
    void check(Problems problems) {
      EntryName.judge(path).problems().forEach(problems::invalid);
      if (!named) {
        problems.invalid(
            EntryName.show(path)
                + ": the name cannot be read as "
                + System.getProperty("sun.jnu.encoding")
                + "; expected UTF-8: set LC_ALL=C.UTF-8, or rename the file");
      } else if (!attributes.isRegularFile()) {
        problems.invalid(
            EntryName.show(path)
                + (attributes.isSymbolicLink()
                    ? " is a symbolic link: put a copy of what it leads to in its place (cp -RL), or"
                        + " leave it out; expected files and folders only"
                    : " is neither file nor folder"));
      }
    }
  }

  static FolderListing of(Path root) throws IOException {
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
    return new FolderListing(files, leftOut);
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
