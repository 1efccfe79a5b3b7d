package dev.widgetorigin.origin.auth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.widgetorigin.origin.auth.IdentityVerifier.Verdict;
import dev.widgetorigin.origin.auth.LocalIssuer;
import dev.widgetorigin.origin.auth.OddIssuer;
import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.config.TrustedPublisherConfig;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * The promise: an issuer that does not answer as it should holds up nobody but those who come with
 * its tokens, and the log says what it did.
 */
final class OddIssuersTest {
  @TempDir private Path folder;
  private final Instant now = Instant.parse("2026-11-21T09:00:00Z");
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(TrustedIssuer.class);

  @BeforeEach
  void listen() {
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(said);
  }

  static Stream<Arguments> faults() {
    return Stream.of(OddIssuer.Fault.values())
        .flatMap(fault -> Stream.of(Arguments.of(fault, true), Arguments.of(fault, false)));
  }

  @ParameterizedTest(name = "{0}, discovery: {1}")
  @MethodSource("faults")
  void verify_issuerWithAFault_isGivenUpInTimeAndTheLogSaysWhy(
      OddIssuer.Fault fault, boolean discovery) throws Exception {
    try (OddIssuer odd = new OddIssuer(fault, discovery)) {
      Duration deadline = fault.waits() ? Duration.ofSeconds(1) : IssuerDocuments.DEADLINE;
      TrustedPublishing trust = trust(deadline, odd.url());

      Verdict verdict =
          assertTimeoutPreemptively(
              Duration.ofSeconds(15), () -> trust.verify(identity(odd.url())));

      assertThat(verdict).isInstanceOf(Verdict.Refused.class);
      assertThat(((Verdict.Refused) verdict).why())
          .startsWith("The keys of the identity token's issuer cannot be fetched now. Try again");
      assertThat(said.list)
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line.getFormattedMessage())
                      .startsWith("the keys of " + odd.url() + " cannot be fetched: ")
                      .contains(fault.said())
                      .doesNotContain("Exception"));
      // What is on its way when it is given up.
      assertThat(odd.sent.get()).isLessThan(256L << 20);
    }
  }

  @DisplayName(
      "while an issuer hangs, tokens of another one are accepted at once, also its new keys")
  @Test
  void check_issuerThatHangs_holdsUpNobodyElse() throws Exception {
    try (OddIssuer odd = new OddIssuer(OddIssuer.Fault.HANGS, true);
        LocalIssuer good = new LocalIssuer();
        NodeStore store =
            FolderStores.open(folder.resolve("store"), StoreOptions.DEFAULTS.withSync(false))) {
      good.offer(LocalIssuer.KEY);
      TrustedPublishing trust = trust(Duration.ofMinutes(1), odd.url(), good.url());
      TokenStore tokens =
          TokenStore.open(
              store.catalog(),
              folder,
              "administrator-0123456789",
              List.of(),
              () -> now,
              new SecureRandom());
      Access access = new Access(tokens, trust, () -> now, reason -> {});
      assertThat(status(access, LocalIssuer.KEY.getKeyID(), identity(good.url()))).isEqualTo(200);

      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String stranger = identity(odd.url(), "id" + i);
        Thread thread =
            new Thread(
                () -> {
                  var unused = status(access, "odd", stranger);
                });
        thread.start();
        waiting.add(thread);
      }
      odd.hanging.await();

      // Making a key takes as long as it takes.
      String rotated =
          LocalIssuer.sign(good.offer(good.rsa("next")), claims(good.url(), "rotated"));
      long before = System.nanoTime();
      assertThat(status(access, "known", identity(good.url(), "again"))).isEqualTo(200);
      assertThat(status(access, "rotated", rotated)).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
      // One call waits for the issuer that hangs; others are told to come back.
      String late = identity(odd.url(), "late");
      assertThat(trust.verify(late)).isEqualTo(Verdict.Later.INSTANCE);
      assertThat(status(access, "late", late)).isEqualTo(503);
      assertThat(waiting).anyMatch(Thread::isAlive);
      odd.letGo();
      for (Thread thread : waiting) {
        thread.join();
      }
    }
  }

  private static int status(Access access, String what, String token) {
    Access.Decision decision =
        access.check(
            FakeRequest.of(Method.GET, "/" + what, "Authorization", "Bearer " + token)
                .from("192.0.2.1"),
            new Access.Need(List.of(Permission.PUBLISH), WidgetName.parse("chat")));
    return decision instanceof Access.Decision.Denied denied ? denied.problem().status() : 200;
  }

  private TrustedPublishing trust(Duration deadline, String... issuers) {
    List<TrustedPublisherConfig> rules = new ArrayList<>();
    for (String issuer : issuers) {
      rules.add(
          new TrustedPublisherConfig(
              issuer,
              "widget-origin",
              null,
              List.of("acme/chat"),
              List.of("refs/tags/*"),
              Map.of(),
              List.of("publish:chat")));
    }
    return TrustedPublishing.of(rules, () -> now, Duration.ofSeconds(30), deadline);
  }

  private String identity(String issuer) throws JOSEException {
    return identity(issuer, "id");
  }

  private String identity(String issuer, String id) throws JOSEException {
    return LocalIssuer.sign(LocalIssuer.KEY, claims(issuer, id));
  }

  private JWTClaimsSet claims(String issuer, String id) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience("widget-origin")
        .subject("repo")
        .jwtID(id)
        .claim("repository", "acme/chat")
        .claim("ref", "refs/tags/v1")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)))
        .build();
  }
}
