package dev.widgetorigin.origin.console.session;

import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.token.Token;
import java.time.Instant;

/**
 * Somebody who is signed in, by a token that is good now.
 *
 * @param id names this one session
 */
public record Session(Token token, Instant expires, String id) {
  public Principal principal() {
    return new Principal(token.name(), token.scopes());
  }
}
