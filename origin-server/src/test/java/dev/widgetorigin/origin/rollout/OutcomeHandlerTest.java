package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.CorsConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.rollout.outcome.OutcomeHandler;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.origin.rollout.site.SitePage;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Change;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeHandlerTest {
  @TempDir private Path folder;
  private RolloutWorld world;
  private OutcomeHandler outcomes;

  @BeforeEach
  void open() {
    world = new RolloutWorld(folder);
    world.publish("1.0.0", ReleaseState.RELEASED).publish("1.1.0", ReleaseState.STAGED);
    world.start("1.1.0");
    outcomes = world.outcomes();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private record Post(Method method, String content, String coding)
      implements Request, RequestBody {
    Post(Method method, String content) {
      this(method, content, null);
    }

    @Override
    public String path() {
      return OutcomeHandler.PATH;
    }

    @Override
    public String query() {
      return null;
    }

    @Override
    public String header(String lowerCaseName) {
      return switch (lowerCaseName) {
        // Tests that need an origin say it in the words that a report's reader passes over.
        case "origin" -> content.contains("https:") ? content.replaceFirst(".* ", "") : null;
        case "content-encoding" -> coding;
        default -> null;
      };
    }

    @Override
    public String peerAddress() {
      return "192.0.2.1";
    }

    @Override
    public String clientAddress() {
      return "203.0.113.9";
    }

    @Override
    public String authority() {
      return "cdn.example.com";
    }

    @Override
    public long receivedMillis() {
      return 0;
    }

    @Override
    public boolean secure() {
      return true;
    }

    @Override
    public RequestBody body() {
      return this;
    }

    @Override
    public long length() {
      return content.length();
    }

    @Override
    public Path file() {
      return null;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Reply send(Method method, String content) {
    return send(outcomes, method, content);
  }

  private static Reply send(OutcomeHandler outcomes, Method method, String content) {
    return send(outcomes, new Post(method, content));
  }

  private static Reply send(OutcomeHandler outcomes, Post request) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    outcomes.handle(request, reply::complete);
    return reply.join();
  }

  private Reply post(String content) {
    return send(Method.POST, content);
  }

  @ParameterizedTest(name = "{0}: counted as {1}")
  @CsvSource({
    "chat@1.1.0 canary ok, chat canary ok 1",
    "chat@1.1.0 canary fallback, chat canary fallback 1",
    "chat@1.1.0 canary rollback, chat canary rollback 1",
    "chat@1.0.0 stable ok, chat stable ok 100",
    "chat@1.0.0 stable error, chat stable error 1",
  })
  void post_ofAVersionInARollout_isCounted(String report, String counted) {
    Reply reply = post(report);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.headers().get("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(world.counted).containsExactly(counted);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "chat@1.0.0 canary rollback",
    "chat@1.1.0 stable ok",
    "chat@7.7.7 stable error",
    "other@1.1.0 canary error",
  })
  void post_ofAnythingElse_isTakenAndNotCounted(String report) {
    assertThat(post(report).status()).isEqualTo(204);
    assertThat(world.counted).isEmpty();
    assertThat(world.dropped).containsExactly("unconcerned");
    assertThat(received().reports()).isZero();
  }

  @Test
  void post_ofFailuresOfTheNewVersion_namesTheSiteThatTheBrowserNames() {
    post("chat@1.1.0 canary ok https://shop.example");
    post("chat@1.1.0 canary rollback https://Shop.example:8443");
    post("chat@1.1.0 canary ok https://shop.example");
    post("chat@1.0.0 stable error https://other.example");
    post("chat@1.1.0 canary crash");
    assertThat(world.rollouts().view(world.widget()).get("failingSites"))
        .isEqualTo(List.of(new SitePage.Failing("shop.example", null, 3, 1, 1)));
    post("chat@1.1.0 canary rollback site=My%20shop channel=acme https://shop.example");
    post("chat@1.1.0 canary rollback site=%ff channel=%20 https://shop.example");
    assertThat(world.rollouts().view(world.widget()).get("failingSites"))
        .isEqualTo(
            List.of(
                new SitePage.Failing("shop.example", null, 4, 2, 1),
                new SitePage.Failing("My shop", "acme", 1, 1, 1)));
  }

  @Test
  void post_ofASiteThatIsHeldBack_isTakenAndNotCounted() {
    world.commit(
        new Change.SiteQuarantined(
            RolloutWorld.CHAT, world.rollout().version(), "shop.example", null, "so"));
    for (String report :
        List.of("chat@1.1.0 canary rollback", "chat@1.0.0 stable error", "chat@1.1.0 canary ok")) {
      assertThat(post(report + " https://shop.example").status()).isEqualTo(204);
      assertThat(post(report + " site=shop.example https://other.example").status()).isEqualTo(204);
    }
    assertThat(world.counted).isEmpty();
    assertThat(world.dropped).hasSize(6).containsOnly("quarantined");
    post("chat@1.1.0 canary ok https://other.example");
    assertThat(world.counted).as("of another site").hasSize(1);
  }

  private OutcomeWindows.Received received() {
    return world.windows().received(RolloutWorld.CHAT, world.rollout());
  }

  @Test
  void post_ofTheNewVersion_isWhatTheVerdictSees() {
    post("chat@1.1.0 canary rollback");
    post("chat@1.1.0 canary ok");
    post("chat@1.0.0 stable ok");
    assertThat(received()).isEqualTo(new OutcomeWindows.Received(2, 1));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "https://shop.example, https://shop.example",
    "https://other.example,",
  })
  void post_whereOnlySomeOriginsMayRead_namesTheOne(String origin, String allowed) {
    OriginConfig base = OriginConfig.DEFAULTS;
    OutcomeHandler strict =
        world.outcomes(withCors(base, new CorsConfig(List.of("https://shop.example"), false)));
    Reply reply = send(strict, Method.POST, "chat@1.1.0 canary ok " + origin);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.headers().get("Access-Control-Allow-Origin")).isEqualTo(allowed);
  }

  private static OriginConfig withCors(OriginConfig base, CorsConfig cors) {
    return new OriginConfig(
        base.delivery(),
        base.control(),
        base.store(),
        base.tls(),
        base.http(),
        base.limits(),
        base.assets(),
        cors,
        base.cache(),
        base.logs(),
        base.shutdown(),
        base.rollout(),
        base.purge(),
        base.notify_(),
        base.signing(),
        base.tokens(),
        base.trustedPublishers());
  }

  @Test
  void post_afterTheRollout_isNotCounted() {
    world.act(RolloutAction.ABORT);
    assertThat(post("chat@1.1.0 canary rollback").status()).isEqualTo(204);
    assertThat(world.counted).isEmpty();
  }

  @Test
  void post_tooLong_is413() {
    String report = "chat@1.1.0 canary ok ";
    assertThat(post(report + "x".repeat(2048 - report.length())).status()).isEqualTo(204);
    Reply reply = post(report + "x".repeat(2049 - report.length()));
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.headers().get("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void post_compressed_is415AndNotTakenForText() {
    String report = "chat@1.1.0 canary rollback";
    Reply reply = send(outcomes, new Post(Method.POST, report, "gzip"));
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.headers().get("Accept-Encoding")).isEqualTo("identity");
    assertThat(reply.headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.headers().get("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(world.counted).isEmpty();
    assertThat(send(outcomes, new Post(Method.POST, report, "identity")).status()).isEqualTo(204);
    assertThat(world.counted).hasSize(1);
  }

  /** Of what a client sends with another method nothing is read. */
  @ParameterizedTest(name = "{0}: {1} bytes")
  @CsvSource({"POST, 4096", "GET, 0", "OPTIONS, 0", "PUT, 0"})
  void admit_onlyReportsHaveContent(Method method, long most) {
    assertThat(outcomes.admit(new Post(method, "")))
        .isEqualTo(new Admission.Admitted(most, outcomes));
  }

  @Test
  void post_noReport_is400() {
    assertThat(post("{}").status()).isEqualTo(400);
    assertThat(post("").status()).isEqualTo(400);
  }

  @Test
  void otherMethods_are405AndPreflightIsAnswered() {
    Reply get = send(Method.GET, "");
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.headers().get("Allow")).isEqualTo("POST, OPTIONS");
    Reply preflight = send(Method.OPTIONS, "");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.headers().get("Access-Control-Allow-Methods")).contains("POST");
  }

  @Test
  void post_flood_isLimitedByTheMinuteAndForwardedForIsNotBelieved() {
    for (int i = 0; i < 600; i++) {
      assertThat(post("chat@1.1.0 canary rollback").status()).isEqualTo(204);
    }
    assertThat(post("chat@1.1.0 canary rollback").status()).isEqualTo(429);
    assertThat(world.dropped).containsExactly("rate");
    world.tick();
    assertThat(world.rollout().phase()).hasToString("RUNNING");
    world.pass(Duration.ofMinutes(1));
    assertThat(post("chat@1.1.0 canary rollback").status()).isEqualTo(204);
  }
}
