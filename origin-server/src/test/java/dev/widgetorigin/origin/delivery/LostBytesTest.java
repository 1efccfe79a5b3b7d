package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.body.PeerBlobs;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong bytes are never served; an alias leaves a broken version as a whole; peers can help. */
final class LostBytesTest {
  private static final WidgetName W = WidgetName.parse("w");

  @TempDir Path folder;
  private final List<String> events = new CopyOnWriteArrayList<>();
  private DeliveryWorld world;

  private final DeliveryEvents recorder =
      new DeliveryEvents() {
        @Override
        public void versionFallback(WidgetName widget, Version broken, Version answered) {
          events.add(broken + "→" + answered);
        }

        @Override
        public void blobUnreadable() {
          events.add("unreadable");
        }

        @Override
        public void peerFetch(boolean found) {
          events.add("peer " + found);
        }
      };

  private void open(OriginConfig config) {
    world = new DeliveryWorld(folder.resolve("store"), config, recorder);
    world.publishSample("1.0.0").publishSample("1.1.0").publishSample("1.2.0");
  }

  @AfterEach
  void close() {
    world.close();
    assertThat(world.handler.cacheFigures().bytes()).as("bytes still referenced").isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {64 << 20, 0})
  void corruptFile_exact_isUnavailable(long memoryBytes) {
    open(Configs.withCache(OriginConfig.DEFAULTS, memoryBytes, memoryBytes));
    world.corrupt(world.entry("1.2.0", "widget.js").digest());
    Answer answer = world.get("/w/v1.2.0/widget.js");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.text()).doesNotContain(folder.toString());
    assertThat(world.get("/w/v1.2.0/widget.css").status()).as("another file").isEqualTo(200);
  }

  @Test
  void corruptFile_alias_leavesTheVersionAsAWhole() {
    open(OriginConfig.DEFAULTS);
    assertThat(world.get("/w/v1/widget.css").header("X-Resolved-Version")).isEqualTo("1.2.0");
    world.corrupt(world.entry("1.2.0", "widget.js").digest());

    for (String alias : List.of("v1", "v1", "latest", "^1.1.0")) {
      Answer answer = world.get("/w/" + alias + "/widget.js");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.1.0");
      assertThat(answer.header("X-Fallback")).isEqualTo("version");
      assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.1.0"));
    }
    assertThat(world.get("/w/v1/widget.css").header("X-Resolved-Version"))
        .as("an intact file of the broken version")
        .isEqualTo("1.1.0");
    assertThat(world.get("/w/v1.2/widget.js").status()).as("nothing else in 1.2").isEqualTo(503);
    assertThat(world.get("/w/v1.1.0/widget.js").header("X-Fallback")).isNull();
    assertThat(events).contains("unreadable", "1.2.0→1.1.0");
  }

  @Test
  void severalBroken_alias_goesOnToTheNextOlder() {
    open(OriginConfig.DEFAULTS);
    world.corrupt(world.entry("1.2.0", "widget.js").digest());
    world.corrupt(world.entry("1.1.0", "widget.js").digest());

    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.0.0");
  }

  @Test
  void olderYanked_isNoSubstitute() {
    open(OriginConfig.DEFAULTS);
    world.state("1.1.0", ReleaseState.RELEASED, ReleaseState.YANKED);
    world.corrupt(world.entry("1.2.0", "widget.js").digest());

    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.0.0");
  }

  @Test
  void lostManifest_aliasAnswersOlder_exactIsUnavailable() throws IOException {
    open(OriginConfig.DEFAULTS);
    Path manifest = world.manifest("1.2.0");
    world.close();
    Files.delete(manifest);
    world = new DeliveryWorld(folder.resolve("store"), OriginConfig.DEFAULTS, recorder);

    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.1.0");
    assertThat(world.get("/w/v1.2.0/widget.js").status()).isEqualTo(503);
  }

  @Test
  void lostVariant_identityStandsIn() throws IOException {
    open(OriginConfig.DEFAULTS);
    AssetEntry entry = world.entry("1.2.0", "widget.js");
    Files.delete(world.blob(entry.variants().get(0).digest()));
    Answer answer = world.get("/w/v1/widget.js", "Accept-Encoding", "br");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.2.0");
    assertThat(answer.header("Content-Encoding")).isNull();
    assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.2.0"));
  }

  @Test
  void repaired_version_comesBack() throws IOException {
    open(OriginConfig.DEFAULTS);
    Path blob = world.blob(world.entry("1.2.0", "widget.js").digest());
    byte[] right = Files.readAllBytes(blob);
    Files.delete(blob);
    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.1.0");

    Files.write(blob, right);
    world.now = world.now.plus(BrokenVersions.RETRY).plusSeconds(1);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version"))
                    .isEqualTo("1.2.0"));
  }

  @Test
  void foundByACheck_version_isLeftBeforeAnybodyAsks() {
    open(OriginConfig.DEFAULTS);
    assertThat(world.get("/w/v1/widget.css").header("X-Resolved-Version")).isEqualTo("1.2.0");
    world.corrupt(world.entry("1.2.0", "widget.js").digest());

    assertThat(world.store.check(W, Version.parse("1.2.0"))).isPresent();

    assertThat(world.get("/w/v1/widget.css").header("X-Resolved-Version")).isEqualTo("1.1.0");
    assertThat(world.get("/w/v1/widget.css").header("X-Fallback")).isEqualTo("version");
    assertThat(world.get("/w/v1.2.0/widget.js").status()).isEqualTo(503);
    assertThat(world.get("/w/v1.2.0/widget.css").status()).isEqualTo(200);
  }

  @Test
  void foundByACheck_lostVariant_leavesTheVersionInPlace() throws IOException {
    open(OriginConfig.DEFAULTS);
    Files.delete(world.blob(world.entry("1.2.0", "widget.js").variants().get(0).digest()));

    assertThat(world.store.check(W, Version.parse("1.2.0"))).isPresent();

    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.2.0");
  }

  @Test
  void publishedAgain_version_comesBackAtOnce() throws IOException {
    open(OriginConfig.DEFAULTS);
    world.corrupt(world.entry("1.2.0", "widget.js").digest());
    Files.delete(world.manifest("1.2.0"));
    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.1.0");
    assertThat(world.get("/w/v1.2.0/widget.js").status()).isEqualTo(503);

    world.publishSample("1.2.0");

    Answer answer = world.get("/w/v1/widget.js");
    assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.2.0");
    assertThat(answer.header("X-Fallback")).isNull();
    assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.2.0"));
    assertThat(world.get("/w/v1.2.0/widget.js").status()).isEqualTo(200);
    assertThat(world.store.damaged().count()).isZero();
  }

  @Test
  void manifests_areAnsweredToPeersThatNameTheVersion() {
    open(Configs.withPeers("http://127.0.0.1:1"));
    Digest digest =
        world
            .store
            .catalog()
            .snapshot()
            .widget(W)
            .orElseThrow()
            .manifests()
            .get(Version.parse("1.2.0"));
    String path = PeerBlobs.PREFIX + digest;

    Answer answer = blob(path + "?manifest=w%401.2.0");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(Digest.sha256(answer.content())).isEqualTo(digest);
    for (String hint : List.of("w%401.1.0", "w", "%", "x%401.2.0", "w%40", "")) {
      assertThat(blob(path + "?manifest=" + hint).status()).as(hint).isEqualTo(404);
    }
    world.state("1.2.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
    assertThat(blob(path + "?manifest=w%401.2.0").status()).as("blocked").isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void peer_restoresWhatItHasAndIsNotTrusted(boolean honest) throws IOException {
    byte[] right = DeliveryWorld.script("1.2.0").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] sent = right.clone();
    if (!honest) {
      sent[3] ^= 1;
    }
    HttpServer peer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.createContext(
        "/-/blobs/sha256/",
        exchange -> {
          exchange.sendResponseHeaders(200, sent.length);
          exchange.getResponseBody().write(sent);
          exchange.close();
        });
    peer.start();
    try {
      open(Configs.withPeers("http://127.0.0.1:" + peer.getAddress().getPort() + "/"));
      Path blob = world.blob(world.entry("1.2.0", "widget.js").digest());
      world.corrupt(world.entry("1.2.0", "widget.js").digest());
      Answer answer = world.get("/w/v1.2.0/widget.js");

      assertThat(answer.status()).isEqualTo(honest ? 200 : 503);
      assertThat(events).contains("peer " + honest);
      if (honest) {
        assertThat(answer.content()).isEqualTo(right);
        assertThat(Files.readAllBytes(blob)).isEqualTo(right);
      }
    } finally {
      peer.stop(0);
    }
  }

  @Test
  void blobs_areAnsweredOnlyAmongPeers() {
    open(Configs.withPeers("http://127.0.0.1:1"));
    AssetEntry entry = world.entry("1.2.0", "widget.js");
    String path = PeerBlobs.PREFIX + entry.digest();
    Answer answer = blob(path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.2.0"));
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(blob(PeerBlobs.PREFIX + "0".repeat(64)).status()).isEqualTo(404);
    assertThat(blob(PeerBlobs.PREFIX + "../x").status()).isEqualTo(404);

    world.close();
    world = new DeliveryWorld(folder.resolve("store"), OriginConfig.DEFAULTS, recorder);
    assertThat(blob(path).status()).isEqualTo(404);
  }

  @Test
  void blobs_ofBlockedVersions_areNotAnswered() {
    open(Configs.withPeers("http://127.0.0.1:1"));
    AssetEntry own = world.entry("1.2.0", "widget.js");
    AssetEntry shared = world.entry("1.2.0", "widget.css");
    world.state("1.1.0", ReleaseState.RELEASED, ReleaseState.YANKED);
    String variant = PeerBlobs.PREFIX + own.variants().get(0).digest();
    assertThat(blob(variant).status()).as("before").isEqualTo(200);

    world.state("1.2.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
    assertThat(blob(PeerBlobs.PREFIX + own.digest()).status()).isEqualTo(404);
    assertThat(blob(variant).status()).as("a variant").isEqualTo(404);
    assertThat(blob(PeerBlobs.PREFIX + shared.digest()).status()).as("shared").isEqualTo(200);
    AssetEntry yanked = world.entry("1.1.0", "widget.js");
    assertThat(blob(PeerBlobs.PREFIX + yanked.digest()).status()).as("yanked").isEqualTo(200);

    world.state("1.1.0", ReleaseState.YANKED, ReleaseState.BLOCKED);
    assertThat(blob(PeerBlobs.PREFIX + yanked.digest()).status()).isEqualTo(404);
    // The same bytes under a number that is answered again.
    world.publish(
        "w",
        "1.3.0",
        ReleaseState.RELEASED,
        "widget.js",
        Map.of("widget.js", DeliveryWorld.script("1.2.0")));
    assertThat(blob(PeerBlobs.PREFIX + own.digest()).status()).isEqualTo(200);
  }

  private Answer blob(String path) {
    var reply = new java.util.concurrent.CompletableFuture<Answer>();
    world
        .handler
        .blobs()
        .handle(FakeRequest.of(Method.GET, path), r -> reply.complete(Answer.of(r)));
    return reply.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1.1.0/widget.js, 200, 1.1.0",
    "/v1.1.0/dist/widget.min.js, 200, 1.1.0",
    "/v1.1.0/none.js, 404,",
    "/v1.1.0/lib/, 200, 1.1.0",
    "/static/widget.min.js, 200, 1.2.0",
    "/static/icon.svg, 200, 1.0.0",
    "/static/old/widget.js, 200, 1.0.0",
    "/static/a%2f..%2fb, 400,",
    "/static/%252e%252e/widget.js, 400,",
    "/statics/widget.js, 404,",
    "/w/v1.0.0/widget.js, 200, 1.0.0"
  })
  void mappedPrefix_handsOnWhatFollows(String path, int status, String version) {
    open(
        Configs.withMappedPaths(
            Map.of(
                "/v1.1.0/*", "w@1.1.0/*",
                "/static/*", "w@latest/dist/*",
                "/static/old/*", "w@1.0.0/*",
                "/static/icon.svg", "w@1.0.0/icon.svg")));
    Answer answer = world.get(path);

    assertThat(answer.status()).isEqualTo(status);
    if (status == 200) {
      assertThat(answer.header("Surrogate-Key")).contains("w-w-v-" + version);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/site/assets/lib, lib/index.html, /site/assets/lib/index.html",
    "/static/widget.css, ,",
    "/static/sub, ,"
  })
  void mappedPrefix_folderWithoutSlash_isRedirectedBelowThePrefix(
      String path, String location, String full) {
    open(Configs.withMappedPaths(Map.of("/site/assets/*", "w@1.1.0/*", "/static/*", "w@1/dist/*")));
    Answer answer = world.get(path);

    assertThat(answer.header("Location")).isEqualTo(location);
    if (location == null) {
      assertThat(answer.status()).isEqualTo(404);
    } else {
      assertThat(world.get(full).status()).isEqualTo(200);
    }
  }

  @Test
  void mappedPath_isAnAlias() {
    open(Configs.withMappedPaths(Map.of("/static/dist/w.min.js", "w@latest/dist/widget.min.js")));
    Answer answer = world.get("/static/dist/w.min.js");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Location")).isEqualTo("/w/v1.2.0/dist/widget.min.js");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
  }

  @Test
  void mappedPath_sourceMap_isNamedFromThere() {
    open(
        Configs.withMappedPaths(
            Map.of("/static/w.js", "w@latest/widget.js", "/old.js", "w@1.0.0/widget.js")));
    assertThat(world.get("/static/w.js").header("SourceMap"))
        .isEqualTo("../w/v1.2.0/widget.js.map");
    assertThat(world.get("/old.js").header("SourceMap")).isEqualTo("w/v1.0.0/widget.js.map");
    assertThat(world.get("/w/v1.0.0/widget.js").header("SourceMap")).isEqualTo("widget.js.map");
  }
}
