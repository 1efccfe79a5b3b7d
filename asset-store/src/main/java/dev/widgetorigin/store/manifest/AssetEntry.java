package dev.widgetorigin.store.manifest;

import java.util.List;

/**
 * One file of a bundle.
 *
 * @param path relative, decoded, {@code /}-separated, e.g. {@code dist/widget.min.js}
 * @param digest SHA-256 of the original bytes; names the blob
 * @param sha384 base64, as in an integrity attribute without {@code sha384-}
 * @param sha512 base64
 * @param variants only those that pay: first those that need no dictionary, smallest first; then
 *     deltas, grouped by dictionary
 * @param signatures by the publisher's keys, in the order of the keys; empty where it is not signed
 */
public record AssetEntry(
    String path,
    long size,
    Digest digest,
    String sha384,
    String sha512,
    List<Variant> variants,
    List<FileSignature> signatures) {
  /** One that is not signed. */
  public AssetEntry(
      String path, long size, Digest digest, String sha384, String sha512, List<Variant> variants) {
    this(path, size, digest, sha384, sha512, variants, List.of());
  }

  /** The same, signed. */
  public AssetEntry withSignatures(List<FileSignature> others) {
    return new AssetEntry(path, size, digest, sha384, sha512, variants, others);
  }

  /** The same with other encoded forms. */
  public AssetEntry withVariants(List<Variant> others) {
    return new AssetEntry(path, size, digest, sha384, sha512, List.copyOf(others), signatures);
  }

  public String integrity() {
    return "sha384-" + sha384;
  }
}
