package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.store.manifest.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and HMAC-SHA-256, which every Java has. */
final class Hashes {
  private Hashes() {}

  static byte[] sha256(byte[] bytes) {
    return Digest.sha256(bytes).toBytes();
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new LinkageError("no HMAC-SHA-256", e);
    }
  }
}
