package dev.widgetorigin.origin.auth;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.TrustedProxies;
import dev.widgetorigin.resolver.WidgetName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
    record Granted(Principal principal) implements Decision {}

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

  /** Calls whose content is stored while the keys of their identities are fetched, in a window. */
  private static final int UNDECIDED = 8;

  private static final int UNDECIDED_BYTES = 1 << 20;
  private static final Duration UNDECIDED_WINDOW = Duration.ofSeconds(30);

  /** Identity tokens that are verified at a time: fewer than there are threads for calls. */
  private static final int VERIFIERS = 2;

  private static final long TURN_MILLIS = 500;

  private final TokenStore tokens;
  private final IdentityVerifier identities;
  private final FailureThrottle throttle;
  private final RefusedCalls refused;
  private final TrustedProxies proxies;
  private final Semaphore verifiers = new Semaphore(VERIFIERS);
  private final Semaphore suspects = new Semaphore(1);
  private final Pause undecidedWindow = new Pause(UNDECIDED_WINDOW);
  private final AtomicInteger undecided = new AtomicInteger();

  public Access(TokenStore tokens, IdentityVerifier identities, InstantSource clock) {
    this(tokens, identities, clock, TrustedProxies.NONE, reason -> {});
  }

  /**
   * @param proxies behind which clients have addresses of their own
   * @param listener is told of every refused call; must be quick
   */
  public Access(
      TokenStore tokens,
      IdentityVerifier identities,
      InstantSource clock,
      TrustedProxies proxies,
      AccessEvents listener) {
    this.tokens = tokens;
    this.identities = identities;
    this.proxies = proxies;
    this.throttle = new FailureThrottle(clock);
    this.refused = new RefusedCalls(clock, listener);
  }

  /** The numeric address of whoever calls, behind proxies that are trusted as well. */
  public String client(Request request) {
    return proxies.client(request);
  }

  /** {@code widget} is null where the call concerns none in particular. */
  public Decision check(Request request, Permission permission, WidgetName widget) {
    Decision.Denied stranger = refuseStranger(request);
    if (stranger != null) {
      return stranger;
    }
    String secret = bearer(request.header("authorization"));
    Optional<Principal> known = tokens.find(secret);
    return known.isPresent()
        ? authorise(known.get(), permission, widget)
        : identify(secret, proxies.client(request), permission, widget);
  }

  private Decision identify(
      String secret, String address, Permission permission, WidgetName widget) {
    IdentityVerifier.Verdict verdict = verifyInTurn(secret, throttle.exhausted(address));
    if (verdict == null) {
      refused.count(AccessEvents.Reason.BUSY, address);
      String detail = "Many identity tokens are being verified; nothing changed, try again.";
      return new Decision.Denied(Problem.of(503, "Busy", detail), NOBODY, 2);
    }
    if (verdict instanceof IdentityVerifier.Verdict.Accepted accepted) {
      return authorise(accepted.principal(), permission, widget);
    }
    return wrong(
        address,
        verdict instanceof IdentityVerifier.Verdict.Refused wrong ? wrong.why() : UNKNOWN_TOKEN);
  }

  /** Null where it was nobody's turn in time. */
  private IdentityVerifier.Verdict verifyInTurn(String secret, boolean suspect) {
    if (!suspect) {
      return verify(secret);
    }
    if (!acquire(suspects)) {
      return null;
    }
    try {
      return verify(secret);
    } finally {
      suspects.release();
    }
  }

  private IdentityVerifier.Verdict verify(String secret) {
    if (!acquire(verifiers)) {
      return null;
    }
    try {
      return identities.verify(secret);
    } finally {
      verifiers.release();
    }
  }

  private static boolean acquire(Semaphore turns) {
    try {
      return turns.tryAcquire(TURN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The refusal of a call whose head alone shows that nobody in particular makes it; null for those
   * of valid tokens, and of identity tokens that have to be verified. Never blocks.
   */
  public Decision.Denied refuseStranger(Request request) {
    String address = proxies.client(request);
    String secret = bearer(request.header("authorization"));
    if (secret == null) {
      refused.count(AccessEvents.Reason.NO_TOKEN, address);
      return denied(NO_TOKEN);
    }
    if (tokens.find(secret).isPresent()) {
      return null;
    }
    if (!looksSigned(secret) || identities == IdentityVerifier.NONE) {
      return wrong(address, UNKNOWN_TOKEN);
    }
    IdentityVerifier.Verdict.Refused hopeless = identities.refuseAtOnce(secret);
    return hopeless == null ? null : wrong(address, hopeless.why());
  }

  /**
   * The refusal of a call whose head alone shows that it will be refused, so that its body need not
   * be read; null for all others, which are checked again. Never blocks.
   */
  public Decision.Denied refuseAtOnce(Request request, Permission permission, WidgetName widget) {
    Decision.Denied stranger = refuseStranger(request);
    if (stranger != null) {
      return stranger;
    }
    String secret = bearer(request.header("authorization"));
    Optional<Principal> known = tokens.find(secret);
    return known.isPresent()
        ? refuseAtOnce(known.get(), permission, widget)
        : refuseIdentity(request, secret, permission, widget);
  }

  /** A forged identity must not have its content stored first. */
  private Decision.Denied refuseIdentity(
      Request request, String secret, Permission permission, WidgetName widget) {
    IdentityVerifier.Verdict verdict = identities.verifyAtOnce(secret);
    if (verdict instanceof IdentityVerifier.Verdict.Accepted accepted) {
      return refuseAtOnce(accepted.principal(), permission, widget);
    }
    String address = proxies.client(request);
    if (verdict instanceof IdentityVerifier.Verdict.Refused refusal) {
      return wrong(address, refusal.why());
    }
    if (verdict instanceof IdentityVerifier.Verdict.Later && !mayWait(request)) {
      refused.count(AccessEvents.Reason.BUSY, address);
      return new Decision.Denied(KEYS_COMING, NOBODY, KEYS_SECONDS);
    }
    return null;
  }

  /**
   * Whether the content may be stored before anybody knows whether the identity is a forgery: a few
   * small ones, so that the first publish after an issuer changed its keys need not be repeated.
   */
  private boolean mayWait(Request request) {
    if (undecidedWindow.over()) {
      undecided.set(0);
    }
    return isSmall(request.header("content-length")) && undecided.incrementAndGet() <= UNDECIDED;
  }

  private static boolean isSmall(String length) {
    return length != null
        && length.matches("[0-9]{1,9}")
        && Integer.parseInt(length) <= UNDECIDED_BYTES;
  }

  private Decision.Denied refuseAtOnce(
      Principal principal, Permission permission, WidgetName widget) {
    // Which of two permissions a change needs may show in its content only; one is needed anyhow.
    boolean either = permission == Permission.READ && principal.may(Permission.RELEASE, widget);
    Permission needed = permission == Permission.READ ? Permission.PUBLISH : permission;
    return !either && authorise(principal, needed, widget) instanceof Decision.Denied denied
        ? denied
        : null;
  }

  private Decision authorise(Principal principal, Permission permission, WidgetName widget) {
    if (principal.may(permission, widget)) {
      return new Decision.Granted(principal);
    }
    refused.count(AccessEvents.Reason.SCOPE, "");
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
  static boolean looksSigned(String secret) {
    int first = secret.indexOf('.');
    return first > 0 && secret.indexOf('.', first + 1) > first;
  }
}
