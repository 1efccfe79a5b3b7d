package dev.widgetorigin.store.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** The public half of an Ed25519 key (RFC 8032). Immutable. */
public final class VerifyingKey {
  static final int OCTETS = 32;

  /** A raw signature. */
  static final int SIGNATURE_OCTETS = 64;

  /** What stands before the raw key in a SubjectPublicKeyInfo (RFC 8410 §4). */
  private static final byte[] INFO = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String text;
  private final PublicKey key;

  private VerifyingKey(String text, PublicKey key) {
    this.text = text;
    this.key = key;
  }

  /**
   * Reads a raw key in standard Base64, e.g. {@code JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=}.
   * Throws IllegalArgumentException, whose message says what was expected.
   */
  public static VerifyingKey parse(String text) {
    byte[] raw;
    try {
      raw = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw unfit();
    }
    // One spelling for each key: browsers compare texts.
    if (raw.length != OCTETS || !Base64.getEncoder().encodeToString(raw).equals(text)) {
      throw unfit();
    }
    return of(raw);
  }

  private static IllegalArgumentException unfit() {
    return new IllegalArgumentException(
        "expected the " + OCTETS + " bytes of an Ed25519 public key in Base64 (44 characters)");
  }

  /** Throws IllegalArgumentException where the octets are no point of the curve. */
  static VerifyingKey of(byte[] raw) {
    byte[] info = new byte[INFO.length + OCTETS];
    System.arraycopy(INFO, 0, info, 0, INFO.length);
    System.arraycopy(raw, 0, info, INFO.length, OCTETS);
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
      return new VerifyingKey(Base64.getEncoder().encodeToString(raw), key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no such Ed25519 key: " + e.getMessage(), e);
    }
  }

  /** Whether the signature of these bytes is by this key. */
  public boolean verifies(byte[] signed, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(signed);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      // A signature of another length, or a key that is not on the curve.
      return false;
    }
  }

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    return text;
  }
}
