package dev.widgetorigin.store.node;

import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.PutEvents;
import dev.widgetorigin.store.object.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens stores that are in a folder of a local file system, which {@link StoreLayout} draws.
 *
 * <p>One process opens a folder for writing and holds its lock. Any number may open it read-only
 * beside that one, to verify or to back it up; they see the log as it was when they opened it.
 */
public final class FolderStores {
  private FolderStores() {}

  /**
   * Opens a store for writing; makes one where the folder is new or has no store in it. Throws
   * StoreException LOCKED (another process has it), INCOMPATIBLE (another format), CORRUPT (the log
   * is damaged; the message names the object), UNAVAILABLE (the disk fails).
   */
  public static NodeStore open(Path root, StoreOptions options) {
    StoreLock lock = null;
    boolean opened = false;
    try {
      StoreFolder.prepare(root);
      lock = StoreLock.acquire(root);
      Path real = root.toRealPath();
      ObjectStore objects =
          FolderObjects.open(
              real, StoreLayout.TEMPORARY, options.sync(), observers(options.putObserver()));
      if (!StoreFormat.check(objects)) {
        StoreFormat.write(objects);
      }
      String node = options.node() == null ? NodeId.of(objects, options.ids()) : options.node();
      ScratchFolder.empty(real.resolve(StoreLayout.STAGING));
      NodeStore store =
          new NodeStore(real, Optional.of(lock), options.withNode(node, options.ids()), objects);
      opened = true;
      return store;
    } catch (IOException e) {
      throw IoFailures.unavailable("open its folder " + root, e);
    } finally {
      if (!opened) {
        StoreLock.release(lock);
      }
    }
  }

  /**
   * Opens a store to read, beside a process that writes to it or not. Throws StoreException MISSING
   * where the folder has no store.
   */
  public static NodeStore openReadOnly(Path root, StoreOptions options) {
    try {
      ObjectStore objects = FolderObjects.openReadOnly(root);
      if (!Files.isDirectory(root) || !StoreFormat.check(objects)) {
        throw new StoreException(Code.MISSING, "there is no store in this folder");
      }
      return new NodeStore(root.toRealPath(), Optional.empty(), options, objects);
    } catch (IOException e) {
      throw IoFailures.unavailable("open its folder " + root, e);
    }
  }

  /** A folder over which {@code objects} may mend what is damaged; nothing else is written. */
  public static NodeStore openToMend(Path root, ObjectStore objects) throws IOException {
    return new NodeStore(root, Optional.empty(), StoreOptions.DEFAULTS, objects);
  }

  private static PutEvents observers(PutEvents given) {
    PutEvents crash = CrashPoint.observer();
    if (crash == PutEvents.NONE) {
      return given;
    }
    return (step, key) -> {
      given.reached(step, key);
      crash.reached(step, key);
    };
  }
}
