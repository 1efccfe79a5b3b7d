package dev.widgetorigin.store.codec;

import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.ApiToken;
import java.time.Instant;
import java.util.List;

/**
 * A token as canonical JSON: {@code {"id":"9f…","name":"ci","sha256":"…","scopes":["publish:chat"],
 * "created":1795514400000,"createdBy":"admin","expires":1803290400000}}; without {@code expires} it
 * does not expire. Times are epoch milliseconds.
 */
final class TokenCodec {
  private TokenCodec() {}

  /** Writes the fields of an object that was begun, and its end. */
  static void encode(JsonOut json, ApiToken token) {
    json.field("id", token.id())
        .field("name", token.name())
        .field("sha256", token.hash())
        .array("scopes", token.scopes(), json::text)
        .field("created", token.created().toEpochMilli())
        .field("createdBy", token.createdBy());
    if (token.expires() != null) {
      json.field("expires", token.expires().toEpochMilli());
    }
    json.end();
  }

  static ApiToken decode(JsonIn json) {
    var read =
        new Object() {
          String id;
          String name;
          Digest hash;
          List<String> scopes;
          Instant created;
          String createdBy;
          Instant expires;
        };
    json.object(
        name -> {
          switch (name) {
            case "id" -> read.id = json.text();
            case "name" -> read.name = json.text();
            case "sha256" -> read.hash = json.digest();
            case "scopes" -> read.scopes = json.array(json::text);
            case "created" -> read.created = Instant.ofEpochMilli(json.number());
            case "createdBy" -> read.createdBy = json.text();
            case "expires" -> read.expires = Instant.ofEpochMilli(json.number());
            default -> throw json.unknown("field", name);
          }
        });
    return new ApiToken(
        json.required(read.id, "id"),
        json.required(read.name, "name"),
        json.required(read.hash, "sha256"),
        json.required(read.scopes, "scopes"),
        json.required(read.created, "created"),
        json.required(read.createdBy, "createdBy"),
        read.expires);
  }
}
