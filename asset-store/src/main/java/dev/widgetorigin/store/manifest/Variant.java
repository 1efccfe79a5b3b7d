package dev.widgetorigin.store.manifest;

/**
 * One encoded form of an asset, itself a blob.
 *
 * @param dictionary SHA-256 of the bytes that are needed to decode it; null where none are
 */
public record Variant(Encoding encoding, Digest digest, long size, Digest dictionary) {
  public Variant {
    if (encoding.needsDictionary() != (dictionary != null)) {
      throw new IllegalArgumentException(
          encoding.token() + (dictionary == null ? " needs a dictionary" : " has no dictionary"));
    }
  }

  /** One that needs no dictionary. */
  public Variant(Encoding encoding, Digest digest, long size) {
    this(encoding, digest, size, null);
  }

  /** Whether it says how the file differs from an earlier one. */
  public boolean isDelta() {
    return dictionary != null;
  }
}
