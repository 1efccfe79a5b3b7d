package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What sender and receiver of a webhook share, as Standard Webhooks has it: {@code whsec_} and the
 * Base64 of 24 to 64 bytes. Its text is never in a message or a log. Thread-safe.
 */
final class WebhookSecret {
  /** What it has to be, in words. */
  static final String EXPECTED = "whsec_ and the Base64 of 24 to 64 bytes";

  private static final String PREFIX = "whsec_";
  private static final int FEWEST = 24;
  private static final int MOST = 64;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** Throws IllegalArgumentException, without the text, where it is no such secret. */
  static WebhookSecret parse(String text) {
    byte[] bytes = bytes(text);
    if (bytes == null) {
      throw new IllegalArgumentException("a webhook's secret is " + EXPECTED);
    }
    return new WebhookSecret(bytes);
  }

  /** Whether {@link #parse} takes it. */
  static boolean is(String text) {
    return bytes(text) != null;
  }

  /** Null where it is no such secret. */
  private static byte[] bytes(String text) {
    String trimmed = text.strip();
    if (!trimmed.startsWith(PREFIX)) {
      return null;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(trimmed.substring(PREFIX.length()));
      return bytes.length < FEWEST || bytes.length > MOST ? null : bytes;
    } catch (IllegalArgumentException e) {
      // Its message names the character: nothing of a secret may be told.
      return null;
    }
  }

  /**
   * The value of {@code webhook-signature}.
   *
   * @param id of the message, the same at each try
   * @param seconds since 1970, of this try
   */
  String sign(String id, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
