package dev.widgetorigin.bench.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * What is asked for: {@code PROTO:FILE:KIND}, e.g. {@code h1:css48:br}.
 *
 * @param protocol {@code h1}, {@code h2c}, {@code h1s}, {@code h2s} (s: over TLS 1.3)
 * @param item which file
 * @param kind {@code br}, {@code identity}, {@code 304} or {@code alias} (br, through {@code
 *     latest}; others get the exact path)
 */
record Case(String protocol, ComparedFiles.Item item, String kind) {
  static final List<String> DEFAULTS =
      List.of(
          "h1:tiny:br",
          "h1:css48:br",
          "h1:js446:br",
          "h1:js446:identity",
          "h1:css48:304",
          "h1:css48:alias",
          "h2c:tiny:br",
          "h2c:css48:br",
          "h2c:js446:br",
          "h1s:css48:br",
          "h1s:js446:br",
          "h2s:tiny:br",
          "h2s:css48:br",
          "h2s:js446:br");

  static Case parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3
        || !List.of("h1", "h2c", "h1s", "h2s").contains(parts[0])
        || !List.of("br", "identity", "304", "alias").contains(parts[2])) {
      throw new IllegalArgumentException(
          "expected {h1|h2c|h1s|h2s}:FILE:{br|identity|304|alias}, found " + text);
    }
    return new Case(parts[0], ComparedFiles.item(parts[1]), parts[2]);
  }

  String path(boolean knowsAliases) {
    return kind.equals("alias") && knowsAliases ? item.aliasPath() : item.urlPath();
  }

  boolean tls() {
    return protocol.endsWith("s");
  }

  boolean http2() {
    return protocol.startsWith("h2");
  }

  /** Request fields as {@code Name: value}; {@code etag} is the peer's own. */
  List<String> fields(String etag) {
    List<String> fields = new ArrayList<>();
    fields.add("Accept-Encoding: " + (kind.equals("identity") ? "identity" : "br"));
    if (kind.equals("304")) {
      fields.add("If-None-Match: " + etag);
    }
    return fields;
  }

  @Override
  public String toString() {
    return protocol + ":" + item.key() + ":" + kind;
  }
}
