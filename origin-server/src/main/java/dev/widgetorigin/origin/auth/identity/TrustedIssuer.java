package dev.widgetorigin.origin.auth.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.widgetorigin.origin.auth.access.Throttle;
import dev.widgetorigin.origin.web.async.Deferred;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One issuer of identity tokens and its keys, which are fetched at start or when first needed, kept
 * for an hour, fetched again (at most every so often) for a key that is not known, and used for up
 * to a day while the issuer cannot be reached. So a key that the issuer withdraws is trusted for an
 * hour more. Thread-safe; blocks while keys are fetched.
 */
final class TrustedIssuer {
  /** Asymmetric signatures only: {@code none} and shared secrets are no proof of anything. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  private static final Logger LOG = LoggerFactory.getLogger(TrustedIssuer.class);
  private static final Duration KEEP = Duration.ofHours(1);
  private static final Duration KEEP_IN_OUTAGE = Duration.ofDays(1);
  private static final String CANNOT_FETCH =
      "The keys of the identity token's issuer cannot be fetched now. Try again in a minute; the log"
          + " of the origin says why.";

  private final String issuer;
  private final InstantSource clock;
  private final IssuerDiscovery keysUrl;
  private final Duration keyRefresh;
  private final Duration deadline;
  private final IssuerDocuments retriever;
  private final IdentityClaims claimsVerifier;
  private DefaultJWTProcessor<SecurityContext> processor;
  private Remembered fetched;

  /** Verifies with the keys that were fetched last; null before. */
  private volatile DefaultJWTProcessor<SecurityContext> atHand;

  /** When that was. */
  private volatile Instant fetchedAt = Instant.EPOCH;

  /** Whether it was tried to fetch keys, with success or without. */
  private volatile boolean tried;

  private final AtomicBoolean fetching = new AtomicBoolean();
  private final Semaphore turns;

  /** A stranger can name any key: they are not all looked for. */
  private final Throttle looking;

  /** A discovery that failed is not tried again before: callers would queue up behind it. */
  private final Throttle discovery;

  /** Strangers can cause failed fetches: not each of them gets lines in the log. */
  private final Throttle warning;

  /**
   * @param jwks null or empty where the discovery document names the keys
   * @param deadline for each document that is fetched
   * @param waiting how many calls may wait for its keys at a time
   */
  TrustedIssuer(
      String issuer,
      String jwks,
      InstantSource clock,
      Duration keyRefresh,
      Duration deadline,
      int waiting) {
    this.deadline = deadline;
    this.retriever = new IssuerDocuments(deadline);
    this.turns = new Semaphore(waiting);
    this.issuer = issuer;
    this.clock = clock;
    this.keysUrl = new IssuerDiscovery(issuer, jwks, retriever);
    this.keyRefresh = keyRefresh;
    this.discovery = new Throttle(keyRefresh);
    this.warning = new Throttle(keyRefresh);
    this.looking = new Throttle(keyRefresh);
    this.claimsVerifier = new IdentityClaims(issuer, clock);
  }

  /**
   * Checks what costs next to nothing, and proves nothing but that the token is wrong: algorithm,
   * issuer, and the times by the origin's clock.
   */
  void precheck(SignedJWT token, JWTClaimsSet claims) throws UntrustedTokenException {
    if (!ALGORITHMS.contains(token.getHeader().getAlgorithm())) {
      throw new UntrustedTokenException(
          "The identity token is not signed with RS256 or ES256.", null);
    }
    try {
      claimsVerifier.verify(claims, null);
    } catch (BadJWTException e) {
      throw invalid(e);
    }
  }

  private static UntrustedTokenException invalid(BadJWTException e) {
    return new UntrustedTokenException(
        "The identity token is not valid: " + e.getMessage() + ".", e);
  }

  /**
   * Checks signature, issuer and times. Null where as many calls as may wait for keys of this
   * issuer already: one that hangs must not hold up those who wait for keys of others.
   */
  JWTClaimsSet verifyInTurn(SignedJWT token) throws UntrustedTokenException {
    if (!turns.tryAcquire()) {
      return null;
    }
    try {
      return verify(token);
    } finally {
      turns.release();
    }
  }

  /** The same, however many wait. */
  private JWTClaimsSet verify(SignedJWT token) throws UntrustedTokenException {
    try {
      return processor().process(token, null);
    } catch (KeySourceException | IOException e) {
      // Fetched too often of late, or out of reach; another call may have just fetched them.
      if (signedByKeyAtHand(token)) {
        return claims(token);
      }
      if (warning.tryAcquire()) {
        cannotFetch(e);
      }
      throw new UntrustedTokenException(CANNOT_FETCH, e);
    } catch (BadJWTException e) {
      throw invalid(e);
    } catch (BadJWSException e) {
      // The key was there: another one of that name would not make the signature good.
      throw new UntrustedTokenException("The identity token's signature is not valid.", e, true);
    } catch (BadJOSEException | JOSEException e) {
      throw new UntrustedTokenException("The identity token's signature is not valid.", e);
    }
  }

  private boolean signedByKeyAtHand(SignedJWT token) {
    DefaultJWTProcessor<SecurityContext> now = atHand;
    try {
      return now != null && now.process(token, null) != null;
    } catch (BadJOSEException | JOSEException e) {
      LOG.debug("a token is not signed by a key of {} that is known", issuer, e);
      return false;
    }
  }

  private static JWTClaimsSet claims(SignedJWT token) throws UntrustedTokenException {
    try {
      return token.getJWTClaimsSet();
    } catch (ParseException e) {
      throw new UntrustedTokenException("The identity token has no claims.", e);
    }
  }

  /** What the keys at hand say of a token. */
  enum AtOnce {
    /** It is signed by one of them. */
    GOOD,
    /** No keys were asked for yet. */
    UNTRIED,
    /** It names another key, which is being looked for. */
    LATER
  }

  /**
   * Checks signature, issuer and times with the keys at hand. Never blocks.
   *
   * @param background fetches keys; may refuse
   */
  AtOnce verifyAtOnce(SignedJWT token, Executor background) throws UntrustedTokenException {
    DefaultJWTProcessor<SecurityContext> now = atHand;
    if (now == null && !tried) {
      return AtOnce.UNTRIED;
    }
    try {
      if (now != null) {
        now.process(token, null);
        return AtOnce.GOOD;
      }
    } catch (BadJWTException e) {
      throw invalid(e);
    } catch (BadJWSException e) {
      throw new UntrustedTokenException("The identity token's signature is not valid.", e, true);
    } catch (BadJOSEException | JOSEException e) {
      LOG.debug("a key of {} is not known yet", issuer, e);
    }
    if (fetching.get() || (looking.tryAcquire() && fetchFor(token, background))) {
      return AtOnce.LATER;
    }
    throw new UntrustedTokenException(
        now == null
            ? CANNOT_FETCH
            : "The identity token's signature is not valid: its issuer has no such key.",
        null);
  }

  /** False where that cannot be done now: too much waits already. */
  private boolean fetchFor(SignedJWT token, Executor background) {
    fetching.set(true);
    AtomicBoolean handed = new AtomicBoolean(true);
    Deferred.background(
        background,
        () -> fetch(token),
        thrown -> {
          fetching.set(false);
          handed.set(false);
        });
    return handed.get();
  }

  private void fetch(SignedJWT token) {
    try {
      verify(token);
    } catch (UntrustedTokenException e) {
      LOG.debug("keys were fetched for a token that proves nothing", e);
    } finally {
      tried = true;
      fetching.set(false);
    }
  }

  private void cannotFetch(Exception e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    LOG.warn("the keys of {} cannot be fetched: {}", issuer, why);
    LOG.debug("the keys of {} cannot be fetched", issuer, e);
  }

  /** Fetches the keys where none are known, or those that are were fetched an hour ago. */
  void prepare() {
    try {
      if (atHand == null || isOlderThan(KEEP)) {
        processor();
        fetched.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), 0, null);
      }
    } catch (KeySourceException | IOException e) {
      if (isOlderThan(KEEP_IN_OUTAGE)) {
        atHand = null;
      }
      if (warning.tryAcquire()) {
        cannotFetch(e);
      }
    } finally {
      tried = true;
    }
  }

  private boolean isOlderThan(Duration age) {
    return !clock.instant().isBefore(fetchedAt.plus(age));
  }

  private synchronized DefaultJWTProcessor<SecurityContext> processor() throws IOException {
    if (processor == null) {
      if (!discovery.tryAcquire()) {
        throw new IOException("the discovery document could not be fetched a moment ago");
      }
      fetched = new Remembered(new URLBasedJWKSetSource<>(keysUrl.get(), retriever));
      JWKSource<SecurityContext> keys =
          JWKSourceBuilder.<SecurityContext>create(fetched)
              .cache(KEEP.toMillis(), deadline.toMillis() + 1000)
              .refreshAheadCache(false)
              .rateLimited(keyRefresh.toMillis())
              .outageTolerant(KEEP_IN_OUTAGE.toMillis())
              .build();
      processor = processor(keys);
    }
    return processor;
  }

  private DefaultJWTProcessor<SecurityContext> processor(JWKSource<SecurityContext> of) {
    DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
    made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, of));
    made.setJWTClaimsSetVerifier(claimsVerifier);
    return made;
  }

  /** Keeps at hand what was fetched last. */
  private final class Remembered implements JWKSetSource<SecurityContext> {
    private final JWKSetSource<SecurityContext> source;

    Remembered(JWKSetSource<SecurityContext> source) {
      this.source = source;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, SecurityContext context)
        throws KeySourceException {
      JWKSet fetched = source.getJWKSet(refresh, now, context);
      atHand = processor(new ImmutableJWKSet<>(fetched));
      fetchedAt = clock.instant();
      return fetched;
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
