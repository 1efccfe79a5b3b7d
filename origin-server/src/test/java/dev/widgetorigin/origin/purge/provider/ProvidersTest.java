package dev.widgetorigin.origin.purge.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.config.PurgeTargetConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.config.value.ConfigException;
import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each request is exactly as its provider documents it. */
final class ProvidersTest {
  private static final String TOKEN = "provider-secret-0123456789";
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000002a");
  private static final List<String> TAGS = List.of("w-chat-a-latest", "w-chat-ranges");

  private static Provider provider(String yaml) {
    return provider(yaml, TOKEN);
  }

  private static Provider provider(String yaml, String secret) {
    return provider(yaml, secret, "");
  }

  private static Provider provider(String yaml, String secret, String mount) {
    PurgeTargetConfig target =
        ConfigLoader.loadOnly(
                Map.of(
                    "assets.tag-headers",
                    "Surrogate-Key, Cache-Tag, Edge-Cache-Tag, CDN-Tag, xkey",
                    "purge.targets",
                    "[{" + yaml + "}]"))
            .purge()
            .targets()
            .get(0);
    return new Providers(name -> secret, () -> NOW, () -> ID, mount).of(target);
  }

  private static List<Integer> sizes(Provider provider, int items) {
    return provider
        .limits()
        .split(IntStream.range(0, items).mapToObj(i -> "w-chat-a-" + i).toList())
        .stream()
        .map(List::size)
        .toList();
  }

  @Test
  void fastly_postsSurrogateKeys() throws Exception {
    try (RecordingServer server = RecordingServer.answering(200, "{}")) {
      Provider fastly =
          provider(
              "type: fastly, id: SU1Z0isxPaozGVKXdv0eY, secret: X, soft: true, url: '%s'"
                  .formatted(server.url()));
      fastly.purge(TAGS);

      RecordingServer.Seen seen = server.only();
      assertThat(seen.method()).isEqualTo("POST");
      assertThat(seen.target()).isEqualTo("/service/SU1Z0isxPaozGVKXdv0eY/purge");
      assertThat(seen.header("Fastly-Key")).isEqualTo(TOKEN);
      assertThat(seen.header("Content-Type")).isEqualTo("application/json");
      assertThat(seen.header("fastly-soft-purge")).isEqualTo("1");
      assertThat(seen.body())
          .isEqualTo("{\"surrogate_keys\":[\"w-chat-a-latest\",\"w-chat-ranges\"]}");
      assertThat(sizes(fastly, 513)).containsExactly(256, 256, 1);
    }
  }

  @Test
  void cloudflare_postsTags() throws Exception {
    try (RecordingServer server = RecordingServer.answering(200, "{\"success\":true}")) {
      Provider cloudflare =
          provider(
              "type: cloudflare, id: 023e105f4ecef8ad, secret: X, url: '%s'"
                  .formatted(server.url()));
      cloudflare.purge(TAGS);

      RecordingServer.Seen seen = server.only();
      assertThat(seen.method()).isEqualTo("POST");
      assertThat(seen.target()).isEqualTo("/zones/023e105f4ecef8ad/purge_cache");
      assertThat(seen.header("Authorization")).isEqualTo("Bearer " + TOKEN);
      assertThat(seen.body()).isEqualTo("{\"tags\":[\"w-chat-a-latest\",\"w-chat-ranges\"]}");
      assertThat(sizes(cloudflare, 201)).containsExactly(100, 100, 1);
      assertThat(cloudflare.limits().burst()).isEqualTo(25);
      assertThat(cloudflare.limits().perSecond() * 60).isEqualTo(5);
    }
  }

  @Test
  void cloudflare_withoutSuccess_isAFailure() {
    try (RecordingServer server = RecordingServer.answering(200, "{\"success\":false}")) {
      Provider cloudflare =
          provider("type: cloudflare, id: z, secret: X, url: '%s'".formatted(server.url()));

      assertThatThrownBy(() -> cloudflare.purge(TAGS)).isInstanceOf(ProviderException.class);
    }
  }

  @Test
  void cloudFront_createsAnInvalidationOfTags() throws Exception {
    try (RecordingServer server = RecordingServer.answering(201, "<Invalidation/>")) {
      Provider cloudFront =
          provider(
              "type: cloudfront, id: EDFDVBD6EXAMPLE, secret: X, url: '%s'".formatted(server.url()),
              "AKIDEXAMPLE:wJalrXUtnFEMI");
      cloudFront.purge(TAGS);

      RecordingServer.Seen seen = server.only();
      assertThat(seen.method()).isEqualTo("POST");
      assertThat(seen.target()).isEqualTo("/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation");
      assertThat(seen.body())
          .isEqualTo(
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  + "<InvalidationBatch xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">"
                  + "<CallerReference>"
                  + ID
                  + "</CallerReference><Paths><Items><Path>#w-chat-a-latest</Path>"
                  + "<Path>#w-chat-ranges</Path></Items><Quantity>2</Quantity></Paths>"
                  + "</InvalidationBatch>");
      assertThat(seen.header("X-Amz-Date")).isEqualTo("20261128T120000Z");
      assertThat(seen.header("Host")).isEqualTo(server.url().substring("http://".length()));
      assertThat(seen.header("Authorization"))
          .startsWith(
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261128/us-east-1/cloudfront/aws4_request,"
                  + " SignedHeaders=host;x-amz-date, Signature=");
    }
  }

  @Test
  void azure_signsInOnceAndPostsPaths() throws Exception {
    try (RecordingServer server =
        new RecordingServer(
            (seen, exchange) -> {
              boolean login = seen.target().endsWith("/oauth2/v2.0/token");
              RecordingServer.send(
                  exchange,
                  login ? 200 : 202,
                  login ? "{\"access_token\":\"ey.azure\",\"expires_in\":3599}" : "");
            })) {
      String id =
          "/subscriptions/s/resourceGroups/RG/providers/Microsoft.Cdn/profiles/p/afdEndpoints/e";
      Provider azure =
          provider(
              ("type: azure-front-door, id: %s, tenant: t1, client: c1, secret: X, url: '%s',"
                      + " login-url: '%s', domains: [cdn.example.com]")
                  .formatted(id, server.url(), server.url()));
      azure.purge(List.of("/chat/latest/*"));
      azure.purge(List.of("/chat@latest"));

      assertThat(server.seen()).hasSize(3);
      RecordingServer.Seen login = server.seen().get(0);
      assertThat(login.target()).isEqualTo("/t1/oauth2/v2.0/token");
      assertThat(login.body())
          .isEqualTo(
              "client_id=c1&client_secret="
                  + TOKEN
                  + "&grant_type=client_credentials"
                  + "&scope=https%3A%2F%2Fmanagement.azure.com%2F.default");
      RecordingServer.Seen purge = server.seen().get(1);
      assertThat(purge.method()).isEqualTo("POST");
      assertThat(purge.target()).isEqualTo(id + "/purge?api-version=2023-05-01");
      assertThat(purge.header("Authorization")).isEqualTo("Bearer ey.azure");
      assertThat(purge.body())
          .isEqualTo("{\"contentPaths\":[\"/chat/latest/*\"],\"domains\":[\"cdn.example.com\"]}");
      assertThat(azure.by()).isEqualTo(Provider.By.PATHS);
      assertThat(azure.promise()).contains("10 minutes");
      assertThat(sizes(azure, 101)).containsExactly(100, 1);
    }
  }

  /** {@code delivery.public-url: https://example.com/widgets}: that is where the CDN has them. */
  @Test
  void originBelowAPath_pathsOfCdnsBeginWithIt() throws Exception {
    try (RecordingServer server =
        RecordingServer.answering(200, "{\"access_token\":\"ey.azure\",\"expires_in\":3599}")) {
      String url = server.url();
      provider(
              ("type: azure-front-door, id: /subscriptions/s/resourceGroups/RG/providers/"
                      + "Microsoft.Cdn/profiles/p/afdEndpoints/e, tenant: t1, client: c1, secret: X,"
                      + " url: '%s', login-url: '%s'")
                  .formatted(url, url),
              TOKEN,
              "/widgets")
          .purge(List.of("/chat/latest/*"));
      provider(
              "type: cloudfront, id: E1, mode: paths, secret: X, url: '%s'".formatted(url),
              "AKID:key",
              "/widgets")
          .purge(List.of("/chat/latest/*"));
      provider("type: cloudfront, id: E1, secret: X, url: '%s'".formatted(url), "A:k", "/widgets")
          .purge(List.of("w-chat"));

      assertThat(server.seen().get(1).body()).contains("[\"/widgets/chat/latest/*\"]");
      assertThat(server.seen().get(2).body()).contains("<Path>/widgets/chat/latest/*</Path>");
      assertThat(server.seen().get(3).body()).contains("<Path>#w-chat</Path>");
    }
  }

  @Test
  void azure_tokenThatIsNoLongerGood_signsInAnew() throws Exception {
    AtomicInteger logins = new AtomicInteger();
    try (RecordingServer server =
        new RecordingServer(
            (seen, exchange) -> {
              if (seen.target().endsWith("/token")) {
                String token = "ey.azure" + logins.incrementAndGet();
                RecordingServer.send(
                    exchange, 200, "{\"access_token\":\"" + token + "\",\"expires_in\":86400}");
              } else {
                boolean good = !"Bearer ey.azure1".equals(seen.header("Authorization"));
                RecordingServer.send(exchange, good ? 202 : 401, "");
              }
            })) {
      Provider azure =
          provider(
              ("type: azure-front-door, id: /subscriptions/s/resourceGroups/RG/providers/"
                      + "Microsoft.Cdn/profiles/p/afdEndpoints/e, tenant: t1, client: c1, secret: X,"
                      + " url: '%s', login-url: '%s', domains: [cdn.example.com]")
                  .formatted(server.url(), server.url()));

      assertThatThrownBy(() -> azure.purge(List.of("/chat/latest/*")))
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining("401");
      azure.purge(List.of("/chat/latest/*"));
      azure.purge(List.of("/chat@latest"));
      assertThat(logins).hasValue(2);
    }
  }

  @Test
  void akamai_postsTagsSigned() throws Exception {
    try (RecordingServer server = RecordingServer.answering(201, "{\"httpStatus\":201}")) {
      Provider akamai =
          provider(
              "type: akamai, secret: X, network: staging, url: '%s'".formatted(server.url()),
              "host=h\nclient_token=ct\nclient_secret=cs\naccess_token=at\n");
      akamai.purge(TAGS);

      RecordingServer.Seen seen = server.only();
      assertThat(seen.method()).isEqualTo("POST");
      assertThat(seen.target()).isEqualTo("/ccu/v3/invalidate/tag/staging");
      assertThat(seen.body()).isEqualTo("{\"objects\":[\"w-chat-a-latest\",\"w-chat-ranges\"]}");
      assertThat(seen.header("Authorization"))
          .startsWith(
              "EG1-HMAC-SHA256 client_token=ct;access_token=at;"
                  + "timestamp=20261128T12:00:00+0000;nonce="
                  + ID
                  + ";signature=");
      for (List<String> request :
          akamai.limits().split(Collections.nCopies(2000, "w-" + "x".repeat(118)))) {
        assertThat(JsonText.of("objects", request).length()).isLessThanOrEqualTo(50_000);
      }
    }
  }

  @Test
  void bunny_postsOneTagARequest() throws Exception {
    try (RecordingServer server = RecordingServer.answering(204, "")) {
      Provider bunny =
          provider("type: bunny, id: 123, secret: X, url: '%s'".formatted(server.url()));
      bunny.purge(List.of("w-chat-a-latest"));

      RecordingServer.Seen seen = server.only();
      assertThat(seen.target()).isEqualTo("/pullzone/123/purgeCache");
      assertThat(seen.header("AccessKey")).isEqualTo(TOKEN);
      assertThat(seen.body()).isEqualTo("{\"CacheTag\":\"w-chat-a-latest\"}");
      assertThat(sizes(bunny, 3)).containsExactly(1, 1, 1);
    }
  }

  @Test
  void varnish_bansOrPurgesByKey() throws Exception {
    try (RecordingServer server = RecordingServer.answering(200, "Banned")) {
      Provider ban = provider("type: varnish, url: '%s/'".formatted(server.url()));
      ban.purge(List.of("w-chat-a-latest"));
      provider("type: varnish, mode: xkey, url: '%s/'".formatted(server.url())).purge(TAGS);

      assertThat(server.seen().get(0).method()).isEqualTo("BAN");
      assertThat(server.seen().get(0).header("Surrogate-Key")).isEqualTo("w-chat-a-latest");
      assertThat(server.seen().get(1).method()).isEqualTo("PURGE");
      assertThat(server.seen().get(1).header("xkey")).isEqualTo("w-chat-a-latest w-chat-ranges");
      assertThat(sizes(ban, 2)).containsExactly(1, 1);
    }
  }

  @Test
  void nginx_purgesPathsAndMayNotHaveThem() throws Exception {
    for (int status : new int[] {204, 404, 412}) {
      try (RecordingServer server = RecordingServer.answering(status, "")) {
        provider("type: nginx, url: '%s'".formatted(server.url())).purge(List.of("/chat/latest/*"));

        assertThat(server.only().method()).isEqualTo("PURGE");
        assertThat(server.only().target()).isEqualTo("/chat/latest/*");
      }
    }
  }

  @Test
  void nginxFolders_nginxWritesMeanwhile_isNoFailure(@TempDir Path folder) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<IOException> failed = new AtomicReference<>();
    Thread nginx =
        new Thread(
            () -> {
              try {
                while (!over.get()) {
                  List<Path> files = new ArrayList<>();
                  for (int i = 0; i < 200; i++) {
                    files.add(Files.createFile(folder.resolve("temporary" + i)));
                  }
                  for (Path file : files) {
                    Files.delete(file);
                  }
                }
              } catch (IOException e) {
                failed.set(e);
              }
            });
    nginx.start();
    try {
      Provider provider = provider("type: nginx, folders: ['%s']".formatted(folder));
      for (int i = 0; i < 200; i++) {
        provider.purge(TAGS);
      }
    } finally {
      over.set(true);
      nginx.join();
    }
    assertThat(failed).hasValue(null);
  }

  @Test
  void nginxFolders_deletesWhatHasTheTag(@TempDir Path folder) throws Exception {
    Path gone = cached(folder.resolve("a/b1"), "w-chat w-chat-v-1.0.0 w-chat-a-latest");
    Path other = cached(folder.resolve("a/b2"), "w-chat w-chat-v-1.0.0 w-chat-a-latest-2");
    Path none =
        Files.writeString(
            folder.resolve("a/b3"),
            "KEY: x\nHTTP/1.1 200 OK\r\n\r\n\r\nSurrogate-Key: w-chat-a-latest\r\n");

    provider("type: nginx, folders: ['%s']".formatted(folder)).purge(TAGS);

    assertThat(gone).doesNotExist();
    assertThat(other).exists();
    assertThat(none).exists();
  }

  @Test
  void nginxFolders_folderIsALink_isLookedThrough(@TempDir Path disk, @TempDir Path cache)
      throws Exception {
    Path gone = cached(disk.resolve("a/b1"), "w-chat w-chat-a-latest");
    Path link = Files.createSymbolicLink(cache.resolve("nginx"), disk);

    provider("type: nginx, folders: ['%s']".formatted(link)).purge(TAGS);

    assertThat(gone).doesNotExist();
  }

  private static Path cached(Path file, String tags) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file,
        "\u0005\u0000\nKEY:  /chat/latest/chat.js\nHTTP/1.1 200 OK\r\nContent-Type: text/javascript"
            + "\r\nSurrogate-Key: "
            + tags
            + "\r\nETag: \"x\"\r\n\r\nconsole.log(1)");
  }

  @Test
  void http_postsAListOrAsksForEach() throws Exception {
    try (RecordingServer server = RecordingServer.answering(200, "")) {
      provider("type: http, secret: X, url: '%s/purge'".formatted(server.url())).purge(TAGS);
      provider(
              "type: http, method: DELETE, mode: paths, url: '%s/c?p={item}'"
                  .formatted(server.url()))
          .purge(List.of("/chat/latest/*"));

      assertThat(server.seen().get(0).header("Authorization")).isEqualTo("Bearer " + TOKEN);
      assertThat(server.seen().get(0).body())
          .isEqualTo("{\"tags\":[\"w-chat-a-latest\",\"w-chat-ranges\"]}");
      assertThat(server.seen().get(1).method()).isEqualTo("DELETE");
      assertThat(server.seen().get(1).target()).isEqualTo("/c?p=%2Fchat%2Flatest%2F*");
    }
  }

  @Test
  void refusal_neverRepeatsTheAnswer() {
    try (RecordingServer server =
        new RecordingServer(
            (seen, exchange) -> {
              exchange.getResponseHeaders().add("Retry-After", "40");
              RecordingServer.send(exchange, 429, "no: " + seen.header("Fastly-Key"));
            })) {
      Provider fastly =
          provider("type: fastly, id: x, secret: X, url: '%s'".formatted(server.url()));

      assertThatThrownBy(() -> fastly.purge(TAGS))
          .isInstanceOfSatisfying(
              ProviderException.class,
              e -> {
                assertThat(e.getMessage()).contains("429").doesNotContain(TOKEN);
                assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(40));
              });
    }
  }

  @Test
  void endlessAnswer_isCutOff() throws Exception {
    try (RecordingServer server =
        new RecordingServer(
            (seen, exchange) -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] much = new byte[1 << 20];
              for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(much);
              }
            })) {
      Provider varnish = provider("type: varnish, url: '%s'".formatted(server.url()));

      varnish.purge(List.of("w-chat"));
      assertThat(server.seen()).hasSize(1);
    }
  }

  @Test
  void slowAnswer_endsAtTheDeadline() {
    try (RecordingServer server =
        new RecordingServer(
            (seen, exchange) -> {
              exchange.sendResponseHeaders(200, 0);
              for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                pause();
              }
            })) {
      EdgeClient client = new EdgeClient(Duration.ofMillis(300));

      assertThatThrownBy(() -> new Varnish(client, server.url(), false).purge(List.of("w-chat")))
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining("could not be reached");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void missingSecret_isNamed() {
    assertThatThrownBy(() -> provider("type: fastly, id: x, secret: FASTLY_TOKEN", null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("FASTLY_TOKEN_FILE");
  }

  @Test
  void configuration_listsEveryMistake() {
    assertThatThrownBy(() -> provider("type: fastly, secret: s3cr3t, folders: [/x]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("id")
        .hasMessageContaining("folders")
        .hasMessageNotContaining("s3cr3t");
    assertThatThrownBy(
            () ->
                ConfigLoader.loadOnly(
                    Map.of("purge.targets", "[{type: akamai, secret: AKAMAI_EDGERC}]")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Edge-Cache-Tag");
  }
}
