package dev.widgetorigin.origin.auth.identity;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;

/** Checks who issued an identity token, and its times by the origin's clock. */
final class IdentityClaims extends DefaultJWTClaimsVerifier<SecurityContext> {
  private static final int SKEW_SECONDS = 30;
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private final InstantSource clock;

  IdentityClaims(String issuer, InstantSource clock) {
    super(
        new JWTClaimsSet.Builder().issuer(issuer).build(),
        Set.of("iss", "aud", "exp", "iat", "sub"));
    this.clock = clock;
    setMaxClockSkew(SKEW_SECONDS);
  }

  @Override
  protected Date currentTime() {
    return Date.from(clock.instant());
  }

  @Override
  public void verify(JWTClaimsSet claims, SecurityContext context) throws BadJWTException {
    super.verify(claims, context);
    Instant issued = claims.getIssueTime().toInstant();
    if (issued.isAfter(clock.instant().plusSeconds(SKEW_SECONDS))) {
      throw new BadJWTException("it was issued in the future");
    }
    if (claims.getExpirationTime().toInstant().isAfter(issued.plus(LONGEST_LIFE))) {
      throw new BadJWTException("it lives longer than a day");
    }
  }
}
