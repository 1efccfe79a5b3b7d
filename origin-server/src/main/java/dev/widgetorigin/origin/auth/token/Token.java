package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.ApiToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

  /** As the log has it. Scopes that only a newer version knows grant nothing. */
  static Token of(ApiToken token) {
    return new Token(
        token.id(),
        token.name(),
        token.hash(),
        token.scopes().stream().map(Scope::parse).flatMap(Optional::stream).toList(),
        token.created(),
        token.createdBy(),
        token.expires());
  }

  /** For the log. */
  ApiToken kept() {
    return new ApiToken(
        id, name, hash, scopes.stream().map(Scope::toString).toList(), created, createdBy, expires);
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
