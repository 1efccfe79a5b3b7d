package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A channel that follows by seven days, as pages, {@code ?meta} and npm's clients see it, before
 * and after a restart, by a clock that the test moves.
 */
class FollowingChannelsOverSocketsTest {
  private static final String TAGS = "/-/npm/-/package/chat/dist-tags";
  private static final Duration DELAY = Duration.ofDays(7);

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-02T09:00:00Z"));
  @AutoClose private TestOrigin origin = null;

  private void start() {
    origin = TestOrigin.start(folder.resolve("store"), Map.of(), now::get);
  }

  private void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  private void publish(String version) {
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "export default '" + version + "'"));
    assertThat(origin.call("PUT", "/widgets/chat/versions/" + version, zip).statusCode())
        .isEqualTo(201);
  }

  private void channel(String body) {
    HttpResponse<String> answer =
        origin.call("PUT", "/widgets/chat/aliases/acme", body.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** What pages get by the channel. */
  private String served() {
    HttpResponse<byte[]> answer = origin.deliver("GET", "/chat/acme/chat.js");
    String version = answer.headers().firstValue("X-Resolved-Version").orElseThrow();
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo("export default '" + version + "'");
    return version;
  }

  private HttpResponse<String> npm(String method, String path, String body) {
    return TestOrigin.send(
        HttpRequest.newBuilder(URI.create(origin.controlUrl() + path))
            .header("Authorization", "Bearer " + TestOrigin.ADMIN)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  /** Pages, npm and {@code ?meta} agree. */
  private void assertEverywhere(String version) {
    assertThat(served()).isEqualTo(version);
    assertThat(json(npm("GET", TAGS, "").body()).path("acme").asString()).isEqualTo(version);
    assertThat(json(npm("GET", "/-/npm/chat", "").body()).at("/dist-tags/acme").asString())
        .isEqualTo(version);
    String meta = new String(origin.deliver("GET", "/chat?meta").body(), StandardCharsets.UTF_8);
    assertThat(json(meta).at("/aliases/acme").asString()).isEqualTo(version);
    assertThat(json(meta).path("channels").toString()).contains("\"acme\"");
    String file =
        new String(origin.deliver("GET", "/chat/acme/chat.js?meta").body(), StandardCharsets.UTF_8);
    assertThat(json(file).path("version").asString()).isEqualTo(version);
  }

  private void awaitServed(String version) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> served().equals(version));
  }

  private JsonNode newest() {
    return json(origin.call("GET", "/widgets/chat/history?limit=1", "").body()).at("/history/0");
  }

  @Test
  void channel_followsByADelay_movesWhenDueOnceAndAfterARestart() {
    start();
    publish("1.0.0");
    pass(DELAY);
    publish("1.1.0");
    channel("{'follow':'latest','delay':'7d','reason':'contract'}");
    assertEverywhere("1.0.0");
    pass(DELAY.minusMillis(1));
    origin.close();

    start();
    assertEverywhere("1.0.0");
    pass(Duration.ofMillis(1));
    awaitServed("1.1.0");
    assertEverywhere("1.1.0");
    JsonNode move = newest();
    assertThat(move.path("who").asString()).isEqualTo("follow");
    publish("1.2.0");
    origin.close();
    // It becomes due while nobody is there.
    pass(DELAY);

    start();
    awaitServed("1.2.0");
    assertEverywhere("1.2.0");
    assertThat(newest().path("who").asString()).isEqualTo("follow");
  }

  @Test
  void distTag_onAFollowingChannel_holdsItThroughARestartUntilResume() {
    start();
    publish("1.0.0");
    publish("1.1.0");
    channel("{'follow':'latest'}");
    assertEverywhere("1.1.0");

    HttpResponse<String> tagged = npm("PUT", TAGS + "/acme", "\"1.0.0\"");
    assertThat(tagged.statusCode()).as(tagged.body()).isBetween(200, 201);
    assertEverywhere("1.0.0");
    publish("1.2.0");
    origin.close();

    start();
    assertEverywhere("1.0.0");
    channel("{'resume':true}");
    assertEverywhere("1.2.0");
    assertThat(npm("DELETE", TAGS + "/acme", "").statusCode()).isBetween(200, 204);
    assertThat(origin.deliver("GET", "/chat/acme/chat.js").statusCode()).isEqualTo(404);
    assertThat(json(npm("GET", TAGS, "").body()).has("acme")).isFalse();
  }
}
