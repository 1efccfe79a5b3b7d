package dev.widgetorigin.origin.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.purge.provider.RecordingServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Changes reach edges: once and again, past one that is down, across a restart, with proof. */
final class PurgesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final AtomicBoolean down = new AtomicBoolean();

  @BeforeEach
  void warm() {
    down.set(false);
  }

  private RecordingServer edge() {
    return new RecordingServer(
        (seen, exchange) -> RecordingServer.send(exchange, down.get() ? 503 : 200, ""));
  }

  private TestOrigin origin(Map<String, String> settings) {
    return TestOrigin.start(folder.resolve("store"), settings);
  }

  private static String targets(RecordingServer... edges) {
    StringBuilder yaml = new StringBuilder("[");
    for (int i = 0; i < edges.length; i++) {
      yaml.append("{type: varnish, name: edge-").append(i);
      yaml.append(", url: '").append(edges[i].url()).append("'},");
    }
    return yaml.append("]").toString();
  }

  private static void publish(TestOrigin origin, String version) {
    HttpResponse<String> answer =
        origin.call("PUT", "/widgets/chat/versions/" + version, zip(version));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static byte[] zip(String version) {
    return TestOrigin.zip(Map.of("chat.js", "console.log('" + version + "')"));
  }

  private static List<String> tags(RecordingServer edge) {
    return edge.seen().stream().map(seen -> seen.header("Surrogate-Key")).toList();
  }

  private static JsonNode status(TestOrigin origin) {
    return JsonMapper.shared().readTree(origin.call("GET", "/widgets/chat/purge", "").body());
  }

  @Test
  void rollback_isToldTwice() {
    try (RecordingServer edge = edge();
        TestOrigin origin = origin(Map.of("purge.targets", targets(edge)))) {
      publish(origin, "1.0.0");
      publish(origin, "1.1.0");
      await().atMost(SOON).until(() -> status(origin).at("/targets/0/waiting").asInt() == 0);
      edge.seen().clear();

      origin.call("POST", "/widgets/chat/aliases/latest/rollback", "{}");

      await().atMost(SOON).until(() -> tags(edge).contains("w-chat-a-latest"));
      await()
          .atMost(SOON)
          .until(() -> tags(edge).stream().filter("w-chat-a-latest"::equals).count() == 2);
      assertThat(tags(edge)).doesNotContain("w-chat", "w-chat-v-1.1.0");
    }
  }

  @Test
  void edgeThatIsDown_holdsUpNobodyAndIsToldAfterARestart() {
    try (RecordingServer bad = edge();
        RecordingServer good = RecordingServer.answering(200, "")) {
      down.set(true);
      Map<String, String> settings = Map.of("purge.targets", targets(bad, good));
      try (TestOrigin origin = origin(settings)) {
        publish(origin, "1.0.0");
        await().atMost(SOON).until(() -> tags(good).contains("w-chat-a-latest"));
        await().atMost(SOON).until(() -> status(origin).at("/targets/0/failures").asInt() > 0);
        assertThat(status(origin).at("/targets/0/problem").asString()).contains("503");
      }
      down.set(false);
      bad.seen().clear();
      try (TestOrigin origin = origin(settings)) {
        await().atMost(SOON).until(() -> tags(bad).contains("w-chat-a-latest"));
        await().atMost(SOON).until(() -> status(origin).at("/targets/0/failingSince").isNull());
      }
    }
  }

  @Test
  void purgeByHand_takesTagsOfTheWidgetOnly() {
    try (RecordingServer edge = edge();
        TestOrigin origin = origin(Map.of("purge.targets", targets(edge)))) {
      publish(origin, "1.0.0");

      assertThat(origin.call("POST", "/widgets/chat/purge", "{}").statusCode()).isEqualTo(202);
      await().atMost(SOON).until(() -> tags(edge).contains("w-chat"));
      assertThat(
              origin
                  .call("POST", "/widgets/chat/purge", "{\"tags\":[\"w-map-a-latest\"]}")
                  .statusCode())
          .isEqualTo(422);
      assertThat(origin.call("POST", "/widgets/map/purge", "{}").statusCode()).isEqualTo(404);
      assertThat(origin.call("POST", "/widgets/chat/purge", "{}", "If-Match", "0").statusCode())
          .isEqualTo(412);
    }
  }

  @Test
  void movedAlias_isSeenThroughThePublicHost() {
    String[] answers = {"1.0.0"};
    AtomicLong ahead = new AtomicLong();
    try (RecordingServer host =
            new RecordingServer(
                (seen, exchange) -> {
                  exchange.getResponseHeaders().add("X-Resolved-Version", answers[0]);
                  RecordingServer.send(exchange, 200, "x");
                });
        TestOrigin origin =
            TestOrigin.start(
                folder.resolve("store"),
                Map.of("purge.check", "[" + host.url() + "/cdn]", "purge.check-timeout", "1500ms"),
                InstantSource.system(),
                () -> System.nanoTime() + ahead.get())) {
      publish(origin, "1.0.0");
      await().atMost(SOON).until(() -> status(origin).at("/hosts/0/aliases/0/right").asBoolean());
      publish(origin, "1.1.0");

      await().atMost(SOON).until(() -> status(origin).toString().contains("\"late\":true"));
      assertThat(origin.call("GET", "/purge", "").body()).contains("\"seen\":\"1.0.0\"");
      assertThat(origin.control("/health"))
          .contains("\"status\":\"degraded\"", "\"purges\"", "not right yet at 127.0.0.1");
      assertThat(origin.control("/-/readyz")).contains("ready");
      String late = "purge_aliases_late{host=\"" + host.url() + "/cdn\"}";
      assertThat(origin.control("/metrics")).containsPattern(Pattern.quote(late) + " [1-9]");
      answers[0] = "1.1.0";
      // What is late is looked at each half minute; a change makes the thread look at the time.
      // Once may be too early: a look that is under way has the old answer, and puts off the next.
      AtomicInteger patch = new AtomicInteger();
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                ahead.addAndGet(Duration.ofSeconds(30).toNanos());
                String next = "1.0." + patch.incrementAndGet();
                origin.call("PUT", "/widgets/chat/versions/" + next + "?state=staged", zip(next));
                return !status(origin).toString().contains("\"late\":true");
              });
      assertThat(origin.control("/metrics")).contains(late + " 0");
      assertThat(host.seen()).anyMatch(seen -> seen.target().equals("/cdn/chat/latest/chat.js"));
    }
  }
}
