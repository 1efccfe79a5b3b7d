package dev.widgetorigin.store.node;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write to a store folder: an exclusive lock on its {@code lock} file, which holds the
 * owner's process id for people to read. The operating system lets it go when the process ends,
 * however it ends.
 */
public final class StoreLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLock.class);

  /**
   * Roots locked by this process. POSIX drops a process' lock on a file when it closes any channel
   * to it, so a second open here must fail before it opens one.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path root;
  private FileChannel channel;

  /** Which file is locked, whatever its name is now; null where the system does not tell. */
  private Object file;

  private StoreLock(Path root, FileChannel channel) throws IOException {
    this.root = root;
    this.channel = channel;
    this.file = identity(root);
  }

  /** Throws StoreException LOCKED where another process, or this one, has it. */
  public static StoreLock acquire(Path folder) throws IOException {
    Path root = folder.toRealPath();
    synchronized (HELD) {
      if (HELD.contains(root)) {
        throw locked(root, "this process (" + ProcessHandle.current().pid() + ")");
      }
      StoreLock lock = new StoreLock(root, locked(root));
      HELD.add(root);
      return lock;
    }
  }

  private static FileChannel locked(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(
            root.resolve(StoreLayout.LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean acquired = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw locked(root, "process " + owner(channel));
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
      acquired = true;
      return channel;
    } finally {
      if (!acquired) {
        channel.close();
      }
    }
  }

  private static Object identity(Path root) throws IOException {
    try {
      return Files.readAttributes(root.resolve(StoreLayout.LOCK), BasicFileAttributes.class)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * Makes the lock file again where somebody has deleted it, because it seemed to be left over:
   * another process could open the folder. To be called now and then.
   *
   * @throws StoreException LOCKED where another process has opened it meanwhile
   */
  void keep() throws IOException {
    synchronized (HELD) {
      Object now = identity(root);
      if (!channel.isOpen() || file == null || file.equals(now)) {
        return;
      }
      if (now != null) {
        throw sharedByMistake();
      }
      FileChannel again;
      try {
        again = locked(root);
      } catch (StoreException e) {
        throw sharedByMistake();
      }
      // What it locked has no name any more.
      channel.close();
      channel = again;
      file = identity(root);
      LOG.warn(
          "{} was deleted while this process uses the store; it is there again. It may not be"
              + " deleted: without it another process could open the folder",
          root.resolve(StoreLayout.LOCK));
    }
  }

  private static StoreException sharedByMistake() {
    return new StoreException(
        Code.LOCKED,
        "another process has opened the folder of the store as well, because its lock file was"
            + " deleted while this one ran. Stop one of them");
  }

  /** The locked folder's real path. */
  public Path root() {
    return root;
  }

  /** Lets go of one that may be null; a failure is only logged. */
  static void release(StoreLock lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        LOG.warn(
            "could not let go of the store's lock; it goes with the process: {}", e.toString());
      }
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(32);
    channel.read(pid, 0);
    String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
    return text.isEmpty() ? "(unknown)" : text;
  }

  private static StoreException locked(Path root, String owner) {
    return new StoreException(
        Code.LOCKED,
        "the store in "
            + root
            + " is in use by "
            + owner
            + "; stop that first, ask it over the control API, or name another folder"
            + " (store.path)");
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      try {
        channel.close();
      } finally {
        HELD.remove(root);
      }
    }
  }
}
