package dev.widgetorigin.origin.auth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.widgetorigin.origin.auth.IdentityVerifier;
import dev.widgetorigin.origin.auth.LocalIssuer;
import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.auth.identity.TrustedPublishing;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.config.TrustedPublisherConfig;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Request;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Good credentials are verified before anything is counted, and wrong ones cost little. */
final class AccessTest {
  private static final Access.Need PUBLISH_CHAT =
      new Access.Need(List.of(Permission.PUBLISH), WidgetName.parse("chat"));
  private static final String ADMIN = "administrator-0123456789";
  private static final int MANY = 40;

  @TempDir Path folder;
  private final Instant now = Instant.parse("2026-11-21T09:00:00Z");
  private final List<AccessEvents.Reason> refused = new ArrayList<>();
  private NodeStore store;
  private LocalIssuer issuer;
  private RSAKey key;
  private TokenStore tokens;
  private TrustedPublishing identities;
  private Access access;

  @BeforeEach
  void open() throws Exception {
    store = FolderStores.open(folder.resolve("store"), StoreOptions.DEFAULTS.withSync(false));
    issuer = new LocalIssuer();
    key = issuer.offer(LocalIssuer.KEY);
    tokens =
        TokenStore.open(store.catalog(), folder, ADMIN, List.of(), () -> now, new SecureRandom());
    identities =
        TrustedPublishing.of(
            List.of(
                new TrustedPublisherConfig(
                    issuer.url(),
                    "widget-origin",
                    null,
                    List.of("acme/chat"),
                    List.of("refs/tags/*"),
                    Map.of(),
                    List.of("publish:chat"))),
            () -> now,
            Duration.ofSeconds(30));
    access = new Access(tokens, identities, () -> now, refused::add);
  }

  @AfterEach
  void close() {
    store.close();
    issuer.close();
  }

  private String identity(RSAKey signer, String repository) throws Exception {
    return identity(signer, repository, "refs/tags/v1");
  }

  private String identity(RSAKey signer, String repository, String ref) throws Exception {
    return LocalIssuer.sign(
        signer,
        new JWTClaimsSet.Builder()
            .issuer(issuer.url())
            .audience("widget-origin")
            .subject("repo")
            .claim("repository", repository)
            .claim("ref", ref)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .build());
  }

  private static Request asked(String authorization, String forwarded) {
    FakeRequest request =
        FakeRequest.of(Method.PUT, "/", "Authorization", authorization).from("192.0.2.1");
    return forwarded == null ? request : request.behindProxy(forwarded);
  }

  private int publish(String authorization) {
    return publish(authorization, null);
  }

  private int publish(String authorization, String forwarded) {
    Access.Decision decision = access.check(asked(authorization, forwarded), PUBLISH_CHAT);
    return decision instanceof Access.Decision.Denied denied ? denied.problem().status() : 200;
  }

  private boolean passesTheGate(String authorization) {
    return gate(authorization) == 200;
  }

  @Test
  void check_manyWrongIdentities_doNotLockOutAGoodOneOfTheSameAddress() throws Exception {
    RSAKey stranger = issuer.rsa("one");
    int last = 0;
    for (int i = 0; i < MANY; i++) {
      last = publish("Bearer " + identity(i % 2 == 0 ? stranger : key, "evil/repo" + i));
    }
    assertThat(last).isEqualTo(429);
    String good = "Bearer " + identity(key, "acme/chat");
    assertThat(passesTheGate(good)).isTrue();
    assertThat(publish(good)).isEqualTo(200);
    assertThat(publish("Bearer " + ADMIN)).isEqualTo(200);
    assertThat(refused).hasSize(MANY);
  }

  @Test
  void check_manyWrongOpaqueTokens_doNotLockOutAGoodIdentity() throws Exception {
    for (int i = 0; i < MANY; i++) {
      publish("Bearer wrong" + i);
    }
    assertThat(publish("Bearer " + identity(key, "acme/chat"))).isEqualTo(200);
  }

  @Test
  void check_keysThatNobodyHas_areFetchedOnceInAWhile() throws Exception {
    assertThat(publish("Bearer " + identity(key, "acme/chat"))).isEqualTo(200);
    List<RSAKey> madeUp = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      madeUp.add(issuer.rsa("made-up-" + i));
    }
    for (int i = 0; i < MANY; i++) {
      String token = identity(madeUp.get(i % 4), "acme/chat", "refs/tags/v" + i);
      assertThat(publish("Bearer " + token)).isGreaterThan(400);
    }
    assertThat(issuer.keyFetches.get()).isLessThanOrEqualTo(3);
    assertThat(publish("Bearer " + identity(key, "acme/chat"))).isEqualTo(200);
  }

  /** Strangers name keys that nobody has, and the issuer takes its time to say so. */
  @ParameterizedTest(name = "from an address of which wrong ones came: {0}")
  @ValueSource(booleans = {false, true})
  void check_issuerHangsWhileStrangersNameUnknownKeys_goodOnesAreAnswered(boolean suspect)
      throws Exception {
    String good = "Bearer " + identity(key, "acme/chat");
    assertThat(publish(good)).isEqualTo(200);
    for (int i = 0; suspect && i < MANY; i++) {
      publish("Bearer wrong" + i);
    }
    issuer.hang();
    List<Thread> strangers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String token = "Bearer " + identity(issuer.rsa("made-up-" + i), "acme/chat");
      Thread stranger = new Thread(() -> publish(token), "stranger");
      stranger.setDaemon(true);
      stranger.start();
      strangers.add(stranger);
    }
    await().until(() -> issuer.keyFetches.get() == 2);
    for (int i = 0; i < 4; i++) {
      assertThat(publish(good)).as("while the issuer hangs").isEqualTo(200);
    }
    issuer.close();
    for (Thread each : strangers) {
      each.join();
    }
  }

  @Test
  void beforeContent_wrongIdentitySentAgain_isKnown() throws Exception {
    String forged = "Bearer " + identity(issuer.rsa("one"), "acme/chat");
    assertThat(passesTheGate(forged)).isTrue();
    assertThat(publish(forged)).isEqualTo(401);
    assertThat(passesTheGate(forged)).isFalse();
  }

  private int gate(String authorization) {
    return status(access.beforeContent(asked(authorization, null), PUBLISH_CHAT));
  }

  /** 200 also for what has to be verified yet: its content may be sent. */
  private static int status(Access.Decision decision) {
    return decision instanceof Access.Decision.Denied denied ? denied.problem().status() : 200;
  }

  @Test
  void beforeContent_forgedIdentity_isRefusedUnreadWhereTheKeysAreKnown() throws Exception {
    identities.prepare();
    assertThat(gate("Bearer " + identity(issuer.rsa("one"), "acme/chat"))).isEqualTo(401);
    assertThat(gate("Bearer " + identity(key, "evil/repo"))).isEqualTo(401);
    assertThat(gate("Bearer " + identity(key, "acme/chat"))).isEqualTo(200);
    Access.Need other = new Access.Need(List.of(Permission.PUBLISH), WidgetName.parse("other"));
    Request good = asked("Bearer " + identity(key, "acme/chat"), null);
    assertThat(status(access.beforeContent(good, other))).isEqualTo(403);
    assertThat(issuer.keyFetches).hasValue(1);
  }

  @Test
  void beforeContent_keyThatNobodyHas_isLookedForOnceAndThenRefusedUnread() throws Exception {
    identities.prepare();
    assertThat(gate("Bearer " + identity(issuer.rsa("made-up-0"), "acme/chat"))).isEqualTo(503);
    String other = "Bearer " + identity(issuer.rsa("made-up-1"), "acme/chat");
    await().until(() -> gate(other) == 401);
    for (int i = 2; i < 10; i++) {
      assertThat(gate("Bearer " + identity(issuer.rsa("made-up-" + i % 4), "acme/chat")))
          .isBetween(401, 429);
    }
    assertThat(issuer.keyFetches.get()).isLessThanOrEqualTo(3);
    assertThat(gate("Bearer " + identity(key, "acme/chat"))).isEqualTo(200);
  }

  @Test
  void beforeContent_keyThatIsLookedFor_letsFewSmallContentsIn() throws Exception {
    IdentityVerifier looking =
        new IdentityVerifier() {
          @Override
          public Verdict verify(String credential) {
            return Verdict.NotMine.INSTANCE;
          }

          @Override
          public Verdict verifyAtOnce(String credential) {
            return Verdict.Later.INSTANCE;
          }
        };
    access = new Access(tokens, looking, () -> now, reason -> {});
    String token = "Bearer " + identity(key, "acme/chat");
    int[] small = new int[10];
    for (int i = 0; i < small.length; i++) {
      small[i] = gateFor(token, "500000");
    }
    assertThat(small).containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 503, 503);
    access = new Access(tokens, looking, () -> now, reason -> {});
    assertThat(gateFor(token, "500000000")).isEqualTo(503);
    assertThat(gateFor(token, "99999999999999999999")).isEqualTo(503);
    assertThat(gateFor(token, null)).isEqualTo(503);
  }

  private int gateFor(String authorization, String length) {
    return status(access.beforeContent(sized(authorization, length), PUBLISH_CHAT));
  }

  @Test
  void beforeContent_issuerDown_refusesIdentitiesUnread() throws Exception {
    String good = "Bearer " + identity(key, "acme/chat");
    issuer.close();
    identities.prepare();
    await().until(() -> gate(good) == 401);
    assertThat(gate("Bearer " + ADMIN)).isEqualTo(200);
  }

  @Test
  void beforeContent_whatNoSignatureCouldSave_isRefusedUnread() throws Exception {
    assertThat(passesTheGate("Bearer a.b.c")).isFalse();
    assertThat(passesTheGate("Bearer " + "a".repeat(20_000) + ".b.c")).isFalse();
    assertThat(passesTheGate(null)).isFalse();
    assertThat(issuer.keyFetches).hasValue(0);
  }

  @Test
  void check_behindATrustedProxy_countsTheClientAndNotTheProxy() {
    int last = 0;
    for (int i = 0; i < MANY; i++) {
      last = publish("Bearer wrong" + i, "198.51.100.7");
    }
    assertThat(last).isEqualTo(429);
    assertThat(publish("Bearer wrong", "198.51.100.8")).isEqualTo(401);
    assertThat(publish("Bearer wrong")).isEqualTo(401);
  }

  /** RFC 9110 §11.4, RFC 6750 §2.1: one scheme, one token. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Bearer",
        "Bearer ",
        ADMIN,
        "Basic " + ADMIN,
        "Bearer\t" + ADMIN,
        "BearerX " + ADMIN,
        "Bearer " + ADMIN + ",",
        "Bearer " + ADMIN + " x",
        "Bearer " + ADMIN + ", Bearer " + ADMIN,
        "Bearer \"" + ADMIN + "\"",
        "Bearer Bearer " + ADMIN,
        "Bearer " + ADMIN + "\u0000",
        "Bearer administrator-012345678",
        "Bearer ADMINISTRATOR-0123456789"
      })
  void check_oddAuthorization_isRefused(String authorization) {
    assertThat(publish(authorization)).isEqualTo(401);
  }

  @Test
  void check_schemeInAnyCaseAndSpacesAround_isTheSame() {
    assertThat(publish("bearer " + ADMIN)).isEqualTo(200);
    assertThat(publish("BEARER   " + ADMIN + "  ")).isEqualTo(200);
  }

  private static FakeRequest sized(String authorization, String length) {
    return FakeRequest.of(Method.PUT, "/", "Authorization", authorization, "Content-Length", length)
        .from("192.0.2.1");
  }
}
