package dev.widgetorigin.origin.auth.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.widgetorigin.origin.auth.Glob;
import dev.widgetorigin.origin.auth.IdentityVerifier;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.config.TrustedPublisherConfig;
import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.store.manifest.Digest;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Accepts the identity tokens of workflows (OpenID Connect Core §2) by the rules of the
 * configuration: signature, time, issuer and audience first, then repository and ref.
 *
 * <p>A workflow's token lives for minutes and works for every rule it fits, so nothing secret has
 * to be kept where the workflow is. Thread-safe; blocks while an issuer's keys are fetched.
 */
public final class TrustedPublishing implements IdentityVerifier {
  private static final int MAX_TOKEN = 16 * 1024;
  private static final int MAX_NAME = 200;
  private static final int MOST_FETCHING = 4;

  /** Calls that may wait for keys, whatever their issuers. */
  private static final int MOST_WAITING = 2;

  private static final Duration KEY_REFRESH = Duration.ofSeconds(30);

  private record Rule(TrustedPublisherConfig config, List<Scope> scopes) {
    boolean fits(JWTClaimsSet claims) {
      return claims.getAudience().contains(config.audience())
          && config.repositories().stream()
              .anyMatch(pattern -> Glob.matches(pattern, repository(claims)))
          && config.refs().stream().anyMatch(pattern -> Glob.matches(pattern, ref(claims)))
          && config.claims().entrySet().stream()
              .allMatch(each -> each.getValue().equals(claim(claims, each.getKey())));
    }
  }

  private final List<Rule> rules;
  private final Map<String, TrustedIssuer> issuers;

  /** Tokens that can never become good, by hash, and why; sent again they cost one lookup. */
  private final Cache<Digest, String> wrong =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  /** Fetches keys that are not known yet; one issuer does not hold up another, and few wait. */
  private final Executor fetching;

  private TrustedPublishing(List<Rule> rules, Map<String, TrustedIssuer> issuers) {
    this.rules = rules;
    this.issuers = issuers;
    int threads = Math.max(1, Math.min(issuers.size(), MOST_FETCHING));
    this.fetching = BoundedPool.of("identity-keys", threads, 4);
  }

  /** Throws IllegalStateException for scopes that are none. */
  public static TrustedPublishing of(List<TrustedPublisherConfig> configured, InstantSource clock) {
    return of(configured, clock, KEY_REFRESH);
  }

  /** {@code keyRefresh}: how often keys are fetched at most, for a key that is not known. */
  public static TrustedPublishing of(
      List<TrustedPublisherConfig> configured, InstantSource clock, Duration keyRefresh) {
    return of(configured, clock, keyRefresh, IssuerDocuments.DEADLINE);
  }

  /** {@code deadline}: for each document of an issuer. */
  static TrustedPublishing of(
      List<TrustedPublisherConfig> configured,
      InstantSource clock,
      Duration keyRefresh,
      Duration deadline) {
    List<Rule> rules = new ArrayList<>();
    Map<String, TrustedIssuer> issuers = new LinkedHashMap<>();
    boolean one = configured.stream().map(TrustedPublisherConfig::issuer).distinct().count() == 1;
    int waiting = one ? MOST_WAITING : 1;
    for (TrustedPublisherConfig config : configured) {
      rules.add(
          new Rule(
              config, Scope.parseAll(config.scopes(), "trusted-publishers: " + config.issuer())));
      issuers.computeIfAbsent(
          config.issuer(),
          issuer -> new TrustedIssuer(issuer, config.jwks(), clock, keyRefresh, deadline, waiting));
    }
    return new TrustedPublishing(List.copyOf(rules), issuers);
  }

  /** A token that is worth verifying, and whose issuer can. */
  private record Plausible(SignedJWT token, TrustedIssuer issuer) {}

  @Override
  public Verdict verify(String credential) {
    if (!Access.looksSigned(credential)) {
      return Verdict.NotMine.INSTANCE;
    }
    try {
      Plausible plausible = plausible(credential);
      JWTClaimsSet claims = plausible.issuer().verifyInTurn(plausible.token());
      return claims == null ? Verdict.Later.INSTANCE : authorised(credential, claims);
    } catch (UntrustedTokenException e) {
      return refused(credential, e);
    }
  }

  @Override
  public Verdict verifyAtOnce(String credential) {
    if (!Access.looksSigned(credential)) {
      return Verdict.NotMine.INSTANCE;
    }
    try {
      Plausible plausible = plausible(credential);
      return switch (plausible.issuer().verifyAtOnce(plausible.token(), fetching)) {
        case GOOD -> authorised(credential, claims(plausible.token()));
        case UNTRIED -> null;
        case LATER -> Verdict.Later.INSTANCE;
      };
    } catch (UntrustedTokenException e) {
      return refused(credential, e);
    }
  }

  /** What the rules say of a token that is good in itself. */
  private Verdict authorised(String credential, JWTClaimsSet claims) {
    Verdict verdict = authorise(claims);
    if (verdict instanceof Verdict.Refused refused) {
      // Signed or not, it fits no rule, and rules change with a restart only.
      wrong.put(TokenStore.hash(credential), refused.why());
    }
    return verdict;
  }

  private Verdict.Refused refused(String credential, UntrustedTokenException e) {
    if (e.lasting()) {
      wrong.put(TokenStore.hash(credential), e.getMessage());
    }
    return new Verdict.Refused(e.getMessage());
  }

  private static JWTClaimsSet claims(SignedJWT token) throws UntrustedTokenException {
    try {
      return token.getJWTClaimsSet();
    } catch (ParseException e) {
      throw new UntrustedTokenException("The identity token has no claims.", e);
    }
  }

  @Override
  public void prepare() {
    issuers.values().forEach(TrustedIssuer::prepare);
  }

  @Override
  public Verdict.Refused refuseAtOnce(String credential) {
    try {
      plausible(credential);
      return null;
    } catch (UntrustedTokenException e) {
      return new Verdict.Refused(e.getMessage());
    }
  }

  /** Throws for what needs no signature to be refused. */
  private Plausible plausible(String credential) throws UntrustedTokenException {
    if (credential.length() > MAX_TOKEN) {
      throw new UntrustedTokenException("The identity token is too long.", null);
    }
    String known = wrong.getIfPresent(TokenStore.hash(credential));
    if (known != null) {
      throw new UntrustedTokenException(known, null);
    }
    try {
      SignedJWT token = SignedJWT.parse(credential);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      TrustedIssuer issuer = issuers.get(String.valueOf(claims.getIssuer()));
      if (issuer == null) {
        throw new UntrustedTokenException("The identity token's issuer is not trusted here.", null);
      }
      issuer.precheck(token, claims);
      return new Plausible(token, issuer);
    } catch (ParseException e) {
      throw new UntrustedTokenException(
          "The token is neither one of this origin nor an identity token.", e);
    }
  }

  /** What every fitting rule grants, together. */
  private Verdict authorise(JWTClaimsSet claims) {
    List<Scope> scopes = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.config.issuer().equals(claims.getIssuer()) && rule.fits(claims)) {
        scopes.addAll(rule.scopes);
      }
    }
    if (scopes.isEmpty()) {
      return new Verdict.Refused(
          "No trusted publisher fits repository '%s', ref '%s', audience %s; add it under"
                  .formatted(
                      bounded(repository(claims)),
                      bounded(ref(claims)),
                      bounded(String.join(",", claims.getAudience())))
              + " trusted-publishers, or correct the workflow.");
    }
    return new Verdict.Accepted(
        new Principal(bounded(repository(claims) + "@" + ref(claims)), scopes));
  }

  private static String repository(JWTClaimsSet claims) {
    String repository = claim(claims, "repository");
    return repository == null ? text(claim(claims, "project_path")) : repository;
  }

  private static String ref(JWTClaimsSet claims) {
    String path = claim(claims, "ref_path");
    return path == null ? text(claim(claims, "ref")) : path;
  }

  private static String text(String claim) {
    return claim == null ? "" : claim;
  }

  /** A claim that is text; null for any other. */
  private static String claim(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? text : null;
  }

  /** Fit for history and logs, whatever an issuer lets people call their branches. */
  private static String bounded(String text) {
    String visible = text.replaceAll("[^\\x21-\\x7e]", "_");
    return visible.length() <= MAX_NAME ? visible : visible.substring(0, MAX_NAME);
  }
}
