package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** SHA-256 of streams, a buffer at a time. */
public final class Hashing {
  /** Small: every blob is read now and then, and a buffer for each is garbage in the young heap. */
  private static final int BUFFER = 16 << 10;

  private Hashing() {}

  /** From where the stream stands to its end; does not close it. */
  public static Digest sha256(InputStream stream) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    byte[] buffer = new byte[BUFFER];
    for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
      sha256.update(buffer, 0, read);
    }
    return Digest.of(sha256.digest());
  }

  /** Copies to {@code to}, replacing it, and closes {@code from}; the digest of what was copied. */
  public static Digest copy(InputStream from, Path to) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    try (from;
        OutputStream out = new DigestOutputStream(Files.newOutputStream(to), sha256)) {
      from.transferTo(out);
    }
    return Digest.of(sha256.digest());
  }
}
