package dev.widgetorigin.store.object;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Where the bytes of a new object come from. */
public sealed interface Source {
  /** Bytes in memory, from position to limit; nobody changes them afterwards. */
  record Bytes(ByteBuffer buffer) implements Source {}

  /** A closed file, linked where it can be, else copied. It stays; nobody changes it afterwards. */
  record Staged(Path file) implements Source {}

  /** The bytes of another object, which are read while they are written. */
  record Copied(Content content) implements Source {}

  static Source of(byte[] bytes) {
    return new Bytes(ByteBuffer.wrap(bytes));
  }

  static Source of(Path file) {
    return new Staged(file);
  }

  /** An object once more. */
  static Source of(Content content) {
    if (content instanceof Content.Memory memory) {
      return of(memory.array());
    }
    if (content instanceof Content.Region region && region.offset() == 0) {
      return of(region.file());
    }
    return new Copied(content);
  }
}
