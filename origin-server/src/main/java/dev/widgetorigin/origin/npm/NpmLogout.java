package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.web.ProblemException;
import java.util.Map;

/**
 * {@code DELETE /-/user/token/{token}}: {@code npm logout}, which revokes the token that it signs
 * in with. A token that has to stay is no failure: npm forgets it on the user's machine only where
 * the registry agreed. The token in the path is never repeated, in no answer and no log.
 */
final class NpmLogout {
  private final TokenStore tokens;

  NpmLogout(TokenStore tokens) {
    this.tokens = tokens;
  }

  ApiAnswer logout(ApiCall call) {
    String own = Access.bearer(call.request().header("authorization"));
    if (!call.part(ApiCall.SECRET).equals(own)) {
      throw ProblemException.of(
          403,
          "Forbidden",
          "npm logout ends the token that it signs in with and no other; an administrator revokes"
              + " others with 'widget-origin token revoke'");
    }
    call.because("npm logout");
    call.announce("token of " + call.who());
    TokenStore.Revoked revoked = tokens.revokeSecret(own, call.who());
    String notice =
        switch (revoked.outcome()) {
          case REVOKED -> "the token is revoked";
          case DECLARED ->
              "the token stays valid: it is declared in the origin's configuration; npm has"
                  + " forgotten it";
          case LAST_ADMINISTRATOR ->
              "the token stays valid: it is the only administrator's; npm has forgotten it";
          case UNKNOWN -> "npm has forgotten the token; it ends by itself";
        };
    return ApiAnswer.json(200, Map.of("ok", true, "notice", notice))
        .with("npm-notice", notice)
        .changed(revoked.sequence(), "");
  }
}
