package dev.widgetorigin.origin.web.head;

import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.FileSignature;
import dev.widgetorigin.store.signing.SignatureBase;
import java.util.List;

/**
 * The fields by which a browser verifies a signed file ("signature-based integrity"): {@code
 * Unencoded-Digest}, {@code Signature-Input} and {@code Signature} (RFC 9421).
 *
 * <pre>
 * Unencoded-Digest: sha-256=:…:
 * Signature-Input: wo=("unencoded-digest";sf);keyid="…";tag="ed25519-integrity"
 * Signature: wo=:…:
 * </pre>
 *
 * <p>Several signatures have the labels {@code wo}, {@code wo2}, {@code wo3}….
 */
public final class SignatureFields {
  private SignatureFields() {}

  /**
   * Adds nothing where there is no signature. {@code sha256} is of the content before any coding.
   */
  public static void addTo(
      HeaderBlock.Builder headers, Digest sha256, List<FileSignature> signatures) {
    if (signatures.isEmpty()) {
      return;
    }
    StringBuilder inputs = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < signatures.size(); i++) {
      String separator = i == 0 ? "" : ", ";
      String label = i == 0 ? "wo=" : "wo" + (i + 1) + "=";
      FileSignature signature = signatures.get(i);
      inputs.append(separator).append(label).append(SignatureBase.params(signature.key()));
      values.append(separator).append(label).append(':').append(signature.signature()).append(':');
    }
    headers.add("Unencoded-Digest", sha256.toField());
    headers.add("Signature-Input", inputs.toString());
    headers.add("Signature", values.toString());
  }
}
