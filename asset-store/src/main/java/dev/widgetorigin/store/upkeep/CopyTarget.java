package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.node.StoreLock;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.PutEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where a copy of a store is made: a folder, which stays locked until it is closed, or a bucket.
 */
public final class CopyTarget implements AutoCloseable {
  private final ObjectStore objects;
  private final StoreOptions options;
  private final boolean empty;
  private final AutoCloseable held;

  /** Null where it is a bucket. */
  private final Path root;

  private CopyTarget(
      ObjectStore objects, StoreOptions options, boolean empty, AutoCloseable held, Path root) {
    this.objects = objects;
    this.options = options;
    this.empty = empty;
    this.held = held;
    this.root = root;
  }

  /** Makes the folder where there is none. Throws StoreException LOCKED where it is in use. */
  public static CopyTarget folder(Path folder) throws IOException {
    Files.createDirectories(folder);
    boolean empty = isEmpty(folder);
    StoreLock lock = StoreLock.acquire(folder);
    boolean opened = false;
    try {
      ObjectStore objects =
          FolderObjects.open(lock.root(), StoreLayout.TEMPORARY, true, PutEvents.NONE);
      opened = true;
      return new CopyTarget(objects, StoreOptions.DEFAULTS, empty, lock, lock.root());
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /** A folder with nothing in it. Throws StoreException CONFLICT where there is something. */
  public static CopyTarget emptyFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    // Before it is locked: of a store that is served the better answer is that it is there.
    if (!isEmpty(folder)) {
      throw notEmpty();
    }
    return folder(folder);
  }

  static StoreException notEmpty() {
    return new StoreException(
        Code.CONFLICT, "what is to be restored into is not empty; name another place");
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** A bucket, which is closed with this. Nothing may write to its store meanwhile. */
  public static CopyTarget bucket(Bucket bucket) throws IOException {
    boolean opened = false;
    try {
      boolean[] empty = {true};
      bucket.objects().list("", entry -> empty[0] = false);
      opened = true;
      return new CopyTarget(
          bucket.objects(),
          // Of a log that several nodes append to no object may ever be missing.
          StoreOptions.DEFAULTS.withDeleteFolded(false),
          empty[0],
          bucket,
          null);
    } finally {
      if (!opened) {
        bucket.close();
      }
    }
  }

  ObjectStore objects() {
    return objects;
  }

  StoreOptions options() {
    return options;
  }

  /** Whether there was nothing in it when it was opened. */
  boolean isEmpty() {
    return empty;
  }

  /** Reads what is there by now, whether or not it counts as a store yet. */
  NodeStore open() throws IOException {
    return NodeStore.over(objects, options);
  }

  void refuseSource(NodeStore source) {
    if (root != null && root.equals(source.root())) {
      throw new StoreException(Code.CONFLICT, "a store cannot be copied onto itself");
    }
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (Exception e) {
      // A client's close may throw anything.
      throw new IllegalStateException("letting go of what was copied to", e);
    }
  }
}
