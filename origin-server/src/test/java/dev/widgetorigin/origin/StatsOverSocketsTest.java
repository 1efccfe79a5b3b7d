package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.cli.Entry;
import dev.widgetorigin.origin.rollout.ClockedBucket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is downloaded over sockets is counted, survives a restart, and is asked for by a command.
 */
final class StatsOverSocketsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir Path folder;

  private TestOrigin start() {
    return TestOrigin.start(folder, Map.of(), () -> NOW);
  }

  private static void publish(TestOrigin origin, String version) {
    Map<String, String> files =
        Map.of(
            "package.json", "{\"name\":\"chat\",\"main\":\"chat.js\"}",
            "chat.js", "export const version = '" + version + "';",
            "chat.css", ".chat { color: teal }");
    HttpResponse<String> answer =
        origin.call("PUT", "/widgets/chat/versions/" + version, TestOrigin.zip(files));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static JsonNode stats(TestOrigin origin, String path) {
    HttpResponse<String> answer = origin.call("GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static void get(TestOrigin origin, String path) {
    assertThat(origin.deliver("GET", path).statusCode()).isEqualTo(200);
  }

  @Test
  void stats_downloads_areThereByVersionFileAndDayAlsoAfterARestart() throws Exception {
    try (TestOrigin origin = start()) {
      publish(origin, "1.0.0");
      publish(origin, "1.1.0");
      get(origin, "/chat/v1.1.0/chat.js");
      get(origin, "/chat/v1/chat.js");
      get(origin, "/chat/v1/chat.css");
      assertThat(stats(origin, "/widgets/chat/stats").path("total").path("origin").asInt())
          .isEqualTo(3);
    }
    try (TestOrigin origin = start()) {
      get(origin, "/chat/v1.1.0/chat.js");

      JsonNode versions = stats(origin, "/widgets/chat/stats?days=7");
      assertThat(versions.path("from").asString()).isEqualTo("2026-11-23");
      assertThat(versions.path("rows").toString())
          .matches(
              "\\[\\{\"version\":\"1.1.0\",\"origin\":4,\"edges\":0,\"bytes\":\\d{3}},"
                  + "\\{\"version\":\"1.0.0\",\"origin\":0,\"edges\":0,\"bytes\":0}]");
      assertThat(versions.path("latency").path("requests").asInt()).isGreaterThanOrEqualTo(3);
      assertThat(versions.path("note").asString()).contains("Edges");
      assertThat(stats(origin, "/widgets/chat/stats?by=file").path("rows").toString())
          .contains("{\"file\":\"script\",\"origin\":3,", "{\"file\":\"style\",\"origin\":1,");
      JsonNode days = stats(origin, "/widgets/chat/stats?by=day&days=2").path("rows");
      assertThat(days.toString())
          .contains(
              "{\"day\":\"2026-11-28\",\"origin\":0,", "{\"day\":\"2026-11-29\",\"origin\":4,");
      assertThat(stats(origin, "/stats").path("rows").toString())
          .contains("[{\"widget\":\"chat\",\"origin\":4,");
      assertRefused(origin, "/widgets/none/stats", 404);
      assertRefused(origin, "/widgets/chat/stats?by=host", 422);
      assertRefused(origin, "/widgets/chat/stats?days=0", 422);
      assertRefused(origin, "/widgets/chat/stats?since=0", 422);
      assertThat(
              Entry.run(
                  "stats",
                  "chat",
                  "--by",
                  "day",
                  "--server",
                  origin.controlUrl(),
                  "--token",
                  TestOrigin.ADMIN))
          .isZero();
    }
  }

  @DisplayName("how long answers took is told of each widget alone, also of before a restart")
  @Test
  void stats_latency_isThatOfTheWidget() {
    try (TestOrigin origin = start()) {
      publish(origin, "1.0.0");
      HttpResponse<String> other =
          origin.call("PUT", "/widgets/map/versions/1.0.0", TestOrigin.zip(Map.of("map.js", "1")));
      assertThat(other.statusCode()).isEqualTo(201);
      get(origin, "/chat/v1.0.0/chat.js");
      get(origin, "/chat/v1.0.0/chat.js");
      get(origin, "/map/v1/map.js");
      assertThat(origin.deliver("GET", "/none/v1/map.js").statusCode()).isEqualTo(404);
      await().until(() -> answers(origin, "/stats") == 4);
      assertThat(answers(origin, "/widgets/chat/stats")).isEqualTo(2);
      assertThat(answers(origin, "/widgets/map/stats")).isEqualTo(1);
    }
    try (TestOrigin origin = start()) {
      get(origin, "/chat/v1/chat.css");
      await().until(() -> answers(origin, "/widgets/chat/stats") == 3);
      assertThat(answers(origin, "/widgets/map/stats")).isEqualTo(1);
      JsonNode latency = stats(origin, "/widgets/map/stats").path("latency");
      assertThat(latency.path("p50Millis").asDouble(0)).isPositive();
    }
  }

  private static long answers(TestOrigin origin, String path) {
    return stats(origin, path).path("latency").path("requests").asLong(0);
  }

  @Test
  void import_logOfAnEdge_countsOnceAndOnlyWhatExists() throws Exception {
    String log =
        String.join(
            "\n",
            line("29/Nov/2026:10:00:00", "GET /chat/v1.0.0/chat.js", 200),
            line("29/Nov/2026:10:00:01", "GET https://cdn.example/npm/chat@1.0.0/chat.js?x=1", 200),
            line("28/Nov/2026:10:00:00", "GET /chat/v1/chat.css", 200),
            line("28/Nov/2026:10:00:00", "GET /chat/v1/chat.css", 304),
            line("28/Nov/2026:10:00:00", "GET /chat/v9.9.9/chat.css", 200),
            line("28/Nov/2026:10:00:00", "GET /other/v1/chat.css", 200),
            line("28/Nov/2026:10:00:00", "GET /-/loader/chat.js", 200),
            line("28/Jan/2026:10:00:00", "GET /chat/v1/chat.css", 200),
            "\u0000\u001f\u008b nonsense",
            "");
    try (TestOrigin origin = start()) {
      publish(origin, "1.0.0");

      JsonNode first = imported(origin, log.getBytes(StandardCharsets.UTF_8));
      assertThat(first.path("days").toString()).isEqualTo("[\"2026-11-28\",\"2026-11-29\"]");
      assertThat(first.path("counted").asInt()).isEqualTo(3);
      assertThat(first.path("skipped").toString())
          .isEqualTo("{\"malformed\":1,\"noDownload\":1,\"noWidget\":3,\"otherDays\":1}");
      assertThat(imported(origin, gzip(log)).path("changed").asBoolean()).isFalse();

      assertThat(stats(origin, "/widgets/chat/stats").path("rows").toString())
          .isEqualTo(
              "[{\"version\":\"1.0.0\",\"origin\":0,\"edges\":2,\"bytes\":14},"
                  + "{\"version\":\"unknown\",\"origin\":0,\"edges\":1,\"bytes\":7}]");
      byte[] cut = Arrays.copyOf(gzip(log), 40);
      assertThat(origin.call("POST", "/stats/imports?format=nginx", cut).statusCode())
          .isEqualTo(400);
      assertThat(origin.call("POST", "/stats/imports?format=iis", log).statusCode()).isEqualTo(422);
      Path file = Files.writeString(folder.resolve("access.log"), log);
      assertThat(
              Entry.run(
                  "stats",
                  "import",
                  file.toString(),
                  "--format",
                  "nginx",
                  "--server",
                  origin.controlUrl(),
                  "--token",
                  TestOrigin.ADMIN))
          .isZero();
    }
  }

  @Test
  void stats_twoNodesOfABucket_areAddedUp() {
    ClockedBucket bucket = new ClockedBucket(InstantSource.system());
    Map<String, String> settings = Map.of("store.poll", "100ms");
    try (TestOrigin a = TestOrigin.node(folder.resolve("a"), settings, bucket, System::nanoTime)) {
      publish(a, "1.0.0");
      try (TestOrigin b =
          TestOrigin.node(folder.resolve("b"), settings, bucket, System::nanoTime)) {
        get(a, "/chat/v1.0.0/chat.js");
        get(b, "/chat/v1.0.0/chat.js");
        get(b, "/chat/v1.0.0/chat.css");
      }
      assertThat(stats(a, "/stats?days=2").path("total").path("origin").asInt()).isEqualTo(3);
      assertThat(bucket.keys("downloads/")).hasSize(1);
    }
    assertThat(bucket.keys("downloads/")).hasSize(2);
  }

  private static String line(String time, String request, int status) {
    return "192.0.2.1 - - [" + time + " +0000] \"" + request + " HTTP/1.1\" " + status + " 7";
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static JsonNode imported(TestOrigin origin, byte[] log) {
    HttpResponse<String> answer = origin.call("POST", "/stats/imports?format=nginx", log);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static void assertRefused(TestOrigin origin, String path, int status) {
    assertThat(origin.call("GET", path, "").statusCode()).as(path).isEqualTo(status);
  }
}
