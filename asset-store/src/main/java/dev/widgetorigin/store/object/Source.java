package dev.widgetorigin.store.object;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Where the bytes of a new object come from. */
public sealed interface Source {
  /** Bytes in memory, from position to limit; nobody changes them afterwards. */
  record Bytes(ByteBuffer buffer) implements Source {}

  /**
   * A closed file, linked where it can be, else copied; nobody changes it afterwards.
   *
   * @param given whether the store takes it over, so that it is gone when the object exists
   */
  record Staged(Path file, boolean given) implements Source {}

  /** The bytes of another object, which are read while they are written. */
  record Copied(Content content) implements Source {}

  static Source of(byte[] bytes) {
    return new Bytes(ByteBuffer.wrap(bytes));
  }

  /** A file that is given away. */
  static Source of(Path file) {
    return new Staged(file, true);
  }

  /** A file that stays: it may be needed once more, for another key. */
  static Source kept(Path file) {
    return new Staged(file, false);
  }

  /** An object once more. */
  static Source of(Content content) {
    if (content instanceof Content.Memory memory) {
      return of(memory.array());
    }
    if (content instanceof Content.Region region && region.offset() == 0) {
      return kept(region.file());
    }
    return new Copied(content);
  }
}
