package dev.widgetorigin.store.manifest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 digest: the name of a blob. Printed as 64 lower-case hex digits. */
public final class Digest implements Comparable<Digest> {
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Digest of(byte[] sha256) {
    if (sha256.length != LENGTH) {
      throw new IllegalArgumentException("expected 32 bytes, found " + sha256.length);
    }
    return new Digest(sha256.clone());
  }

  public static Digest parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** The digest of these bytes. */
  public static Digest sha256(byte[] content) {
    return new Digest(newSha256().digest(content));
  }

  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Eight of its bytes as a number, from that one on. */
  public long number(int from) {
    return ByteBuffer.wrap(bytes).getLong(from);
  }

  /** As a digest field has it (RFC 9530 §2 and §3): {@code sha-256=:} Base64 {@code :}. */
  public String toField() {
    return "sha-256=:" + Base64.getEncoder().encodeToString(bytes) + ":";
  }

  @Override
  public int compareTo(Digest other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    // The bytes are uniformly spread already.
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
