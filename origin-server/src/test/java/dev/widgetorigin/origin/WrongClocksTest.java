package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.rollout.ClockedBucket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nodes of one bucket whose clocks are wrong: the order of changes hangs on no clock. */
@Timeout(60)
final class WrongClocksTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CHANGES = 12;

  @TempDir Path folder;
  private final ClockedBucket bucket = new ClockedBucket(InstantSource.system());
  private final List<TestOrigin> nodes = new ArrayList<>();

  @BeforeEach
  void start() {
    for (Duration wrongBy : List.of(Duration.ZERO, Duration.ofMinutes(14), Duration.ofHours(-2))) {
      nodes.add(
          TestOrigin.node(
              folder.resolve("node" + nodes.size()),
              Map.of("store.poll", "100ms"),
              bucket,
              System::nanoTime,
              () -> InstantSource.system().instant().plus(wrongBy)));
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestOrigin::close);
  }

  private static JsonNode json(HttpResponse<String> answer, int... expected) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(boxed(expected));
    return JSON.readTree(answer.body());
  }

  private static List<Integer> boxed(int... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static long publish(TestOrigin node, String version) {
    return json(
            node.call(
                "PUT",
                "/widgets/chat/versions/" + version,
                TestOrigin.zip(Map.of("chat.js", "window.chat = '" + version + "'"))),
            201)
        .path("sequence")
        .asLong();
  }

  private static long pin(TestOrigin node, String version) {
    return json(
            node.call("PUT", "/widgets/chat/aliases/v1", "{\"version\":\"" + version + "\"}"), 200)
        .path("sequence")
        .asLong();
  }

  /** What a node answers to a read that must have seen that change. */
  private static JsonNode read(TestOrigin node, String path, long sequence) {
    return json(
        TestOrigin.send(
            HttpRequest.newBuilder(URI.create(node.controlUrl() + "/-/api/v1" + path))
                .header("Authorization", "Bearer " + TestOrigin.ADMIN)
                .header("X-Min-Sequence", Long.toString(sequence)),
            HttpResponse.BodyHandlers.ofString()),
        200);
  }

  private static List<Long> order(JsonNode history) {
    List<Long> numbers = new ArrayList<>();
    history.path("history").forEach(change -> numbers.add(change.path("sequence").asLong()));
    return numbers;
  }

  @Test
  void changes_ofAllNodes_areInOneOrderOnAll() {
    long first = publish(nodes.get(0), "1.0.0");
    Set<Long> acknowledged = new ConcurrentSkipListSet<>(Set.of(first));
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      TestOrigin node = nodes.get(i);
      int number = i + 1;
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int patch = 0; patch < CHANGES; patch++) {
                  String version = "1." + number + "." + patch;
                  assertThat(acknowledged.add(publish(node, version))).as(version).isTrue();
                  assertThat(acknowledged.add(pin(node, version))).as("to " + version).isTrue();
                }
              }));
    }
    writers.forEach(CompletableFuture::join);
    assertThat(acknowledged).hasSize(1 + 2 * CHANGES * nodes.size());

    long last = new TreeSet<>(acknowledged).last();
    JsonNode history = read(nodes.get(0), "/widgets/chat/history?limit=1000", last);
    assertThat(order(history)).isSubsetOf(acknowledged).containsAll(acknowledged);
    assertThat(order(history)).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    for (TestOrigin node : nodes) {
      assertThat(read(node, "/widgets/chat/history?limit=1000", last)).isEqualTo(history);
      assertThat(node.deliver("GET", "/chat/v1/chat.js").body())
          .isEqualTo(nodes.get(0).deliver("GET", "/chat/v1/chat.js").body());
    }
  }

  /** The version that came last in the log answers, though its node is two hours behind. */
  @Test
  void rollback_byNodeThatIsHoursBehind_holdsOnAll() {
    publish(nodes.get(0), "1.0.0");
    long released = publish(nodes.get(1), "1.1.0");
    read(nodes.get(2), "/widgets/chat", released);
    long back =
        json(
                nodes
                    .get(2)
                    .call(
                        "POST", "/widgets/chat/aliases/latest/rollback", "{\"reason\":\"broken\"}"),
                200)
            .path("sequence")
            .asLong();
    for (TestOrigin node : nodes) {
      read(node, "/widgets/chat", back);
      assertThat(
              node.deliver("GET", "/chat/latest/chat.js")
                  .headers()
                  .firstValue("X-Resolved-Version"))
          .contains("1.0.0");
    }
  }
}
