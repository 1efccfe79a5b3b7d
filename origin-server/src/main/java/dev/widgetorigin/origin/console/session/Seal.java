package dev.widgetorigin.origin.console.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts that a browser carries for us, and that nobody else can have written: {@code
 * <text>.<HMAC-SHA256>}, both in base64url. Whoever has one can read it, so no secret is in it. A
 * purpose keeps one kind from passing for another. Thread-safe; the first call may block, where the
 * key is read.
 */
public final class Seal {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** Longer than any that was made here. */
  private static final int LONGEST = 16 * 1024;

  private final Supplier<byte[]> source;
  private byte[] key;

  /**
   * @param source 32 secret octets; asked once
   */
  public Seal(Supplier<byte[]> source) {
    this.source = source;
  }

  public String seal(String purpose, String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8)) + "." + encode(mac(purpose, text));
  }

  /** The text, where it was sealed here for that purpose. */
  public Optional<String> open(String purpose, String sealed) {
    int dot = sealed == null ? -1 : sealed.indexOf('.');
    if (dot < 0 || sealed.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      byte[] octets = Base64.getUrlDecoder().decode(sealed.substring(0, dot));
      byte[] mac = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
      String text = new String(octets, StandardCharsets.UTF_8);
      return MessageDigest.isEqual(mac, mac(purpose, text)) ? Optional.of(text) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Tells origins apart that share a host name: eight characters that say nothing of the key. */
  public String fingerprint() {
    return encode(mac("fingerprint", "")).replaceAll("[^A-Za-z0-9]", "").substring(0, 8);
  }

  private byte[] mac(String purpose, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(), ALGORITHM));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new LinkageError("every JDK has " + ALGORITHM, e);
    }
  }

  private synchronized byte[] key() {
    if (key == null) {
      key = source.get();
    }
    return key;
  }

  private static String encode(byte[] octets) {
    return ENCODER.encodeToString(octets);
  }
}
