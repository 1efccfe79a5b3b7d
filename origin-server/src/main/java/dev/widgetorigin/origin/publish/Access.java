package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.resolver.WidgetName;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Who asks, and whether they may. Thread-safe; may block where a trusted workflow's signature has
 * to be checked against keys that are not at hand.
 */
public final class Access {
  /** Whether a call may go on. */
  public sealed interface Decision {
    record Granted(Principal principal) implements Decision {}

    /**
     * @param who the name of a valid token that may not do this, or {@code -}
     * @param retryAfter seconds, or 0
     */
    record Denied(Problem problem, String who, long retryAfter) implements Decision {}
  }

  private static final String NO_TOKEN =
      "This call needs a token: send 'Authorization: Bearer <token>'.";
  private static final String UNKNOWN_TOKEN =
      "The token is unknown, revoked or expired; ask an administrator for a new one.";

  private final TokenStore tokens;
  private final IdentityVerifier identities;
  private final FailureThrottle throttle;

  public Access(TokenStore tokens, IdentityVerifier identities, InstantSource clock) {
    this.tokens = tokens;
    this.identities = identities;
    this.throttle = new FailureThrottle(clock);
  }

  /** {@code widget} is null where the call concerns none in particular. */
  public Decision check(Request request, Permission permission, WidgetName widget) {
    String secret = bearer(request.header("authorization"));
    if (secret == null) {
      return denied(NO_TOKEN);
    }
    Optional<Principal> known = tokens.find(secret);
    if (known.isPresent()) {
      return authorise(known.get(), permission, widget);
    }
    String address = request.peerAddress();
    if (throttle.exhausted(address)) {
      return throttled();
    }
    IdentityVerifier.Verdict verdict = identities.verify(secret);
    if (verdict instanceof IdentityVerifier.Verdict.Accepted accepted) {
      return authorise(accepted.principal(), permission, widget);
    }
    throttle.failed(address);
    return denied(
        verdict instanceof IdentityVerifier.Verdict.Refused refused
            ? refused.why()
            : UNKNOWN_TOKEN);
  }

  /**
   * The refusal of a call whose head alone shows that it will be refused, so that its body need not
   * be read; null for all others, which are checked again. Never blocks.
   */
  public Decision.Denied refuseAtOnce(Request request, Permission permission, WidgetName widget) {
    String secret = bearer(request.header("authorization"));
    if (secret == null) {
      return denied(NO_TOKEN);
    }
    Optional<Principal> known = tokens.find(secret);
    if (known.isPresent()) {
      return refuseAtOnce(known.get(), permission, widget);
    }
    String address = request.peerAddress();
    if (throttle.exhausted(address)) {
      return throttled();
    }
    if (looksSigned(secret) && identities != IdentityVerifier.NONE) {
      return null;
    }
    throttle.failed(address);
    return denied(UNKNOWN_TOKEN);
  }

  private static Decision.Denied refuseAtOnce(
      Principal principal, Permission permission, WidgetName widget) {
    // Which of two permissions a change needs may show in its content only; one is needed anyhow.
    boolean either = permission == Permission.READ && principal.may(Permission.RELEASE, widget);
    Permission needed = permission == Permission.READ ? Permission.PUBLISH : permission;
    return !either && authorise(principal, needed, widget) instanceof Decision.Denied denied
        ? denied
        : null;
  }

  private static Decision authorise(Principal principal, Permission permission, WidgetName widget) {
    if (principal.may(permission, widget)) {
      return new Decision.Granted(principal);
    }
    return new Decision.Denied(forbidden(principal, permission, widget), principal.name(), 0);
  }

  /** The 403 that says which scope is missing; {@code widget} may be null. */
  public static Problem forbidden(Principal principal, Permission permission, WidgetName widget) {
    String needed = permission.text() + (widget == null ? "" : ":" + widget);
    String detail =
        "The token '%s' lacks the scope %s; it has %s."
            .formatted(principal.name(), needed, principal.scopes());
    return Problem.of(403, "Forbidden", detail);
  }

  private Decision.Denied throttled() {
    String detail = "Too many refused tokens from this address; wait a minute.";
    return new Decision.Denied(
        Problem.of(429, "Too many failed attempts", detail), "-", throttle.retryAfterSeconds());
  }

  private static Decision.Denied denied(String detail) {
    return new Decision.Denied(Problem.of(401, "Unauthorized", detail), "-", 0);
  }

  /** The token of {@code Bearer xyz} (RFC 6750 §2.1), or null. */
  private static String bearer(String header) {
    if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return null;
    }
    String secret = header.substring(7).strip();
    return secret.isEmpty() ? null : secret;
  }

  /** A JSON Web Signature has three parts (RFC 7515 §7.1); our own tokens have no dot. */
  static boolean looksSigned(String secret) {
    int first = secret.indexOf('.');
    return first > 0 && secret.indexOf('.', first + 1) > first;
  }
}
