package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.audit.AuditChain;
import dev.widgetorigin.origin.audit.AuditReader;
import dev.widgetorigin.store.layout.CrashPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The promise: whatever the moment at which the server dies, every acknowledged version is whole
 * afterwards, every visible one is whole, and the interrupted publish can simply be repeated.
 */
final class CrashDuringPublishTest {
  private static final String WIDGET = "crash-chat";
  private static final List<String> PATHS = List.of("chat.js", "dist/chat.css", "img/logo.svg");

  /** Compresses, but not to nothing: so there are deltas, too. */
  private static final String WORDS =
      new Random(1).ints(600, 0, 500).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

  /** What a publish is answered: of a version that nobody has, that is there, that may be. */
  private static final Set<Integer> CREATED = Set.of(201);

  private static final Set<Integer> THERE_ALREADY = Set.of(200);
  private static final Set<Integer> EITHER = Set.of(200, 201);

  /** Whoever is halted there has made the change, and not said so. */
  private static final Set<CrashPoint> BEHIND_THE_CHANGE =
      EnumSet.of(
          CrashPoint.LOG_DURABLE,
          CrashPoint.CATALOG_SWAPPED,
          CrashPoint.AUDIT_BEFORE_LINE,
          CrashPoint.AUDIT_WRITTEN,
          CrashPoint.AUDIT_DURABLE);

  @TempDir Path folder;

  /**
   * Points that a publish passes; checkpoints and segments have crash tests of their own in the
   * store.
   */
  private static List<CrashPoint> pointsOfAPublish() {
    return Arrays.stream(CrashPoint.values())
        .filter(
            point -> !point.name().matches("CHECKPOINT_.*|SEGMENT_.*|AUDIT_ROLLED|AUDIT_.*REMOVAL"))
        .toList();
  }

  /**
   * One store goes through all of it, so that each restart also finds what the last one left. And a
   * change that happened has its line in the audit log after the next start, at the latest.
   */
  @Test
  @Timeout(300)
  void restart_afterHaltAtEachPoint_showsOnlyWholeVersionsAndTheAuditLogHasThem() throws Exception {
    Path store = folder.resolve("store");
    List<String> acknowledged = new ArrayList<>();
    String interrupted = null;
    Set<Integer> statuses = CREATED;
    int next = 0;
    for (CrashPoint point : pointsOfAPublish()) {
      long before;
      // The second time: by then one blob, or one version, is behind it.
      try (OriginProcess origin =
          OriginProcess.start(store, Map.of("WIDGET_ORIGIN_CRASH", point.text() + ":2"))) {
        assertWhole(origin, acknowledged);
        before = newestChange(origin);
        boolean alive = true;
        for (int i = 0; alive && i < 20; i++) {
          String version = interrupted == null ? "1.0." + next++ : interrupted;
          interrupted = version;
          try {
            assertThat(publish(origin, version).statusCode()).as("%s", point).isIn(statuses);
            acknowledged.add(version);
            interrupted = null;
            statuses = CREATED;
          } catch (IOException died) {
            alive = false;
          }
        }
        assertThat(interrupted).as("what was being published at %s", point).isNotNull();
        assertThat(origin.exitCode()).as("%s", point).isEqualTo(CrashPoint.EXIT_STATUS);
      }
      assertThat(audited(store).filter(sequence -> sequence <= before))
          .as("changes in the audit log when the halt at %s comes", point)
          .containsExactlyInAnyOrderElementsOf(upTo(before));
      statuses = BEHIND_THE_CHANGE.contains(point) ? THERE_ALREADY : EITHER;
    }
    try (OriginProcess origin = OriginProcess.start(store)) {
      assertWhole(origin, acknowledged);
      assertThat(publish(origin, interrupted).statusCode()).isIn(statuses);
      acknowledged.add(interrupted);
      assertWhole(origin, acknowledged);
      assertThat(
              origin
                  .get("/" + WIDGET + "/latest/chat.js")
                  .headers()
                  .firstValue("X-Resolved-Version"))
          .contains(interrupted);
      assertThat(origin.terminate()).isZero();
    }
    assertThat(AuditChain.verify(store).problems()).isEmpty();
    assertThat(audited(store)).containsExactlyInAnyOrderElementsOf(upTo(acknowledged.size()));
  }

  private static long newestChange(OriginProcess origin) throws IOException, InterruptedException {
    return origin.apiJson("/history?limit=1").at("/history/0/sequence").asLong(0);
  }

  /** The numbers of the changes that the audit log has a line of. */
  private static Stream<Long> audited(Path store) throws IOException {
    return AuditReader.find(store, new AuditReader.Query(null, null, WIDGET, null, 1000)).stream()
        .map(line -> line.json().path("sequence").asLong())
        .filter(sequence -> sequence > 0);
  }

  private static List<Long> upTo(long newest) {
    return LongStream.rangeClosed(1, newest).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void restart_afterKillAtRandomDuringConcurrentPublishes_losesNothingAcknowledged(long seed)
      throws Exception {
    Path store = folder.resolve("store");
    List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    Random random = new Random(seed);
    for (int round = 0; round < 3; round++) {
      killWhilePublishing(store, acknowledged, round, 1 + random.nextInt(12), random.nextInt(40));
    }
    try (OriginProcess origin = OriginProcess.start(store)) {
      assertWhole(origin, acknowledged);
      assertThat(origin.terminate()).isZero();
    }
  }

  private static void killWhilePublishing(
      Path store, List<String> acknowledged, int round, int acknowledgements, int millis)
      throws Exception {
    int before = acknowledged.size();
    AtomicInteger next = new AtomicInteger();
    ExecutorService publishers = Executors.newFixedThreadPool(3);
    try (OriginProcess origin = OriginProcess.start(store)) {
      assertWhole(origin, acknowledged);
      Callable<Void> publisher =
          () -> {
            while (true) {
              String version = "1." + round + "." + next.getAndIncrement();
              try {
                if (publish(origin, version).statusCode() == 201) {
                  acknowledged.add(version);
                }
              } catch (IOException died) {
                return null;
              }
            }
          };
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        running.add(publishers.submit(publisher));
      }
      Awaitility.await().until(() -> acknowledged.size() - before >= acknowledgements);
      // Not at an acknowledgement, but somewhere between two.
      Awaitility.await().pollDelay(java.time.Duration.ofMillis(millis)).until(() -> true);
      origin.kill();
      for (Future<Void> each : running) {
        each.get();
      }
    } finally {
      publishers.shutdownNow();
    }
  }

  private static HttpResponse<byte[]> publish(OriginProcess origin, String version)
      throws IOException, InterruptedException {
    return origin.api("PUT", "/widgets/" + WIDGET + "/versions/" + version, bundle(version));
  }

  /** Every acknowledged version is listed; every listed one answers every file byte for byte. */
  private static void assertWhole(OriginProcess origin, List<String> acknowledged)
      throws IOException, InterruptedException {
    List<String> visible = new ArrayList<>();
    if (origin.api("GET", "/widgets/" + WIDGET, new byte[0]).statusCode() == 200) {
      for (JsonNode version : origin.apiJson("/widgets/" + WIDGET).get("versions")) {
        visible.add(version.isString() ? version.asString() : version.get("version").asString());
      }
    }
    assertThat(visible).containsAll(acknowledged);
    for (String version : visible) {
      for (String path : PATHS) {
        HttpResponse<byte[]> response = origin.get("/" + WIDGET + "/v" + version + "/" + path);
        assertThat(response.statusCode()).as("%s of %s", path, version).isEqualTo(200);
        assertThat(new String(response.body(), StandardCharsets.UTF_8))
            .isEqualTo(content(version, path));
      }
    }
  }

  private static String content(String version, String path) {
    return "/* " + version + " " + path + " " + WORDS + " */\n";
  }

  private static byte[] bundle(String version) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String path : PATHS) {
        zip.putNextEntry(new ZipEntry("package/" + path));
        zip.write(content(version, path).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
