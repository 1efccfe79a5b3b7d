package dev.widgetorigin.store.object;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Create-only objects by key: all that the store asks of a disk or a bucket.
 *
 * <p>A key is a relative path of {@code /}-separated segments, e.g. {@code
 * log/00000000000000000042.json}. An object appears whole or not at all, and never changes, but for
 * the few that {@link #replace} names. Thread-safe; every method may block.
 */
public interface ObjectStore {
  /**
   * Creates the object if the key is free. Throws where it is certain that this call created
   * nothing; a lost answer is {@link Creation#UNKNOWN}.
   */
  Creation create(String key, Source source) throws IOException;

  /**
   * Puts these bytes under the key whatever is there, in one step: a reader finds the old bytes or
   * the new ones, never none. Durable when it returns. For objects of which the last one counts,
   * such as what a node says of itself and how far a follower has come, and to mend an object whose
   * right bytes its digest proves. Nothing else is ever replaced.
   */
  void replace(String key, Source source) throws IOException;

  /** The object's bytes, or empty where there is none. */
  Optional<Content> read(String key) throws IOException;

  /** What a listing says of the object, or empty where there is none. */
  Optional<Entry> stat(String key) throws IOException;

  /**
   * Names every object whose key begins with {@code prefix} and comes after {@code after} (empty:
   * from the first on), in the order of their keys. Objects created or deleted meanwhile may or may
   * not be seen.
   */
  void list(String prefix, String after, Consumer<Entry> each) throws IOException;

  /**
   * The names of all objects in a folder, without it, in no order; empty where the folder is
   * missing. Null where naming all would cost more than naming a few, as in a bucket. May have the
   * names of folders as well.
   *
   * @param folder with its slash, e.g. {@code blobs/sha256/ab/}
   */
  default List<String> names(String folder) throws IOException {
    return null;
  }

  /**
   * How many calls are best made at a time by one who has several: 1 where a call takes the
   * processor or a disk, and not a journey.
   */
  default int callsAtOnce() {
    return 1;
  }

  /** True where this call deleted it. */
  boolean delete(String key) throws IOException;

  /** Creates the object where it is not there; durable when it returns, whoever created it. */
  default void ensure(String key, Source source) throws IOException {
    Creation made = create(key, source);
    if (made == Creation.UNKNOWN) {
      // A second attempt settles the first: the key is taken then, by ourselves.
      made = create(key, source);
    }
    if (made == Creation.UNKNOWN) {
      throw new NoAnswerException("it is not known whether " + key + " was written");
    }
  }

  /** From the first one on. */
  default void list(String prefix, Consumer<Entry> each) throws IOException {
    list(prefix, "", each);
  }

  /** The whole object in memory, or empty where there is none. For small objects. */
  default Optional<byte[]> bytes(String key) throws IOException {
    Optional<Content> found = read(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(found.get().bytes());
    } catch (NoSuchFileException e) {
      // Deleted between the two steps.
      return Optional.empty();
    }
  }

  /**
   * What a listing says of an object.
   *
   * @param modified when it was created, by the clock of where it is kept
   */
  record Entry(String key, long size, Instant modified) {}
}
