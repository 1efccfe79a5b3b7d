package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A token that is in no log yet.
 *
 * @param secret {@code wo_} and 256 random bits; shown once and kept nowhere
 */
record NewToken(Token token, String secret) {
  private static final String PREFIX = "wo_";

  /** {@code expires} is null for never. */
  static NewToken make(
      SecureRandom random,
      String name,
      List<Scope> scopes,
      Instant now,
      String createdBy,
      Instant expires) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    byte[] id = new byte[6];
    random.nextBytes(id);
    Instant end = expires == null ? null : expires.truncatedTo(ChronoUnit.MILLIS);
    String text = HexFormat.of().formatHex(id);
    Token token = new Token(text, name, TokenStore.hash(secret), scopes, now, createdBy, end);
    return new NewToken(token, secret);
  }

  /** Puts it into the log. */
  Change change() {
    return new Change.TokenChanged(token.kept());
  }

  TokenStore.Created created(ChangeBatch batch) {
    return new TokenStore.Created(token, secret, batch.sequence());
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return token.toString();
  }
}
