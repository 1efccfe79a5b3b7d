package dev.widgetorigin.store.object;

import java.io.IOException;

/**
 * Told of each step on an object's way to the disk, so that a test can stop the process or the disk
 * exactly there.
 */
@FunctionalInterface
public interface PutEvents {
  /** Sees nothing. */
  PutEvents NONE = (step, key) -> {};

  /** An exception thrown here is what a failing disk would have thrown after this step. */
  void reached(Step step, String key) throws IOException;

  /** The steps, in their order. */
  enum Step {
    /** The bytes are in a temporary file, perhaps only in the page cache. */
    WRITTEN,
    /** The temporary file is on the disk; the key does not exist. */
    SYNCED,
    /** The key exists; after a power cut it may not. */
    LINKED,
    /** The key exists and will after a power cut. */
    DURABLE
  }
}
