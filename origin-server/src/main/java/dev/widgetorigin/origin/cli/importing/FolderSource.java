package dev.widgetorigin.origin.cli.importing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Versions in a folder of this machine. */
final class FolderSource implements ImportSource {
  private final Path root;
  private final VersionLayout layout;

  FolderSource(Path root, VersionLayout layout) {
    this.root = root;
    this.layout = layout;
  }

  @Override
  public Listing list() throws IOException {
    List<String> paths = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // A link is seen as a file, and is not followed.
            paths.add(root.relativize(file).toString().replace('\\', '/'));
            return FileVisitResult.CONTINUE;
          }
        });
    VersionLayout.Sorted sorted = layout.sort(paths);
    return new Listing(
        sorted.versions().stream()
            .map(found -> new Item(found.widget(), found.version(), found.root(), null, null))
            .toList(),
        sorted.leftOut());
  }

  @Override
  public Path fetch(Item item, Path work) {
    return root.resolve(item.place());
  }

  @Override
  public void close() {}
}
