package dev.widgetorigin.store.backend;

import dev.widgetorigin.store.backend.PutObserver.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Objects as files under a root folder: key {@code log/1.json} is file {@code root/log/1.json}.
 *
 * <p>A put writes a temporary file, forces it to the disk, links it under its key (a hard link is
 * atomic and fails where the name is taken, which a rename does not), and forces the folder. So a
 * key never names half an object, and one that was reported created outlives a power cut. Objects
 * are mode 0444. One process at a time may write to a root.
 */
public final class FileObjectStore implements ObjectStore {
  private static final int MAX_KNOWN_DIRECTORIES = 4096;
  private static final long PROCESS = ProcessHandle.current().pid();

  private final Path root;
  private final Path temporary;
  private final boolean sync;
  private final PutObserver observer;
  private final boolean links;
  private final AtomicLong names = new AtomicLong();

  /** Folders whose own entry is known to be on the disk. */
  private final Set<Path> durableDirectories = ConcurrentHashMap.newKeySet();

  private FileObjectStore(
      Path root, Path temporary, boolean sync, PutObserver observer, boolean links) {
    this.root = root;
    this.temporary = temporary;
    this.sync = sync;
    this.observer = observer;
    this.links = links;
  }

  /**
   * Opens a root for writing and empties {@code temporary}, which lies inside the root and is not
   * listed.
   *
   * @param sync false only where losing everything at a power cut does not matter, as in tests and
   *     generated stores
   */
  public static FileObjectStore open(
      Path root, String temporary, boolean sync, PutObserver observer) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    Path scratch = absolute.resolve(temporary);
    Files.createDirectories(scratch);
    try (Stream<Path> left = Files.list(scratch)) {
      for (Path file : (Iterable<Path>) left::iterator) {
        Files.deleteIfExists(file);
      }
    }
    if (sync && absolute.getParent() != null && Files.isReadable(absolute.getParent())) {
      force(absolute.getParent());
    }
    return new FileObjectStore(absolute, scratch, sync, observer, canLink(scratch));
  }

  /** Opens a root that this process only reads; puts and deletes throw. */
  public static FileObjectStore openReadOnly(Path root) {
    return new FileObjectStore(
        root.toAbsolutePath().normalize(), null, false, PutObserver.NONE, false);
  }

  /**
   * Opens a root to mend single objects of it, beside the process that writes to it or not. What is
   * in {@code temporary} is left alone.
   */
  public static FileObjectStore openToMend(Path root, String temporary, PutObserver observer)
      throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    Path scratch = Files.createDirectories(absolute.resolve(temporary));
    return new FileObjectStore(absolute, scratch, true, observer, false);
  }

  private static boolean canLink(Path scratch) throws IOException {
    Path from = Files.createFile(scratch.resolve("link-probe"));
    Path to = scratch.resolve("link-probe-2");
    try {
      Files.createLink(to, from);
      return true;
    } catch (UnsupportedOperationException | IOException e) {
      return false;
    } finally {
      Files.deleteIfExists(from);
      Files.deleteIfExists(to);
    }
  }

  @Override
  public boolean putIfAbsent(String key, Source source) throws IOException {
    if (temporary == null) {
      throw new IOException("opened read-only");
    }
    Path target = resolve(key);
    Path directory = target.getParent();
    makeDurable(directory);
    if (Files.exists(target)) {
      return alreadyThere(directory, source);
    }
    Path file = null;
    boolean mine = false;
    try {
      if (source instanceof Source.Staged staged && staged.file().startsWith(root)) {
        file = staged.file();
      } else {
        file = temporary();
        mine = true;
        write(file, source);
      }
      observer.reached(Step.WRITTEN, key);
      seal(file);
      observer.reached(Step.SYNCED, key);
      boolean created = link(file, target);
      if (!created) {
        return alreadyThere(directory, source);
      }
      observer.reached(Step.LINKED, key);
      syncDirectory(directory);
      observer.reached(Step.DURABLE, key);
      consume(source);
      return true;
    } finally {
      if (mine) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void replace(String key, Source source) throws IOException {
    if (temporary == null) {
      throw new IOException("opened read-only");
    }
    Path target = resolve(key);
    makeDurable(target.getParent());
    Path file = temporary();
    try {
      // Always a copy: a staged file that is moved away would be gone if the last step failed.
      write(file, source);
      observer.reached(Step.WRITTEN, key);
      seal(file);
      observer.reached(Step.SYNCED, key);
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      observer.reached(Step.LINKED, key);
      syncDirectory(target.getParent());
      observer.reached(Step.DURABLE, key);
      consume(source);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** A name that no other process that mends this root uses either. */
  private Path temporary() {
    return temporary.resolve(PROCESS + "-" + names.incrementAndGet());
  }

  /** The other creator may not have forced the folder yet; the promise is ours all the same. */
  private boolean alreadyThere(Path directory, Source source) throws IOException {
    syncDirectory(directory);
    consume(source);
    return false;
  }

  private static void consume(Source source) throws IOException {
    if (source instanceof Source.Staged staged) {
      Files.deleteIfExists(staged.file());
    }
  }

  private static void write(Path file, Source source) throws IOException {
    if (source instanceof Source.Staged staged) {
      Files.copy(staged.file(), file);
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

  private void seal(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    } catch (UnsupportedOperationException e) {
      // A file system without modes; read-only is a help to people, not something we rely on.
    }
    if (sync) {
      force(file);
    }
  }

  private boolean link(Path file, Path target) throws IOException {
    if (!links) {
      return move(file, target);
    }
    try {
      Files.createLink(target, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Rename replaces, so without links creating-only holds within this process, which is alone. */
  private synchronized boolean move(Path file, Path target) throws IOException {
    if (Files.exists(target)) {
      return false;
    }
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private void makeDurable(Path directory) throws IOException {
    if (directory.equals(root) || durableDirectories.contains(directory)) {
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

  private void syncDirectory(Path directory) throws IOException {
    if (sync) {
      force(directory);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Optional<FileChannel> get(String key) throws IOException {
    try {
      return Optional.of(FileChannel.open(resolve(key), StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void list(String prefix, Consumer<Entry> each) throws IOException {
    Path start = prefix.isEmpty() ? root : resolve(prefix);
    if (!Files.isDirectory(start)) {
      return;
    }
    Files.walkFileTree(start, new Lister(each));
  }

  private final class Lister extends SimpleFileVisitor<Path> {
    private final Consumer<Entry> each;

    Lister(Consumer<Entry> each) {
      this.each = each;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return directory.equals(temporary) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      each.accept(
          new Entry(
              root.relativize(file).toString().replace('\\', '/'),
              attributes.size(),
              attributes.lastModifiedTime().toInstant()));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  @Override
  public boolean delete(String key) throws IOException {
    if (temporary == null) {
      throw new IOException("opened read-only");
    }
    return Files.deleteIfExists(resolve(key));
  }

  private Path resolve(String key) {
    Path path = root.resolve(key).normalize();
    if (!path.startsWith(root) || path.equals(root)) {
      throw new IllegalArgumentException("expected a key inside the store, found " + key);
    }
    return path;
  }
}
