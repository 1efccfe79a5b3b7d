package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.origin.auth.token.TokenStore.Revocation;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.ApiToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What may become of the tokens of the log, decided on the very state that a change is appended to.
 * Pure.
 */
final class TokenRules {
  private TokenRules() {}

  /**
   * Adds a token and ends another; nothing where that has ended.
   *
   * @param made adds the new one
   * @param end of the old one, at the latest
   */
  static List<Change> rotation(
      CatalogSnapshot state, String id, Change made, Instant time, Instant end) {
    List<Change> changes = new ArrayList<>(end(state, id, time, end));
    if (!changes.isEmpty()) {
      changes.add(0, made);
    }
    return changes;
  }

  /** Ends a token at {@code end} at the latest; nothing where it has ended. */
  static List<Change> end(CatalogSnapshot state, String id, Instant time, Instant end) {
    if (!usable(state, id, time)) {
      return List.of();
    }
    Token old = stored(state, id);
    if (!end.isAfter(time)) {
      return List.of(new Change.TokenRevoked(id, old.name()));
    }
    boolean sooner = old.expires() != null && old.expires().isBefore(end);
    return List.of(new Change.TokenChanged(old.withExpires(sooner ? old.expires() : end).kept()));
  }

  static boolean usable(CatalogSnapshot state, String id, Instant time) {
    Token token = stored(state, id);
    return token != null && !token.expired(time);
  }

  /** Null where there is none. */
  static Token stored(CatalogSnapshot state, String id) {
    ApiToken token = state.tokens().get(id);
    return token == null ? null : Token.of(token);
  }

  /**
   * What becomes of a token that is to go.
   *
   * @param another whether there is an administrator that is in no log
   */
  static Revocation revocation(CatalogSnapshot state, String id, boolean another, Instant time) {
    Token token = stored(state, id);
    if (token == null) {
      return Revocation.UNKNOWN;
    }
    boolean last =
        administers(token, time)
            && !another
            && administrators(state, time).stream().allMatch(each -> each.id().equals(id));
    return last ? Revocation.LAST_ADMINISTRATOR : Revocation.REVOKED;
  }

  static List<Token> administrators(CatalogSnapshot state, Instant time) {
    return state.tokens().values().stream()
        .map(Token::of)
        .filter(token -> administers(token, time))
        .toList();
  }

  static boolean administers(Token token, Instant now) {
    return token.scopes().contains(Scope.ADMIN) && !token.expired(now);
  }
}
