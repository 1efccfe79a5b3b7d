package dev.widgetorigin.origin.auth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.TricklingServer;
import dev.widgetorigin.origin.auth.IdentityVerifier.Verdict;
import dev.widgetorigin.origin.auth.LocalIssuer;
import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.config.TrustedPublisherConfig;
import dev.widgetorigin.resolver.WidgetName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedPublishingTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  @AutoClose private LocalIssuer issuer;
  private RSAKey key;
  private Instant now = Instant.parse("2026-11-21T09:00:00Z");

  @BeforeEach
  void open() throws Exception {
    issuer = new LocalIssuer();
    key = issuer.offer(LocalIssuer.KEY);
  }

  private TrustedPublishing trust(Map<String, String> claims) {
    return TrustedPublishing.of(
        List.of(
            new TrustedPublisherConfig(
                issuer.url(),
                "widget-origin",
                null,
                List.of("acme/chat*"),
                List.of("refs/tags/v*"),
                claims,
                List.of("publish:chat"))),
        () -> now,
        Duration.ofMillis(1));
  }

  /** Discovery, or keys, come a byte at a time: a time-out of each read would wait for hours. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void verify_issuerThatTrickles_isGivenUpInTime(boolean discovery) throws Exception {
    try (TricklingServer slow = new TricklingServer()) {
      TrustedPublishing trust =
          TrustedPublishing.of(
              List.of(
                  new TrustedPublisherConfig(
                      slow.url(),
                      "widget-origin",
                      discovery ? null : slow.url() + "/keys",
                      List.of("acme/chat*"),
                      List.of("refs/tags/v*"),
                      Map.of(),
                      List.of("publish:chat"))),
              () -> now,
              Duration.ofMillis(1),
              Duration.ofSeconds(1));
      String token = LocalIssuer.sign(key, claims(claims -> claims.issuer(slow.url())));

      assertTimeoutPreemptively(Duration.ofSeconds(30), trust::prepare);
      Verdict verdict =
          assertTimeoutPreemptively(Duration.ofSeconds(30), () -> trust.verify(token));

      assertThat(refusal(verdict)).contains("cannot be fetched now");
    }
  }

  private enum Ill {
    /** Takes what asks, and never answers. */
    HANGS,
    /** Sends as fast as it is read, for ever. */
    ENDLESS,
    /** Has more keys than any issuer. */
    LARGE
  }

  /** What an ill issuer sends is neither waited for nor kept; the connection is ended. */
  @ParameterizedTest
  @EnumSource(Ill.class)
  void verify_issuerThatIsIll_isGivenUp(Ill ill) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    HttpServer sick =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    sick.setExecutor(threads);
    sick.createContext(
        "/",
        exchange -> {
          try (exchange) {
            answer(ill, exchange, over);
          } catch (IOException e) {
            ended.set(true);
          }
        });
    sick.start();
    try {
      String url = "http://127.0.0.1:" + sick.getAddress().getPort();
      TrustedPublishing trust =
          TrustedPublishing.of(
              List.of(
                  new TrustedPublisherConfig(
                      url,
                      "widget-origin",
                      url + "/keys",
                      List.of("acme/chat*"),
                      List.of("refs/tags/v*"),
                      Map.of(),
                      List.of("publish:chat"))),
              () -> now,
              Duration.ofMillis(1),
              ill == Ill.HANGS ? Duration.ofSeconds(1) : IssuerDocuments.DEADLINE);
      String token = LocalIssuer.sign(key, claims(claims -> claims.issuer(url)));

      Verdict verdict =
          assertTimeoutPreemptively(Duration.ofSeconds(30), () -> trust.verify(token));

      assertThat(refusal(verdict)).contains("cannot be fetched now");
      if (ill == Ill.ENDLESS) {
        await().untilTrue(ended);
      }
    } finally {
      over.countDown();
      sick.stop(0);
      threads.shutdownNow();
    }
  }

  private static void answer(Ill ill, HttpExchange exchange, CountDownLatch over)
      throws IOException {
    byte[] block = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    if (ill == Ill.HANGS) {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    int blocks = ill == Ill.LARGE ? 160 : Integer.MAX_VALUE;
    exchange.sendResponseHeaders(200, ill == Ill.LARGE ? (long) blocks * block.length : 0);
    for (int i = 0; i < blocks && over.getCount() > 0; i++) {
      exchange.getResponseBody().write(block);
    }
  }

  private JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
    return change
        .apply(
            new JWTClaimsSet.Builder()
                .issuer(issuer.url())
                .audience("widget-origin")
                .subject("repo:acme/chat:ref:refs/tags/v1.0.0")
                .claim("repository", "acme/chat")
                .claim("ref", "refs/tags/v1.0.0")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300))))
        .build();
  }

  private Verdict verify(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    return trust(Map.of()).verify(LocalIssuer.sign(key, claims(change)));
  }

  private static String refusal(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused) verdict).why();
  }

  @Test
  void verify_goodRsaToken_grantsTheScopesOfTheRule() throws Exception {
    Verdict verdict = verify(claims -> claims);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    Principal principal = ((Verdict.Accepted) verdict).principal();
    assertThat(principal.name()).isEqualTo("acme/chat@refs/tags/v1.0.0");
    assertThat(principal.may(Permission.PUBLISH, CHAT)).isTrue();
    assertThat(principal.may(Permission.RELEASE, CHAT)).isFalse();
    assertThat(principal.may(Permission.PUBLISH, WidgetName.parse("other"))).isFalse();
  }

  @Test
  void verify_goodEllipticToken_isAccepted() throws Exception {
    var ec = issuer.offer(issuer.ec("two"));
    assertThat(trust(Map.of()).verify(LocalIssuer.sign(ec, claims(c -> c))))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @ParameterizedTest
  @CsvSource({
    "repository,acme/other",
    "repository,evil/chat",
    "repository,acme/chat/x",
    "ref,refs/heads/main",
    "ref,refs/heads/refs/tags/v1",
    "ref,refs/tags/v1/x"
  })
  void verify_otherRepositoryOrRef_isRefusedInWords(String claim, String value) throws Exception {
    assertThat(refusal(verify(claims -> claims.claim(claim, value)))).contains(value);
  }

  @Test
  void verify_otherAudienceOrIssuer_isRefused() throws Exception {
    assertThat(refusal(verify(claims -> claims.audience("sigstore")))).contains("sigstore");
    assertThat(refusal(verify(claims -> claims.issuer("https://evil.example"))))
        .contains("not trusted");
  }

  /** Refusals are remembered, and anybody may have an issuer write what they like into a token. */
  @Test
  void verify_longClaims_areCutInTheRefusal() throws Exception {
    String longText = "x".repeat(3000);
    assertThat(refusal(verify(claims -> claims.audience(longText)))).hasSizeLessThan(1000);
    assertThat(
            refusal(
                verify(
                    claims -> claims.claim("repository", longText).claim("ref", longText + "y"))))
        .hasSizeLessThan(1000);
  }

  @Test
  void verify_outsideItsTime_isRefused() throws Exception {
    Date past = Date.from(now.minusSeconds(60));
    Date future = Date.from(now.plusSeconds(60));
    assertThat(refusal(verify(claims -> claims.expirationTime(past)))).contains("Expired");
    assertThat(refusal(verify(claims -> claims.notBeforeTime(future)))).contains("before");
    assertThat(refusal(verify(claims -> claims.issueTime(future)))).contains("future");
    assertThat(refusal(verify(claims -> claims.expirationTime(null)))).contains("exp");
    Date far = Date.from(now.plus(Duration.ofDays(2)));
    assertThat(refusal(verify(claims -> claims.expirationTime(far)))).contains("a day");
  }

  @Test
  void verify_unsignedOrSharedSecret_isRefused() throws Exception {
    JWTClaimsSet claims = claims(c -> c);
    refusal(trust(Map.of()).verify(new PlainJWT(claims).serialize()));
    // The public key as a shared secret: the classic confusion of algorithms.
    SignedJWT forged =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims);
    forged.sign(new MACSigner(key.toPublicJWK().toJSONString()));
    assertThat(refusal(trust(Map.of()).verify(forged.serialize()))).contains("RS256 or ES256");
  }

  @Test
  void verify_keyOfSomebodyElse_isRefused() throws Exception {
    RSAKey stranger = issuer.rsa("one");
    assertThat(refusal(trust(Map.of()).verify(LocalIssuer.sign(stranger, claims(c -> c)))))
        .contains("signature");
  }

  @Test
  void verify_rotatedKey_isFetchedAgainAndKnownKeysAreNot() throws Exception {
    TrustedPublishing trust = trust(Map.of());
    for (int i = 0; i < 5; i++) {
      assertThat(trust.verify(LocalIssuer.sign(key, claims(c -> c))))
          .isInstanceOf(Verdict.Accepted.class);
    }
    assertThat(issuer.keyFetches).hasValue(1);
    RSAKey rotated = issuer.offer(issuer.rsa("next"));
    assertThat(trust.verify(LocalIssuer.sign(rotated, claims(c -> c))))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(issuer.keyFetches).hasValue(2);
  }

  @Test
  void verifyAtOnce_rotatedKey_isFetchedMeanwhileAndThenAccepted() throws Exception {
    TrustedPublishing trust = trust(Map.of());
    String before = LocalIssuer.sign(key, claims(c -> c));
    assertThat(trust.verifyAtOnce(before)).isNull();
    trust.prepare();
    assertThat(trust.verifyAtOnce(before)).isInstanceOf(Verdict.Accepted.class);
    String rotated = LocalIssuer.sign(issuer.offer(issuer.rsa("next")), claims(c -> c));
    assertThat(trust.verifyAtOnce(rotated)).isEqualTo(Verdict.Later.INSTANCE);
    await().until(() -> trust.verifyAtOnce(rotated) instanceof Verdict.Accepted);
  }

  @Test
  void prepare_keyThatTheIssuerWithdrew_isTrustedForAnHour() throws Exception {
    TrustedPublishing trust = trust(Map.of());
    trust.prepare();
    issuer.withdraw();
    now = now.plus(Duration.ofMinutes(59));
    trust.prepare();
    assertThat(trust.verifyAtOnce(LocalIssuer.sign(key, claims(c -> c))))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(issuer.keyFetches).hasValue(1);
    now = now.plus(Duration.ofMinutes(1));
    trust.prepare();
    assertThat(trust.verifyAtOnce(LocalIssuer.sign(key, claims(c -> c))))
        .isNotInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void prepare_issuerDown_keysAreTrustedForADay() throws Exception {
    TrustedPublishing trust = trust(Map.of());
    trust.prepare();
    issuer.close();
    now = now.plus(Duration.ofHours(23));
    trust.prepare();
    assertThat(trust.verifyAtOnce(LocalIssuer.sign(key, claims(c -> c))))
        .isInstanceOf(Verdict.Accepted.class);
    now = now.plus(Duration.ofHours(1));
    trust.prepare();
    assertThat(trust.verifyAtOnce(LocalIssuer.sign(key, claims(c -> c))))
        .isNotInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void verify_extraClaims_mustBeExact() throws Exception {
    TrustedPublishing trust = trust(Map.of("environment", "production"));
    refusal(trust.verify(LocalIssuer.sign(key, claims(c -> c))));
    refusal(trust.verify(LocalIssuer.sign(key, claims(c -> c.claim("environment", "test")))));
    assertThat(
            trust.verify(LocalIssuer.sign(key, claims(c -> c.claim("environment", "production")))))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void verify_issuerDown_isRefusedInWords() throws Exception {
    String token = LocalIssuer.sign(key, claims(c -> c));
    TrustedPublishing trust = trust(Map.of());
    issuer.close();
    assertThat(refusal(trust.verify(token))).contains("cannot be fetched");
  }

  @Test
  void verify_ownToken_isNotMine() {
    assertThat(trust(Map.of()).verify("wo_abc")).isEqualTo(Verdict.NotMine.INSTANCE);
    refusal(trust(Map.of()).verify("a.b.c"));
  }
}
