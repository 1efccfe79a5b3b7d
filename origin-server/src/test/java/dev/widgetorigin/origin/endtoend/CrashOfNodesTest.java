package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three origins in processes of their own over one bucket of a real S3. They publish and move
 * aliases at the same time, and one after the other is killed at some moment and comes back with an
 * empty disk. What was acknowledged is there once, and everybody sees one order.
 */
final class CrashOfNodesTest {
  private static final int NODES = 3;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private CephBucket bucket;
  private final AtomicReferenceArray<OriginProcess> nodes = new AtomicReferenceArray<>(NODES);
  private final AtomicInteger disks = new AtomicInteger();
  private final AtomicInteger acknowledgements = new AtomicInteger();
  private volatile boolean enough;

  /** By the reason that only this change has: the sequence that was acknowledged. */
  private final Map<String, Long> acknowledged = new ConcurrentSkipListMap<>();

  /** Of versions that several writers want: who got it, by number. */
  private final Map<String, Set<String>> winners = new ConcurrentSkipListMap<>();

  @AfterEach
  void stop() {
    for (int i = 0; i < NODES; i++) {
      if (nodes.get(i) != null) {
        nodes.get(i).close();
      }
    }
  }

  private void start(int node) {
    nodes.set(
        node,
        OriginProcess.start(
            folder.resolve("disk" + disks.incrementAndGet()), bucket.environment()));
  }

  /** The nodes that start meanwhile need a part of the machine. */
  private static void rest() {
    LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
  }

  /** To some node, again until it is known what became of it. */
  private HttpResponse<byte[]> call(Random random, String method, String path, byte[] body)
      throws Exception {
    while (true) {
      try {
        HttpResponse<byte[]> answer = nodes.get(random.nextInt(NODES)).api(method, path, body);
        if (answer.statusCode() < 500) {
          return answer;
        }
      } catch (IOException killed) {
        // Whether it was done is not known; the same again is safe.
        rest();
      }
    }
  }

  private void publish(Random random, String widget, String version, String text) throws Exception {
    HttpResponse<byte[]> answer =
        call(random, "PUT", "/widgets/" + widget + "/versions/" + version, bundle(text));
    assertThat(answer.statusCode()).as("%s %s", widget, version).isIn(200, 201);
    acknowledgements.incrementAndGet();
  }

  /** One writer: versions and a pin of its own widget, and a version that all want. */
  private Void write(int writer) throws Exception {
    Random random = new Random(writer);
    String widget = "own" + writer;
    for (int i = 0; !enough; i++) {
      rest();
      String version = "1.0." + i;
      publish(random, widget, version, widget + " " + version);
      String reason = widget + " to " + version;
      String pin = "{\"version\":\"%s\",\"reason\":\"%s\"}".formatted(version, reason);
      HttpResponse<byte[]> pinned =
          call(random, "PUT", "/widgets/" + widget + "/aliases/v1", bytes(pin));
      assertThat(pinned.statusCode()).isEqualTo(200);
      acknowledged.put(reason, JSON.readTree(pinned.body()).path("sequence").asLong());
      String wanted = "2.0." + i;
      HttpResponse<byte[]> race =
          call(
              random,
              "PUT",
              "/widgets/shared/versions/" + wanted,
              bundle("shared " + wanted + " by " + writer));
      assertThat(race.statusCode()).isIn(200, 201, 409);
      if (race.statusCode() != 409) {
        winners
            .computeIfAbsent(wanted, absent -> new ConcurrentSkipListSet<>())
            .add(Integer.toString(writer));
      }
      acknowledgements.incrementAndGet();
    }
    return null;
  }

  /** Looks at one widget's alias on one node: it never goes back, whatever happens to the node. */
  private Void watch(int node) throws Exception {
    Map<String, Integer> seen = new TreeMap<>();
    while (!enough) {
      for (int writer = 0; writer < NODES; writer++) {
        rest();
        String widget = "own" + writer;
        try {
          HttpResponse<byte[]> answer = nodes.get(node).get("/" + widget + "/v1/chat.js");
          if (answer.statusCode() == 200) {
            String version = answer.headers().firstValue("X-Resolved-Version").orElseThrow();
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(text(widget + " " + version));
            int patch = Integer.parseInt(version.substring(version.lastIndexOf('.') + 1));
            Integer before = seen.put(widget, patch);
            assertThat(patch).as(widget).isGreaterThanOrEqualTo(before == null ? 0 : before);
          }
        } catch (IOException killed) {
          // It comes back.
        }
      }
    }
    return null;
  }

  @Test
  @Timeout(180)
  void kill_oneOfThreeAtATime_losesAndDoublesNothing() throws Exception {
    assumeTrue(CephBucket.installed(), CephBucket.HOW_TO_GET);
    bucket = CephBucket.make();
    ExecutorService threads = Executors.newFixedThreadPool(2 * NODES);
    try {
      List<Future<?>> starts = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        int number = i;
        starts.add(threads.submit(() -> start(number)));
      }
      for (Future<?> each : starts) {
        each.get();
      }
      List<Future<Void>> work = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        int number = i;
        work.add(threads.submit(() -> write(number)));
        work.add(threads.submit(() -> watch(number)));
      }
      Random random = new Random(7);
      for (int round = 0; round < NODES; round++) {
        int until = acknowledgements.get() + 4 + random.nextInt(8);
        await()
            .atMost(Duration.ofMinutes(1))
            .pollInterval(Duration.ofMillis(1 + random.nextInt(20)))
            .until(() -> acknowledgements.get() >= until || work.stream().anyMatch(Future::isDone));
        nodes.get(round).kill();
        start(round);
      }
      enough = true;
      for (Future<Void> each : work) {
        each.get();
      }
    } finally {
      enough = true;
      threads.shutdownNow();
    }
    assertOneOrder();
    assertSeenSoon();
  }

  /** All nodes tell the same history, in which everything acknowledged is once. */
  private void assertOneOrder() throws Exception {
    assertThat(acknowledged).hasSizeGreaterThan(5);
    // The newest change is a publish, of which not all nodes need have heard yet.
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              for (int i = 1; i < NODES; i++) {
                assertThat(history(nodes.get(i))).isEqualTo(history(nodes.get(0)));
              }
            });
    JsonNode expected = history(nodes.get(0));
    Map<String, Long> pins = new TreeMap<>();
    long next = expected.get(0).path("sequence").asLong();
    for (JsonNode batch : expected) {
      assertThat(batch.path("sequence").asLong()).isEqualTo(next--);
      for (JsonNode change : batch.path("changes")) {
        if (change.path("type").asString().equals("pinned")) {
          String reason = change.path("reason").asString();
          assertThat(pins.put(reason, batch.path("sequence").asLong())).as(reason).isNull();
        }
      }
    }
    assertThat(next).as("what comes before the first").isZero();
    assertThat(pins).containsAllEntriesOf(acknowledged);
    winners.forEach((version, writers) -> assertThat(writers).as(version).hasSize(1));
    for (Map.Entry<String, Set<String>> won : winners.entrySet()) {
      for (int i = 0; i < NODES; i++) {
        assertThat(
                new String(
                    nodes.get(i).get("/shared/" + won.getKey() + "/chat.js").body(),
                    StandardCharsets.UTF_8))
            .isEqualTo(text("shared " + won.getKey() + " by " + won.getValue().iterator().next()));
      }
    }
  }

  /** All of it, as soon as the node has seen all that was acknowledged. */
  private JsonNode history(OriginProcess node) throws Exception {
    long last = acknowledged.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              long seen = 0;
              for (int writer = 0; writer < NODES; writer++) {
                JsonNode widget = node.apiJson("/widgets/own" + writer);
                seen = Math.max(seen, widget.path("sequence").asLong());
              }
              return seen >= last;
            });
    return node.apiJson("/history?limit=1000").path("history");
  }

  /** A change on one node is on the others within two seconds; the best of some tries counts. */
  private void assertSeenSoon() throws Exception {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5 && best > 2_000; i++) {
      String version = "3.0." + i;
      publish(new Random(i), "soon", version, version);
      long start = System.nanoTime();
      for (int node = 0; node < NODES; node++) {
        OriginProcess each = nodes.get(node);
        await()
            .atMost(Duration.ofSeconds(20))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> each.get("/soon/" + version + "/chat.js").statusCode() == 200);
      }
      best = Math.min(best, Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
    assertThat(best).as("milliseconds until every node shows a change").isLessThan(2_000);
  }

  private static String text(String content) {
    return ("/* " + content + " */\n").repeat(50);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bundle(String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("chat.js"));
      zip.write(bytes(text(content)));
    }
    return bytes.toByteArray();
  }
}
