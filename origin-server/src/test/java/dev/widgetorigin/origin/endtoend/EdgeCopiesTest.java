package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise: a stranger who makes up requests cannot fill the cache that the edges of deploy/
 * keep files in with copies of one file.
 */
final class EdgeCopiesTest {
  private static final String SCRIPT = "window.chat='1.0.0';" + "/* chat */".repeat(200);
  private static final String URL = "/chat/v1.0.0/chat.js";

  /** Fields that have no say in an answer. */
  private static final List<String> FIELDS =
      List.of(
          "Cookie",
          "Authorization",
          "Accept",
          "Accept-Language",
          "User-Agent",
          "Referer",
          "Origin",
          "Cache-Control",
          "Pragma",
          "X-Forwarded-Host",
          "X-Original-URL",
          "X-Deltas");

  /** Spellings of the same file, each one of any number that can be made up. */
  private static final List<String> ODD =
      List.of(
          "/chat/v1.0.0/%63hat.js",
          "/chat/v1.0.0/chat%2Ejs",
          "/chat/v1%2e0.0/chat.js",
          "/chat%2Fv1.0.0/chat.js",
          "/chat/v1.0.0%2fchat.js",
          "/ch%61t@1.0.0/chat.js",
          "/chat/v1.0.0/d%C3%a9but.js",
          "/chat/v1.0.0/d%c3%A9but.js",
          "/chat/v1.0.0/d%c3%aF.js",
          "/chat@%7E1.0.0/chat.js",
          // These are no spellings of it: the origin refuses them.
          "//chat/v1.0.0/chat.js",
          "/chat//v1.0.0/chat.js",
          "/chat/./v1.0.0/chat.js",
          "/chat/x/../v1.0.0/chat.js",
          "/chat/v1.0.0/chat.js%00",
          "/chat/v1.0.0/chat.js#x");

  /** Of tests that need no setting. Each asks for widgets of its own. */
  @TempDir private static Path shared;

  private static final Map<EdgeProcess.Kind, EdgeProcess> EDGES =
      new EnumMap<>(EdgeProcess.Kind.class);
  private static OriginProcess origin;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    origin = OriginProcess.start(shared.resolve("store"), Map.of());
    publish(origin, "chat", "@acme%2Fchat", "once");
  }

  @AfterAll
  static void stop() {
    EDGES.values().forEach(EdgeProcess::close);
    if (origin != null) {
      origin.close();
    }
  }

  private static EdgeProcess edge(EdgeProcess.Kind kind) {
    assumeTrue(kind.installed(), kind.missing());
    return EDGES.computeIfAbsent(
        kind, each -> EdgeProcess.start(each, edgeFolder(each), origin.delivery()));
  }

  private static Path edgeFolder(EdgeProcess.Kind kind) {
    return shared.resolve(kind.name());
  }

  private static void publish(OriginProcess origin, String... widgets) throws Exception {
    byte[] zip =
        TestOrigin.zip(
            Map.of(
                "package.json",
                "{\"main\":\"chat.js\"}",
                "chat.js",
                SCRIPT,
                "d\u00e9but.js",
                SCRIPT,
                "d\u00ef.js",
                SCRIPT));
    for (String widget : widgets) {
      assertThat(origin.api("PUT", "/widgets/" + widget + "/versions/1.0.0", zip).statusCode())
          .isEqualTo(201);
    }
  }

  @DisplayName("query strings and header fields that have no say lead to the one copy")
  @ParameterizedTest
  @EnumSource
  void fieldsWithoutASay_oneCopy(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/once/v1.0.0/chat.js";
    long before = copies(kind, edgeFolder(kind));
    assertThat(edge.get(url).field("X-Cache")).isEqualTo("MISS");
    for (String field : FIELDS) {
      assertHit(edge.get(url, field, "made-up"), field);
    }
    for (String query : List.of("?", "?x=1", "?metadata", "?page=2", "?Meta", "??meta=x")) {
      assertHit(edge.get(url + query), query);
    }
    assertHit(edge.get("http://made-up.example" + url), "absolute form");
    try (KeptAliveSocket socket = new KeptAliveSocket(edge.address(), "made-up.example")) {
      assertHit(socket.get(url), "Host");
    }
    KeptAliveSocket.Reply part = edge.get(url, "Range", "bytes=5-9");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo(SCRIPT.substring(5, 10));
    assertThat(edge.request("HEAD", url).field("X-Cache")).isEqualTo("HIT");
    // What names the host that was asked for must not be kept for others.
    for (String own : List.of("/-/importmap/once/1.json", url + "?meta", "/-/loader/once.html")) {
      try (KeptAliveSocket socket = new KeptAliveSocket(edge.address(), "made-up.example")) {
        assertThat(socket.get(own).text()).as(own).contains("made-up.example");
      }
      assertThat(edge.get(own).text()).as(own).doesNotContain("made-up");
    }
    assertThat(copies(kind, edgeFolder(kind))).isEqualTo(before + 1);
  }

  @DisplayName("spellings of a path that nobody needs leave no copies")
  @ParameterizedTest
  @EnumSource
  void madeUpPaths_noCopiesBesideTheFiles(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    Path edgeFolder = edgeFolder(kind);
    long before = copies(kind, edgeFolder);
    for (String path : ODD) {
      for (int round = 0; round < 2; round++) {
        KeptAliveSocket.Reply reply = edge.get(path);
        assertThat(reply.status()).as(path).isIn(200, 308, 400);
        assertThat(reply.field("X-Cache")).as(path).isNotEqualTo("HIT");
        if (reply.status() == 200) {
          assertThat(reply.text()).as(path).isEqualTo(SCRIPT);
        }
      }
    }
    assertThat(copies(kind, edgeFolder)).isEqualTo(before);

    List<String> usual =
        List.of(
            URL,
            "/chat@1.0.0/chat.js",
            "/npm/@acme/chat@1/chat.js",
            "/gh/acme/chat@latest/chat.js",
            "/chat/1.x/chat.js",
            "/chat/v1.0.0/d%C3%A9but.js",
            "/chat/v1.0.0/d%c3%a9but.js");
    for (String path : usual) {
      assertThat(edge.get(path).text()).as(path).isEqualTo(SCRIPT);
      assertHit(edge.get(path), path);
    }
    assertThat(copies(kind, edgeFolder)).isEqualTo(before + usual.size());
  }

  @DisplayName("Varnish forgets a path that does not exist soon after that has expired")
  @Test
  void madeUpFiles_goWhenTheyExpire() throws Exception {
    EdgeProcess.Kind kind = EdgeProcess.Kind.VARNISH;
    assumeTrue(kind.installed(), kind.missing());
    Path edgeFolder = folder.resolve("edge");
    Map<String, String> settings = Map.of("WIDGET_ORIGIN_CACHE_NOT_FOUND", "public, max-age=2");
    try (OriginProcess brief = OriginProcess.start(folder.resolve("store"), settings);
        EdgeProcess edge = EdgeProcess.start(kind, edgeFolder, brief.delivery())) {
      publish(brief, "chat");
      assertThat(edge.get(URL).status()).isEqualTo(200);
      long before = copies(kind, edgeFolder);
      for (int i = 0; i < 5; i++) {
        assertThat(edge.get("/chat/v1.0.0/made-up-" + i + ".js").status()).isEqualTo(404);
      }
      assertThat(copies(kind, edgeFolder)).isEqualTo(before + 5);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> copies(kind, edgeFolder) == before);
      assertHit(edge.get(URL), URL);
    }
  }

  @DisplayName("with a list of origins, an origin that is not on it leaves no copy")
  @ParameterizedTest
  @EnumSource
  void originsThatAreNotAllowed_leaveNoCopies(EdgeProcess.Kind kind) throws Exception {
    assumeTrue(kind.installed(), kind.missing());
    Path edgeFolder = folder.resolve("edge");
    Map<String, String> settings =
        Map.of("WIDGET_ORIGIN_CORS_ALLOWED_ORIGINS", "[\"https://app.example\"]");
    try (OriginProcess strict = OriginProcess.start(folder.resolve("store"), settings);
        EdgeProcess edge = EdgeProcess.start(kind, edgeFolder, strict.delivery())) {
      publish(strict, "chat");
      assertThat(edge.get(URL).field("Vary")).contains("Origin");
      assertHit(edge.get(URL), "no Origin");
      assertThat(edge.get(URL, "Origin", "https://app.example").status()).isEqualTo(200);
      KeptAliveSocket.Reply allowed = edge.get(URL, "Origin", "https://app.example");
      assertHit(allowed, "allowed");
      assertThat(allowed.field("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
      for (String path : List.of(URL, "/chat/v1.0.0/gone.js", "/-/loader/chat.js")) {
        for (int i = 0; i < 10; i++) {
          for (int round = 0; round < 2; round++) {
            KeptAliveSocket.Reply other = edge.get(path, "Origin", "https://" + i + ".example");
            assertThat(other.field("Access-Control-Allow-Origin")).isNull();
            assertThat(other.field("X-Cache")).as(path).isEqualTo("MISS");
          }
        }
      }
      assertThat(copies(kind, edgeFolder)).isEqualTo(2);
      assertHit(edge.get(URL, "Origin", "https://app.example"), "allowed, afterwards");
    }
  }

  private static void assertHit(KeptAliveSocket.Reply reply, String what) {
    assertThat(reply.status()).as(what).isEqualTo(200);
    assertThat(reply.text()).as(what).isEqualTo(SCRIPT);
    assertThat(reply.field("X-Cache")).as(what).isEqualTo("HIT");
  }

  /** How many objects are in the cache of files. */
  private static long copies(EdgeProcess.Kind kind, Path edge) throws Exception {
    return kind == EdgeProcess.Kind.NGINX ? files(edge.resolve("cache")) : objects(edge);
  }

  /** Of one object Varnish keeps head and body, if it has one. */
  private static long objects(Path edge) throws Exception {
    Process stat =
        new ProcessBuilder(
                "varnishstat", "-n", edge.resolve("work").toString(), "-1", "-f", "SMA.s0.g_alloc")
            .redirectErrorStream(true)
            .start();
    String line = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(stat.waitFor()).as(line).isZero();
    return Long.parseLong(line.strip().split(" +", 3)[1]) / 2;
  }

  private static long files(Path cache) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
