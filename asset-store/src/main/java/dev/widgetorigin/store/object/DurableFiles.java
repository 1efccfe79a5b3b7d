package dev.widgetorigin.store.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Writes files and makes folders so that they outlive a power cut. */
final class DurableFiles {
  private static final int MAX_KNOWN_DIRECTORIES = 4096;

  private final Path root;
  private final boolean sync;

  /** Folders whose own entry is known to be on the disk. */
  private final Set<Path> durableDirectories = ConcurrentHashMap.newKeySet();

  /**
   * @param root whose own entry is on the disk
   * @param sync false where nothing is forced to the disk
   */
  DurableFiles(Path root, boolean sync) {
    this.root = root;
    this.sync = sync;
  }

  /** Makes a new file; it is not on the disk before it is sealed. */
  static void write(Path file, Source source) throws IOException {
    if (source instanceof Source.Staged staged) {
      Files.copy(staged.file(), file);
      return;
    }
    if (source instanceof Source.Copied copied) {
      try (InputStream in = copied.content().open()) {
        Files.copy(in, file);
      }
      return;
    }
    ByteBuffer bytes = ((Source.Bytes) source).buffer().duplicate();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Forces a file to the disk and takes away the right to write to it. */
  void seal(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    } catch (UnsupportedOperationException e) {
      // A file system without modes; read-only is a help to people, not something we rely on.
    }
    if (sync) {
      force(file);
    }
  }

  /**
   * Makes a folder, and those above it up to the root, also where somebody has deleted one that was
   * there. Never the root itself: where that is gone, its disk is not mounted.
   */
  void makeDurable(Path directory) throws IOException {
    if (directory.equals(root)
        || (durableDirectories.contains(directory) && Files.isDirectory(directory))) {
      return;
    }
    Path parent = directory.getParent();
    makeDurable(parent);
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // Perhaps made a moment ago by another thread that has not forced the parent yet: do it here.
    }
    syncDirectory(parent);
    if (durableDirectories.size() >= MAX_KNOWN_DIRECTORIES) {
      durableDirectories.clear();
    }
    durableDirectories.add(directory);
  }

  void syncDirectory(Path directory) throws IOException {
    if (sync) {
      force(directory);
    }
  }

  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
