package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.rollout.ClockedBucket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Browsers report to whichever of three origins they reach; all of them decide as one. */
class SharedRolloutOverSocketsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, String> SETTINGS =
      Map.of(
          "store.poll", "100ms",
          "rollout.tick", "50ms",
          "rollout.trusted-proxies", "127.0.0.1");

  @TempDir Path folder;

  /** Stands until it is moved. */
  private final AtomicLong nanos = new AtomicLong();

  private final ClockedBucket bucket =
      new ClockedBucket(() -> Instant.parse("2026-11-21T12:00:30Z").plusNanos(nanos.get()));
  private final List<TestOrigin> nodes = new ArrayList<>();

  private TestOrigin node(String name, Duration wrongBy) {
    return TestOrigin.node(
        folder.resolve(name),
        SETTINGS,
        bucket,
        nanos::get,
        () -> InstantSource.system().instant().plus(wrongBy));
  }

  @BeforeEach
  void start() {
    nodes.add(node("a", Duration.ZERO));
    // No verdict hangs on the time of day, so no wrong clock may change one.
    nodes.add(node("b", Duration.ofMinutes(10)));
    nodes.add(node("c", Duration.ofHours(-2)));
    publish("1.0.0", "released");
    publish("1.1.0", "staged");
    HttpResponse<String> started =
        nodes.get(1).call("PUT", "/widgets/chat/rollout", "{\"version\":\"1.1.0\"}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    nodes.forEach(
        node ->
            await()
                .atMost(SOON)
                .until(() -> status(node).path("phase").asString("").equals("running")));
    await().atMost(SOON).until(() -> bucket.keys("tallies/").size() == 3);
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestOrigin::close);
  }

  private void publish(String version, String state) {
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "window.Chat='" + version + "'"));
    HttpResponse<String> done =
        nodes.get(0).call("PUT", "/widgets/chat/versions/" + version + "?state=" + state, zip);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
  }

  private static JsonNode status(TestOrigin node) {
    return JSON.readTree(node.call("GET", "/widgets/chat/rollout", "").body());
  }

  private static int report(TestOrigin node, String outcome, int network) {
    String address = "10." + network / 250 + "." + network % 250 + ".1";
    return TestOrigin.send(
            HttpRequest.newBuilder(URI.create(node.deliveryUrl() + "/-/outcome"))
                .header("X-Forwarded-For", address)
                .POST(BodyPublishers.ofString("chat@1.1.0 canary " + outcome)),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private void passAMinute() {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
  }

  /** Until all have read what all have written; their time goes on meanwhile. */
  private void eventually(Callable<Boolean> condition) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
              return condition.call();
            });
  }

  private int received(TestOrigin node) {
    return status(node).path("received").path("reports").asInt();
  }

  @Test
  void reports_toThreeNodes_areAddedUpAndTakeTheVersionBackOnce() {
    for (int load = 0; load < 21; load++) {
      assertThat(report(nodes.get(load % 3), "rollback", load)).isEqualTo(204);
    }
    for (TestOrigin node : nodes) {
      assertThat(received(node)).isEqualTo(7);
    }

    passAMinute();

    for (TestOrigin node : nodes) {
      eventually(() -> status(node).path("phase").asString().equals("aborted"));
      assertThat(
              node.deliver("GET", "/chat/latest/chat.js")
                  .headers()
                  .firstValue("X-Resolved-Version"))
          .contains("1.0.0");
    }
    JsonNode history = JSON.readTree(nodes.get(2).call("GET", "/widgets/chat/history", "").body());
    assertThat(history.findValuesAsString("who").stream().filter("rollout"::equals)).hasSize(1);
    eventually(() -> bucket.keys("tallies/").isEmpty());
  }

  /** Three networks, of which no node sees enough, tell that one of eleven sites fails. */
  @Test
  void site_thatFailsInThreeNetworks_isHeldBackAtEachNode() {
    for (int load = 0; load < 110; load++) {
      report(nodes.get(load % 3), "ok site=s" + load % 10 + ".example", 100 + load);
    }
    for (int load = 0; load < 36; load++) {
      report(nodes.get(load % 3), "rollback channel=v1 site=My%20shop", 1 + load / 3 % 3);
    }
    report(nodes.get(0), "rollback site=s1.example", 500);

    passAMinute();

    for (TestOrigin node : nodes) {
      eventually(() -> !status(node).path("quarantined").isEmpty());
      JsonNode held = status(node).path("quarantined");
      assertThat(held.findValuesAsString("site")).containsExactly("My shop");
      assertThat(held.findValuesAsString("channel")).containsExactly("v1");
      assertThat(status(node).path("phase").asString()).isEqualTo("running");
    }
    String history = nodes.get(2).call("GET", "/widgets/chat/history", "").body();
    assertThat(history.split("rollout-site-quarantined", -1)).hasSize(2);
    assertThat(nodes.get(1).call("GET", "/widgets/chat", "").body())
        .contains("\"quarantined\":[\"My shop\"]");
  }

  /** As a forger would: as much as a network may send, to each node. */
  @Test
  void reports_ofOneNetworkToEveryNode_countAsOfOneNetwork() {
    int refused = 0;
    for (TestOrigin node : nodes) {
      for (int i = 0; i < 700; i++) {
        refused += report(node, "rollback", 1_000) == 429 ? 1 : 0;
      }
    }
    assertThat(refused).isPositive();
    for (int load = 0; load < 60; load++) {
      report(nodes.get(load % 3), "ok", load);
    }

    passAMinute();

    for (TestOrigin node : nodes) {
      eventually(() -> received(node) >= 60 + 3 * 590);
      JsonNode status = status(node);
      assertThat(status.path("phase").asString()).isEqualTo("running");
      assertThat(status.path("canary").path("loads").asInt()).isEqualTo(60);
      assertThat(status.path("canary").path("errors").asInt()).isZero();
      assertThat(status.path("nodes")).hasSize(3);
    }
  }

  @Test
  void node_thatEnds_leavesWhatItCounted() {
    for (int load = 0; load < 12; load++) {
      report(nodes.get(0), "ok", load);
    }
    passAMinute();
    eventually(() -> received(nodes.get(2)) == 12);

    nodes.remove(0).close();
    nodes.add(node("d", Duration.ofDays(1)));

    eventually(() -> received(nodes.get(2)) == 12);
    assertThat(status(nodes.get(2)).path("nodes")).hasSize(4);
  }
}
