package dev.widgetorigin.store;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Small documents that the followers of one name keep beside their shared cursor, the same on every
 * node. A document never changes: it is there or not. They survive a restart and a {@code kill -9}.
 * Thread-safe; every method may block.
 *
 * <p>A name is a kind and a word, e.g. {@code dead/000001767225600000-evt_42_9f0c_0}: small
 * letters, a slash, and up to 200 small letters, digits, {@code _} and {@code -}. Another one is an
 * IllegalArgumentException.
 */
public interface FollowerDocuments {
  /** Does nothing where the name is taken. Durable when it returns. */
  void put(String name, byte[] bytes) throws IOException;

  /** Empty where there is none. */
  Optional<byte[]> get(String name) throws IOException;

  /** All names in their order, and how many bytes each has. */
  SortedMap<String, Long> list() throws IOException;

  /** True where this call removed it. */
  boolean remove(String name) throws IOException;
}
