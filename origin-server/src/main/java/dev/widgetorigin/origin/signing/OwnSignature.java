package dev.widgetorigin.origin.signing;

import static java.util.stream.Collectors.joining;

import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.head.SignatureFields;
import dev.widgetorigin.origin.web.text.EntityTags;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.FileSignature;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The origin's signature of a text that it made, or that there is none. Immutable.
 *
 * @param sha256 of the text, before any coding
 * @param signatures one, or none
 * @param missing whether it should have one, and the key could not be read
 */
public record OwnSignature(Digest sha256, List<FileSignature> signatures, boolean missing) {
  /** Hexadecimal digits. */
  private static final int TAG = 32;

  /** Of what is not to be signed. */
  public static OwnSignature none(Digest sha256) {
    return new OwnSignature(sha256, List.of(), false);
  }

  /** Adds the fields by which a browser verifies the text; nothing where it is not signed. */
  public void addTo(HeaderBlock.Builder headers) {
    SignatureFields.addTo(headers, sha256, signatures);
  }

  /**
   * What the entity tag begins with, e.g. {@code 0f343b0931126a20f133d67c2b018a3b}: half of it is
   * of the text, half of its signature; of the text alone where it has none. Were the tags of both
   * the same, a cache that holds the text without a signature, or with that of another key, would
   * be told 304 for ever, and never get the right one.
   */
  public String tag() {
    String text = sha256.toString();
    if (signatures.isEmpty()) {
      return text.substring(0, TAG);
    }
    String all =
        signatures.stream().map(each -> each.key() + each.signature()).collect(joining("\n"));
    String signature = Digest.sha256(all.getBytes(StandardCharsets.US_ASCII)).toString();
    return text.substring(0, TAG / 2) + signature.substring(0, TAG / 2);
  }

  /**
   * The entity tag by which a client knows the same text, with or without a signature, by whichever
   * key. While the signature is missing nothing that the origin has is better than what that client
   * has. {@code etag} itself where it knows none.
   *
   * @param ifNoneMatch the request's field, or null
   * @param etag of the answer, with its quotes; begins with {@link #tag}
   */
  public static String known(String ifNoneMatch, String etag) {
    // Behind the quotation mark.
    String held =
        ifNoneMatch == null ? null : EntityTags.alike(ifNoneMatch, etag, 1 + TAG / 2, 1 + TAG);
    return held == null ? etag : held;
  }
}
