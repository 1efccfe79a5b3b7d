package dev.widgetorigin.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** SHA-256 of channels, a buffer at a time. */
final class Hashing {
  private static final int BUFFER = 128 << 10;

  private Hashing() {}

  /** From the channel's present position to its end. */
  static Digest sha256(FileChannel channel) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    while (channel.read(buffer) >= 0) {
      sha256.update(buffer.flip());
      buffer.clear();
    }
    return Digest.of(sha256.digest());
  }

  /** Copies to {@code to}, replacing it, and closes {@code from}; the digest of what was copied. */
  static Digest copy(FileChannel from, Path to) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (from;
        FileChannel out =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      while (from.read(buffer) >= 0) {
        sha256.update(buffer.flip());
        buffer.rewind();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        buffer.clear();
      }
    }
    return Digest.of(sha256.digest());
  }
}
