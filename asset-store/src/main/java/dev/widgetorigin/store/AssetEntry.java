package dev.widgetorigin.store;

import java.util.List;

/**
 * One file of a bundle.
 *
 * @param path relative, decoded, {@code /}-separated, e.g. {@code dist/widget.min.js}
 * @param digest SHA-256 of the original bytes; names the blob
 * @param sha384 base64, as in an integrity attribute without {@code sha384-}
 * @param sha512 base64
 * @param variants only those that pay, smallest first
 */
public record AssetEntry(
    String path, long size, Digest digest, String sha384, String sha512, List<Variant> variants) {
  public String integrity() {
    return "sha384-" + sha384;
  }
}
