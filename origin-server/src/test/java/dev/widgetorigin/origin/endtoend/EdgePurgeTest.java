package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.ProxyProgram;
import dev.widgetorigin.origin.TestOrigin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The promise: a rollback, and a switch, reach a client behind a warm edge within five seconds, and
 * the origin says so. The edges run the files in {@code deploy/}.
 */
final class EdgePurgeTest {
  private static final String PATH = "/chat/latest/chat.js";

  private static final String RANGE = "/chat/%5E1.0.0/chat.js";

  private static final String OFF = "X-Widget-Switched-Off";
  private static final List<String> ENCODINGS = List.of("br", "gzip", "identity");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void rollbackAndSwitch_reachClientsOfAWarmEdge(EdgeProcess.Kind kind) throws Exception {
    assumeTrue(kind.installed(), kind.missing());
    int port = ProxyProgram.freePort();
    int delivery = ProxyProgram.freePort();
    Path edgeFolder = folder.resolve("edge");
    Files.createDirectories(edgeFolder.resolve("cache"));
    Files.createDirectories(edgeFolder.resolve("loaders"));
    String target =
        kind == EdgeProcess.Kind.VARNISH
            ? "{type: varnish, url: 'http://127.0.0.1:%d/'}".formatted(port)
            : "{type: nginx, folders: ['%s', '%s']}"
                .formatted(edgeFolder.resolve("cache"), edgeFolder.resolve("loaders"));
    Map<String, String> settings =
        Map.of(
            "WIDGET_ORIGIN_DELIVERY_PORT", Integer.toString(delivery),
            "WIDGET_ORIGIN_PURGE_TARGETS", "[" + target + "]",
            "WIDGET_ORIGIN_PURGE_CHECK", "[http://127.0.0.1:" + port + "]");
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), settings);
        EdgeProcess edge = EdgeProcess.start(kind, edgeFolder, origin.delivery(), port)) {
      publish(origin, "1.0.0");
      publish(origin, "1.1.0");
      awaitVersion(edge, "1.1.0");
      assertThat(edge.get(PATH, "Accept-Encoding", "gzip").field("X-Cache")).isNotNull();
      awaitHit(origin, edge);
      assertThat(edge.get(RANGE).field("X-Resolved-Version")).isEqualTo("1.1.0");
      assertThat(edge.get(RANGE).field("X-Cache")).isEqualTo("HIT");

      long begun = System.nanoTime();
      assertThat(
              origin
                  .api(
                      "POST",
                      "/widgets/chat/aliases/latest/rollback",
                      "{}".getBytes(StandardCharsets.UTF_8))
                  .statusCode())
          .isEqualTo(200);
      awaitVersion(edge, "1.0.0");
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> "1.0.0".equals(edge.get(RANGE).field("X-Resolved-Version")));
      Duration took = Duration.ofNanos(System.nanoTime() - begun);

      assertThat(took).isLessThan(Duration.ofSeconds(5));
      assertThat(edge.get("/chat/v1.1.0/chat.js").field("X-Cache")).isEqualTo("HIT");
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> seen(origin));
      assertThat(latest(origin).path("version").asString()).isEqualTo("1.0.0");
      assertThat(latest(origin).path("seconds").asDouble()).isLessThan(5);
      assertOffReaches(origin, edge);
    }
  }

  private static void assertOffReaches(OriginProcess origin, EdgeProcess edge) throws Exception {
    long begun = System.nanoTime();
    byte[] off = "{\"off\":true,\"reason\":\"broken\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(origin.api("PUT", "/widgets/chat/switch", off).statusCode()).isEqualTo(200);
    for (String encoding : ENCODINGS) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> "true".equals(edge.get(PATH, "Accept-Encoding", encoding).field(OFF)));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);

    assertThat(took).isLessThan(Duration.ofSeconds(5));
    assertThat(edge.get("/chat/v1.1.0/chat.js").field("X-Cache")).isEqualTo("HIT");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> latest(origin).path("off").asBoolean() && seen(origin));
    assertThat(latest(origin).path("seen").asString()).isEqualTo("off");
    assertThat(latest(origin).path("seconds").asDouble()).isLessThan(5);
  }

  private static boolean seen(OriginProcess origin) throws Exception {
    return latest(origin).path("right").asBoolean();
  }

  private static JsonNode latest(OriginProcess origin) throws Exception {
    for (JsonNode alias : origin.apiJson("/widgets/chat/purge").at("/hosts/0/aliases")) {
      if (alias.path("alias").asString().equals("latest")) {
        return alias;
      }
    }
    throw new AssertionError("latest was not looked at");
  }

  private static void publish(OriginProcess origin, String version) throws Exception {
    byte[] zip =
        TestOrigin.zip(Map.of("chat.js", ("console.log('" + version + "');\n").repeat(100)));
    assertThat(origin.api("PUT", "/widgets/chat/versions/" + version, zip).statusCode())
        .isEqualTo(201);
  }

  /** Every variant, each of which an edge keeps by itself. */
  private static void awaitVersion(EdgeProcess edge, String version) {
    for (String encoding : ENCODINGS) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () ->
                  version.equals(
                      edge.get(PATH, "Accept-Encoding", encoding).field("X-Resolved-Version")));
    }
  }

  /** Kept, and past the second purge of the publish. */
  private static void awaitHit(OriginProcess origin, EdgeProcess edge) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> origin.apiJson("/purge").at("/targets/0/waiting").asInt(-1) == 0);
    for (int i = 0; i < 2; i++) {
      for (String encoding : ENCODINGS) {
        edge.get(PATH, "Accept-Encoding", encoding);
      }
      edge.get("/chat/v1.1.0/chat.js");
    }
    assertThat(edge.get(PATH, "Accept-Encoding", "br").field("X-Cache")).isEqualTo("HIT");
  }
}
