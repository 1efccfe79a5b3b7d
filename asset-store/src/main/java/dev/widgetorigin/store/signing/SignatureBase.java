package dev.widgetorigin.store.signing;

import dev.widgetorigin.store.manifest.Digest;
import java.nio.charset.StandardCharsets;

/**
 * The text that is signed for a file (RFC 9421 §2.5), as browsers rebuild it from an answer's
 * fields. Two lines joined by LF, without one at the end:
 *
 * <pre>
 * "unencoded-digest";sf: sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:
 * "@signature-params": ("unencoded-digest";sf);keyid="JrQL…3E=";tag="ed25519-integrity"
 * </pre>
 */
public final class SignatureBase {
  private SignatureBase() {}

  /**
   * The bytes to sign.
   *
   * @param sha256 of the file as it was published, before any coding
   * @param key the public key in Base64
   */
  public static byte[] of(Digest sha256, String key) {
    return text(sha256, key).getBytes(StandardCharsets.US_ASCII);
  }

  /** The same as a text. */
  public static String text(Digest sha256, String key) {
    return "\"unencoded-digest\";sf: "
        + sha256.toField()
        + "\n\"@signature-params\": "
        + params(key);
  }

  /** What {@code Signature-Input} says of one signature, after its label and {@code =}. */
  public static String params(String key) {
    return "(\"unencoded-digest\";sf);keyid=\"" + key + "\";tag=\"ed25519-integrity\"";
  }
}
