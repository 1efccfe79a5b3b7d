package dev.widgetorigin.store.manifest;

import java.util.List;

/**
 * A content coding that is made when a bundle is published (RFC 9110 §8.4.1, RFC 7932, RFC 8878).
 * Two of them need a dictionary to be decoded (RFC 9842): they say how a file differs from an
 * earlier one.
 */
public enum Encoding {
  BR("br", false),
  ZSTD("zstd", false),
  GZIP("gzip", false),
  /** Brotli with a dictionary. */
  DCB("dcb", true),
  /** Zstandard with a dictionary. */
  DCZ("dcz", true);

  /** Those that every client can decode that knows them. */
  public static final List<Encoding> PLAIN = List.of(BR, ZSTD, GZIP);

  private final String token;
  private final boolean needsDictionary;

  Encoding(String token, boolean needsDictionary) {
    this.token = token;
    this.needsDictionary = needsDictionary;
  }

  /** As in Accept-Encoding and Content-Encoding. */
  public String token() {
    return token;
  }

  /** Whether only who has an earlier file can decode it. */
  public boolean needsDictionary() {
    return needsDictionary;
  }
}
