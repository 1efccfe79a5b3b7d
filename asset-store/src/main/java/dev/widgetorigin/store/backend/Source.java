package dev.widgetorigin.store.backend;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Where the bytes of a new object come from. */
public sealed interface Source {
  /** Bytes in memory, from position to limit; nobody changes them afterwards. */
  record Bytes(ByteBuffer buffer) implements Source {}

  /** A closed file that the store takes over: linked or moved where it can be, else copied. */
  record Staged(Path file) implements Source {}

  static Source of(byte[] bytes) {
    return new Bytes(ByteBuffer.wrap(bytes));
  }

  static Source of(Path file) {
    return new Staged(file);
  }

  /** All of a channel from its present position to its end. */
  static byte[] readFully(FileChannel channel) throws IOException {
    long size = channel.size() - channel.position();
    if (size > Integer.MAX_VALUE - 8) {
      throw new IOException("an object of " + size + " bytes is too large to hold in memory");
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("expected " + size + " bytes, found " + buffer.position());
      }
    }
    return buffer.array();
  }
}
