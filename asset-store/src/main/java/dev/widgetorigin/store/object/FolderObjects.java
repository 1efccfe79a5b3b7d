package dev.widgetorigin.store.object;

import dev.widgetorigin.store.object.PutEvents.Step;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects as files under a root folder: key {@code log/1.json} is file {@code root/log/1.json}.
 *
 * <p>A put writes a temporary file, forces it to the disk, links it under its key (a hard link is
 * atomic and fails where the name is taken, which a rename does not), and forces the folder. So a
 * key never names half an object, and one that was reported created outlives a power cut. Objects
 * are mode 0444. One process at a time may write to a root.
 */
public final class FolderObjects implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(FolderObjects.class);
  private static final long PROCESS = ProcessHandle.current().pid();

  private final Path root;
  private final Path temporary;
  private final DurableFiles files;
  private final PutEvents observer;
  private final boolean links;
  private final AtomicLong names = new AtomicLong();

  private FolderObjects(
      Path root, Path temporary, boolean sync, PutEvents observer, boolean links) {
    this.root = root;
    this.temporary = temporary;
    this.files = new DurableFiles(root, sync);
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
  public static FolderObjects open(Path root, String temporary, boolean sync, PutEvents observer)
      throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    Path scratch = absolute.resolve(temporary);
    ScratchFolder.empty(scratch);
    if (sync && absolute.getParent() != null && Files.isReadable(absolute.getParent())) {
      DurableFiles.force(absolute.getParent());
    }
    return new FolderObjects(absolute, scratch, sync, observer, canLink(scratch));
  }

  /** Opens a root that this process only reads; puts and deletes throw. */
  public static FolderObjects openReadOnly(Path root) {
    return new FolderObjects(root.toAbsolutePath().normalize(), null, false, PutEvents.NONE, false);
  }

  /**
   * Opens a root to mend single objects of it, beside the process that writes to it or not. What is
   * in {@code temporary} is left alone.
   */
  public static FolderObjects openToMend(Path root, String temporary, PutEvents observer)
      throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    Path scratch = Files.createDirectories(absolute.resolve(temporary));
    return new FolderObjects(absolute, scratch, true, observer, false);
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
  public Creation create(String key, Source source) throws IOException {
    requireWritable();
    Path target = resolve(key);
    files.makeDurable(target.getParent());
    if (Files.exists(target)) {
      return alreadyThere(target);
    }
    if (links && source instanceof Source.Staged staged && staged.file().startsWith(root)) {
      return give(key, staged.file(), target);
    }
    files.makeDurable(temporary);
    Path file = temporary();
    try {
      DurableFiles.write(file, source);
      return give(key, file, target);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Gives what was written to a file its key. */
  private Creation give(String key, Path file, Path target) throws IOException {
    observer.reached(Step.WRITTEN, key);
    files.seal(file);
    observer.reached(Step.SYNCED, key);
    if (!link(file, target)) {
      return alreadyThere(target);
    }
    try {
      observer.reached(Step.LINKED, key);
      files.syncDirectory(target.getParent());
      observer.reached(Step.DURABLE, key);
      return Creation.CREATED;
    } catch (IOException e) {
      // It is there, but nobody knows whether it would outlive a power cut.
      LOG.warn("whether {} is on the disk is not known", key, e);
      return Creation.UNKNOWN;
    }
  }

  private void requireWritable() throws IOException {
    if (temporary == null) {
      throw new IOException("opened read-only");
    }
  }

  @Override
  public void replace(String key, Source source) throws IOException {
    requireWritable();
    Path target = resolve(key);
    files.makeDurable(target.getParent());
    files.makeDurable(temporary);
    Path file = temporary();
    try {
      // Always a copy: a staged file stays where it is.
      DurableFiles.write(file, source);
      observer.reached(Step.WRITTEN, key);
      files.seal(file);
      observer.reached(Step.SYNCED, key);
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      observer.reached(Step.LINKED, key);
      files.syncDirectory(target.getParent());
      observer.reached(Step.DURABLE, key);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** A name that no other process that mends this root uses either. */
  private Path temporary() {
    return temporary.resolve(PROCESS + "-" + names.incrementAndGet());
  }

  /** The other creator may not have forced the folder yet; the promise is ours all the same. */
  private Creation alreadyThere(Path target) throws IOException {
    files.syncDirectory(target.getParent());
    return Creation.TAKEN;
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

  @Override
  public Optional<Content> read(String key) throws IOException {
    Path file = resolve(key);
    return attributes(file).map(found -> new Content.Region(file, 0, found.size()));
  }

  /** Of a file: a folder by its name is no object, and who opens a pipe waits for ever. */
  private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class))
          .filter(BasicFileAttributes::isRegularFile);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Entry> stat(String key) throws IOException {
    return attributes(resolve(key))
        .map(found -> new Entry(key, found.size(), found.lastModifiedTime().toInstant()));
  }

  @Override
  public void list(String prefix, String after, Consumer<Entry> each) throws IOException {
    int slash = prefix.lastIndexOf('/') + 1;
    Path start = slash == 0 ? root : resolve(prefix.substring(0, slash));
    list(start, prefix.substring(0, slash), prefix, after, each);
  }

  /**
   * In the order of keys, in which a folder stands where its name and a slash would.
   *
   * @param path the folder's key with its slash
   */
  private void list(Path folder, String path, String prefix, String after, Consumer<Entry> each)
      throws IOException {
    for (String name : names(folder, prefix.substring(Math.min(path.length(), prefix.length())))) {
      String key = path + name;
      if (name.endsWith("/")) {
        if (key.compareTo(after) > 0 || after.startsWith(key)) {
          list(folder.resolve(name), key, prefix, after, each);
        }
      } else if (key.compareTo(after) > 0) {
        Optional<Entry> entry = stat(key);
        entry.ifPresent(each);
      }
    }
  }

  /** Sorted; folders with a slash. */
  private List<String> names(Path folder, String beginning) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.startsWith(beginning) && !file.equals(temporary)) {
          names.add(Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? name + "/" : name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  @Override
  public List<String> names(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(resolve(folder))) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public boolean delete(String key) throws IOException {
    requireWritable();
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
