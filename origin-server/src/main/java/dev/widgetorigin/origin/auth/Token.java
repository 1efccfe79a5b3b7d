package dev.widgetorigin.origin.auth;

import dev.widgetorigin.store.Digest;
import java.time.Instant;
import java.util.List;

/**
 * An API token as the origin knows it: by the SHA-256 of its text.
 *
 * @param id short and public; names the token when it is revoked
 * @param expires null for never
 */
public record Token(
    String id,
    String name,
    Digest hash,
    List<Scope> scopes,
    Instant created,
    String createdBy,
    Instant expires) {
  public Token {
    scopes = List.copyOf(scopes);
  }

  Token withExpires(Instant end) {
    return new Token(id, name, hash, scopes, created, createdBy, end);
  }

  boolean expired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  /** Hides the hash: nothing about the secret belongs in a log line. */
  @Override
  public String toString() {
    return "Token[" + id + " " + name + " " + scopes + "]";
  }
}
