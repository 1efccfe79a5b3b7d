package dev.widgetorigin.store;

/**
 * A content coding that is made when a bundle is published (RFC 9110 §8.4.1, RFC 7932, RFC 8878).
 */
public enum Encoding {
  BR("br"),
  ZSTD("zstd"),
  GZIP("gzip");

  private final String token;

  Encoding(String token) {
    this.token = token;
  }

  /** As in Accept-Encoding and Content-Encoding. */
  public String token() {
    return token;
  }
}
