package dev.widgetorigin.store.ingest.bundle;

import dev.widgetorigin.store.manifest.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The three digests of a file's bytes, in one pass. Reusable; not thread-safe. */
public final class Hasher {
  private final MessageDigest sha256 = newDigest("SHA-256");
  private final MessageDigest sha384 = newDigest("SHA-384");
  private final MessageDigest sha512 = newDigest("SHA-512");

  /** {@code sha384} and {@code sha512} in base64. */
  record Hashes(Digest digest, String sha384, String sha512) {}

  void update(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
    sha384.update(bytes, offset, length);
    sha512.update(bytes, offset, length);
  }

  /** Forgets what was begun. */
  void reset() {
    sha256.reset();
    sha384.reset();
    sha512.reset();
  }

  /** Ends this file and starts the next. */
  Hashes finish() {
    Base64.Encoder base64 = Base64.getEncoder();
    return new Hashes(
        Digest.of(sha256.digest()),
        base64.encodeToString(sha384.digest()),
        base64.encodeToString(sha512.digest()));
  }

  public static MessageDigest newDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected every JDK to have " + algorithm, e);
    }
  }
}
