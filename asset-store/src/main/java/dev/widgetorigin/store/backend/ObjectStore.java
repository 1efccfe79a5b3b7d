package dev.widgetorigin.store.backend;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Create-only objects by key: all that the store asks of a disk or a bucket.
 *
 * <p>A key is a relative path of {@code /}-separated segments, e.g. {@code
 * log/00000000000000000042.json}. An object appears whole or not at all and never changes; it can
 * only be deleted, or mended where it was damaged. Thread-safe; every method may block.
 */
public interface ObjectStore {
  /**
   * Creates the object and returns true once it is durable, or returns false where the key was
   * taken, by another caller at this moment too. A file source is consumed in both cases and left
   * in place only when this throws.
   */
  boolean putIfAbsent(String key, Source source) throws IOException;

  /**
   * Puts these bytes under the key whatever is there, in one step: a reader finds the old bytes or
   * the new ones, never none. Durable when it returns. Only to mend an object whose right bytes its
   * digest proves: nothing else is ever replaced. A file source is consumed as by {@link
   * #putIfAbsent}.
   */
  void replace(String key, Source source) throws IOException;

  /** The object's bytes, or empty where there is none. The caller closes the channel. */
  Optional<FileChannel> get(String key) throws IOException;

  /**
   * Names every object whose key begins with {@code prefix}, in no order. The prefix is empty or
   * ends with a slash. Objects created or deleted meanwhile may or may not be seen.
   */
  void list(String prefix, Consumer<Entry> each) throws IOException;

  /** True where this call deleted it. */
  boolean delete(String key) throws IOException;

  /** The whole object in memory, or empty where there is none. For small objects. */
  default Optional<byte[]> read(String key) throws IOException {
    Optional<FileChannel> found = get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (FileChannel channel = found.get()) {
      return Optional.of(Source.readFully(channel));
    }
  }

  /**
   * What a listing says of an object.
   *
   * @param modified when it was created, by the clock of where it is kept
   */
  record Entry(String key, long size, Instant modified) {}
}
