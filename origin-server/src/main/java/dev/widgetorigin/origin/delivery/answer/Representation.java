package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.signing.OwnSignature;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Variant;
import java.util.List;

/**
 * One encoded form of a found file, or a text that the origin made itself, with the head of every
 * answer about it made in advance. Thread-safe.
 */
public final class Representation {
  /** RFC 9110 §15.4.5: what a 304 leaves out, for it describes the content that is not there. */
  private static final List<String> NOT_IN_304 =
      List.of(
          "Content-Type",
          "Content-Length",
          "Content-Encoding",
          "Last-Modified",
          "Accept-Ranges",
          "Repr-Digest",
          "Unencoded-Digest",
          "Signature-Input",
          "Signature",
          "SourceMap");

  private final Encoding encoding;
  private final Digest dictionary;
  private final Digest digest;
  private final long size;
  private final String etag;
  private final Reply head;
  private final Body.Memory text;

  /** Made when it is first asked for, by most clients never. */
  private volatile Reply notModified;

  /** Whether it lacks the origin's signature. */
  private final boolean unsigned;

  /** The last reply made of a body in memory; shared by all who ask while that body is hot. */
  private volatile Reply hot;

  private Representation(
      Encoding encoding,
      Digest dictionary,
      Digest digest,
      long size,
      String etag,
      HeaderBlock full,
      Body.Memory text,
      boolean unsigned) {
    this.encoding = encoding;
    this.dictionary = dictionary;
    this.digest = digest;
    this.size = size;
    this.etag = etag;
    this.head = new Reply(200, full, Body.EMPTY);
    this.text = text;
    this.unsigned = unsigned;
  }

  /**
   * The file as it was published.
   *
   * @param common what the heads of all representations of the file have
   * @param etag strong, with its quotes
   */
  static Representation ofFile(HeaderBlock common, String etag, AssetEntry entry) {
    HeaderBlock full = full(common, null, etag, entry.digest(), entry.size());
    return new Representation(null, null, entry.digest(), entry.size(), etag, full, null, false);
  }

  /** One of its encoded forms. */
  static Representation ofVariant(HeaderBlock common, String etag, Variant variant) {
    HeaderBlock full = full(common, variant.encoding(), etag, variant.digest(), variant.size());
    return new Representation(
        variant.encoding(),
        variant.dictionary(),
        variant.digest(),
        variant.size(),
        etag,
        full,
        null,
        false);
  }

  /**
   * A text of the origin's own, in memory for as long as this is.
   *
   * @param unsigned whether it lacks the origin's signature
   */
  static Representation ofText(
      HeaderBlock common, String etag, Digest digest, Body.Memory text, boolean unsigned) {
    long size = text.length();
    HeaderBlock full = full(common, null, etag, digest, size);
    return new Representation(null, null, digest, size, etag, full, text, unsigned);
  }

  /** The same under the entity tag of the client's copy, where that is as good as this. */
  Representation asKnownTo(Request request) {
    String known = unsigned ? OwnSignature.known(request.header("if-none-match"), etag) : etag;
    if (known.equals(etag)) {
      return this;
    }
    HeaderBlock full = headers().toBuilder().set("ETag", known).build();
    return new Representation(encoding, dictionary, digest, size, known, full, text, true);
  }

  private static HeaderBlock full(
      HeaderBlock common, Encoding encoding, String etag, Digest digest, long size) {
    HeaderBlock.Builder headers = common.toBuilder();
    headers.add("Content-Length", Long.toString(size));
    if (encoding != null) {
      headers.add("Content-Encoding", encoding.token());
    }
    headers.add("ETag", etag);
    headers.add("Repr-Digest", digest.toField());
    return headers.build();
  }

  /** Null for the file as it was published. */
  Encoding encoding() {
    return encoding;
  }

  /** SHA-256 of what the client must have to decode it; null where it needs nothing. */
  Digest dictionary() {
    return dictionary;
  }

  String encodingToken() {
    return encoding == null ? "identity" : encoding.token();
  }

  public Digest digest() {
    return digest;
  }

  public long size() {
    return size;
  }

  String etag() {
    return etag;
  }

  /** The content where it is no blob; else null. Never released. */
  public Body.Memory text() {
    return text;
  }

  /** What the last reply was made of; it may be gone from memory since. Null for nothing. */
  public Body.Memory lastBody() {
    Reply last = hot;
    return last == null ? null : (Body.Memory) last.body();
  }

  HeaderBlock headers() {
    return head.headers();
  }

  /** The 200 without content. */
  Reply head() {
    return head;
  }

  Reply notModified() {
    Reply made = notModified;
    if (made == null) {
      HeaderBlock.Builder headers = headers().toBuilder();
      NOT_IN_304.forEach(headers::remove);
      made = new Reply(304, headers.build(), Body.EMPTY);
      notModified = made;
    }
    return made;
  }

  /** The 200 with this body: the one made before, where the body is the same. */
  Reply reply(Body.Memory body) {
    Reply made = hot;
    if (made == null || made.body() != body) {
      made = new Reply(200, headers(), body);
      hot = made;
    }
    return made;
  }
}
