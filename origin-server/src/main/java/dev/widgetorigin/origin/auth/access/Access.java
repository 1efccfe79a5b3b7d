package dev.widgetorigin.origin.auth.access;

import dev.widgetorigin.origin.auth.IdentityVerifier;
import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.resolver.WidgetName;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Who asks, and whether they may. Thread-safe; may block where a trusted workflow's signature has
 * to be checked against keys that are not at hand.
 *
 * <p>A good credential is accepted whatever came from its address before: credentials are verified
 * first, and only what proved to be wrong is counted. What that costs is bounded in another way:
 * tokens of this origin are one lookup; identity tokens are verified few at a time, those from an
 * address that sent many wrong ones one at a time, and one that was wrong is remembered.
 */
public final class Access {
  /** Whether a call may go on. */
  public sealed interface Decision {
    /**
     * @param token the token's text where it is one of this origin; null for an identity
     */
    record Granted(Principal principal, String token) implements Decision {
      @Override
      public String toString() {
        return "granted to " + principal;
      }
    }

    /** Only the signature of an identity token can tell: {@link #settle} verifies it. */
    record Undecided(String credential, String address) implements Decision {
      @Override
      public String toString() {
        return "undecided";
      }
    }

    /**
     * @param who the name of a valid token that may not do this, or {@code -}
     * @param retryAfter seconds, or 0
     */
    record Denied(Problem problem, String who, long retryAfter) implements Decision {
      /** Whether nobody in particular was refused. */
      public boolean stranger() {
        return who.equals(NOBODY);
      }
    }
  }

  /**
   * What a call needs.
   *
   * @param anyOf one of these is enough
   * @param widget null where the call concerns none in particular
   */
  public record Need(List<Permission> anyOf, WidgetName widget) {
    /** No more than a valid token. */
    public static final Need TOKEN = new Need(List.of(Permission.READ), null);

    public Need {
      anyOf = List.copyOf(anyOf);
    }
  }

  /** Who has not signed in. */
  public static final String NOBODY = "-";

  private static final String NO_TOKEN =
      "This call needs a token: send 'Authorization: Bearer <token>'.";
  private static final String UNKNOWN_TOKEN =
      "The token is unknown, revoked or expired; ask an administrator for a new one.";

  private static final int KEYS_SECONDS = 3;

  private static final Problem KEYS_COMING =
      Problem.of(
          503,
          "Keys are being fetched",
          "The identity token is signed with a key that is not known here yet. The keys of its"
              + " issuer are being fetched; nothing changed, try again in "
              + KEYS_SECONDS
              + " seconds.");

  private final TokenStore tokens;
  private final IdentityVerifier identities;
  private final FailureThrottle throttle;
  private final RefusedCalls refused;
  private final IdentityTurns turns;

  /**
   * @param events is told of every refused call; must be quick
   */
  public Access(
      TokenStore tokens, IdentityVerifier identities, InstantSource clock, AccessEvents events) {
    this.tokens = tokens;
    this.identities = identities;
    this.throttle = new FailureThrottle(clock);
    this.refused = new RefusedCalls(clock, events);
    this.turns = new IdentityTurns(identities);
  }

  /** The whole answer. May block. */
  public Decision check(Request request, Need need) {
    return settle(atOnce(request, need), need);
  }

  /**
   * What the head of a call tells about who makes it. Undecided is what only a signature can tell.
   * Never blocks.
   */
  public Decision atOnce(Request request, Need need) {
    String address = request.clientAddress();
    String secret = bearer(request.header("authorization"));
    if (secret == null) {
      refused.count(AccessEvents.Reason.NO_TOKEN, address);
      return denied(NO_TOKEN);
    }
    Optional<Principal> known = tokens.find(secret);
    if (known.isPresent()) {
      return authorise(known.get(), need, secret);
    }
    if (!looksSigned(secret) || identities == IdentityVerifier.NONE) {
      return wrong(address, UNKNOWN_TOKEN);
    }
    IdentityVerifier.Verdict.Refused hopeless = identities.refuseAtOnce(secret);
    return hopeless == null
        ? new Decision.Undecided(secret, address)
        : wrong(address, hopeless.why());
  }

  /**
   * The same for a call whose content follows, and is stored unless it is refused here: a forged
   * identity must not have its content stored first. Never blocks.
   */
  public Decision beforeContent(Request request, Need need) {
    Decision decision = atOnce(request, need);
    return decision instanceof Decision.Undecided undecided
        ? beforeContent(request, undecided, need)
        : decision;
  }

  private Decision beforeContent(Request request, Decision.Undecided undecided, Need need) {
    IdentityVerifier.Verdict verdict = identities.verifyAtOnce(undecided.credential());
    if (verdict instanceof IdentityVerifier.Verdict.Accepted accepted) {
      return authorise(accepted.principal(), need, null);
    }
    if (verdict instanceof IdentityVerifier.Verdict.Refused refusal) {
      return wrong(undecided.address(), refusal.why());
    }
    if (verdict instanceof IdentityVerifier.Verdict.Later && !turns.mayStore(request)) {
      refused.count(AccessEvents.Reason.BUSY, undecided.address());
      return new Decision.Denied(KEYS_COMING, NOBODY, KEYS_SECONDS);
    }
    return undecided;
  }

  /** Makes a decision final: verifies the identity where that was left open. May block. */
  public Decision settle(Decision decision, Need need) {
    if (!(decision instanceof Decision.Undecided undecided)) {
      return decision;
    }
    String address = undecided.address();
    IdentityVerifier.Verdict verdict =
        turns.verify(undecided.credential(), throttle.exhausted(address));
    if (verdict == null) {
      refused.count(AccessEvents.Reason.BUSY, address);
      String detail = "Many identity tokens are being verified; nothing changed, try again.";
      return new Decision.Denied(Problem.of(503, "Busy", detail), NOBODY, 2);
    }
    if (verdict instanceof IdentityVerifier.Verdict.Later) {
      refused.count(AccessEvents.Reason.BUSY, address);
      return new Decision.Denied(KEYS_COMING, NOBODY, KEYS_SECONDS);
    }
    if (verdict instanceof IdentityVerifier.Verdict.Accepted accepted) {
      return authorise(accepted.principal(), need, null);
    }
    return wrong(
        address,
        verdict instanceof IdentityVerifier.Verdict.Refused wrong ? wrong.why() : UNKNOWN_TOKEN);
  }

  /**
   * The same where content was awaited meanwhile, which may take long: a token that was revoked or
   * has expired since ends the call. Identity tokens live for minutes, and one that was good when
   * the call began stays so. May block.
   */
  public Decision settleAfterContent(Decision decision, Need need) {
    boolean ended =
        decision instanceof Decision.Granted granted
            && granted.token() != null
            && tokens.find(granted.token()).isEmpty();
    return ended ? denied(UNKNOWN_TOKEN) : settle(decision, need);
  }

  /** The same for somebody who has signed in by other means than a header. Never blocks. */
  public Decision of(Principal principal, Need need) {
    return authorise(principal, need, null);
  }

  private Decision authorise(Principal principal, Need need, String token) {
    if (need.anyOf().stream().anyMatch(each -> principal.may(each, need.widget()))) {
      return new Decision.Granted(principal, token);
    }
    refused.count(AccessEvents.Reason.SCOPE, "");
    Permission first = need.anyOf().get(0);
    return new Decision.Denied(forbidden(principal, first, need.widget()), principal.name(), 0);
  }

  /** The 403 that says which scope is missing; {@code widget} may be null. */
  public static Problem forbidden(Principal principal, Permission permission, WidgetName widget) {
    String needed = permission.text() + (widget == null ? "" : ":" + widget);
    String detail =
        "The token '%s' lacks the scope %s; it has %s."
            .formatted(principal.name(), needed, principal.scopes());
    return Problem.of(403, "Forbidden", detail);
  }

  /** Of a credential that was looked at and is none. */
  private Decision.Denied wrong(String address, String why) {
    boolean many = throttle.exhausted(address);
    throttle.failed(address);
    refused.count(many ? AccessEvents.Reason.TOO_MANY : AccessEvents.Reason.WRONG_TOKEN, address);
    if (!many) {
      return denied(why);
    }
    String detail = why + " Too many wrong tokens came from this address; wait a minute.";
    return new Decision.Denied(
        Problem.of(429, "Too many failed attempts", detail), NOBODY, throttle.retryAfterSeconds());
  }

  private static Decision.Denied denied(String detail) {
    return new Decision.Denied(Problem.of(401, "Unauthorized", detail), NOBODY, 0);
  }

  /** The token of {@code Bearer xyz} (RFC 6750 §2.1), or null. */
  public static String bearer(String header) {
    if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return null;
    }
    String secret = header.substring(7).strip();
    return secret.isEmpty() ? null : secret;
  }

  /** A JSON Web Signature has three parts (RFC 7515 §7.1); our own tokens have no dot. */
  public static boolean looksSigned(String secret) {
    int first = secret.indexOf('.');
    return first > 0 && secret.indexOf('.', first + 1) > first;
  }
}
