package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import dev.widgetorigin.resolver.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: whoever reads an alias while it moves gets the whole old answer or the whole new
 * one, with that version's own validator, and from the moment a change is acknowledged only the new
 * one.
 */
final class AliasConsistencyTest {
  private static final String WIDGET = "moving-chat";
  private static final List<String> ALIASES = List.of("latest", "v1", "v1.2");

  /**
   * The second has the same bytes in every version: its validator must tell versions apart still.
   */
  private static final List<String> PATHS = List.of("chat.js", "same.js");

  private static final List<String> ENCODINGS = List.of("identity", "gzip", "br");
  private static final int READERS = 4;
  private static final int READS = 5_000;
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  /** What each change made of the aliases; index 0 is before the first. */
  private final List<AliasModel> states = new CopyOnWriteArrayList<>();

  private volatile int acknowledged;
  private final Map<String, String> tags = new ConcurrentHashMap<>();
  private final Map<String, Version> owners = new ConcurrentHashMap<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger notModified = new AtomicInteger();
  private OriginProcess origin;

  @BeforeAll
  static void loadBrotli() {
    Brotli4jLoader.ensureAvailability();
  }

  @Test
  void aliases_readWhileTheyMove_answerWholeOldOrWholeNew() throws Exception {
    states.add(AliasModel.empty());
    Path store = folder.resolve("store");
    try (OriginProcess first = OriginProcess.start(store)) {
      origin = first;
      publish("1.0.0");
      publish("1.1.0");
      publish("1.2.0");
      readWhileChanging(1);
      change(pinned("latest", "1.1.0"), "PUT", "/aliases/latest", "{\"version\":\"1.1.0\"}");
      assertThat(first.terminate()).isZero();
    }
    try (OriginProcess second = OriginProcess.start(store)) {
      origin = second;
      assertSeen();
      change(pinned("latest", null), "DELETE", "/aliases/latest", "");
      readWhileChanging(2);
      second.kill();
    }
    try (OriginProcess third = OriginProcess.start(store)) {
      origin = third;
      assertSeen();
      assertEveryVersionAnswersItself();
    }
    assertThat(reads.get()).isGreaterThanOrEqualTo(2 * READS);
    assertThat(notModified.get()).as("answers 304").isPositive();
  }

  private void readWhileChanging(int phase) throws Exception {
    int until = reads.get() + READS;
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        int number = i;
        running.add(readers.submit((Callable<Void>) () -> read(number, until)));
      }
      for (int round = 0; round < ROUNDS || reads.get() < until; round++) {
        moveAround(phase * 100 + round);
        // A reader that has failed would make this loop endless.
        for (Future<Void> each : running) {
          if (each.isDone()) {
            each.get();
          }
        }
      }
      for (Future<Void> each : running) {
        each.get();
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** Every kind of change that moves an alias; each is seen by the next request. */
  private void moveAround(int patch) throws Exception {
    String newest = "1." + (patch % 2 == 0 ? 2 : 3) + "." + patch;
    Version before = now().answer("latest");
    publish(newest);
    Version bad = Version.parse(newest);
    if (now().answer("latest").equals(bad)) {
      change(
          now().pinned("latest", before).with(bad, false),
          "POST",
          "/aliases/latest/rollback",
          "{\"yank\":true,\"reason\":\"broken\"}");
      change(pinned("latest", null), "DELETE", "/aliases/latest", "");
    } else {
      change(now().with(bad, false), "PATCH", "/versions/" + bad, "{\"state\":\"yanked\"}");
    }
    change(pinned("v1", "1.0.0"), "PUT", "/aliases/v1", "{\"version\":\"1.0.0\"}");
    change(now().with(bad, true), "PATCH", "/versions/" + bad, "{\"state\":\"released\"}");
    change(pinned("v1", null), "DELETE", "/aliases/v1", "");
    change(pinned("latest", "1.1.0"), "PUT", "/aliases/latest", "{\"version\":\"1.1.0\"}");
    change(pinned("v1.2", "1.2.0"), "POST", "/aliases/v1.2/rollback", "{\"to\":\"1.2.0\"}");
    change(pinned("latest", null), "DELETE", "/aliases/latest", "");
    change(pinned("v1.2", null), "DELETE", "/aliases/v1.2", "");
  }

  private AliasModel now() {
    return states.get(states.size() - 1);
  }

  private AliasModel pinned(String alias, String version) {
    return now().pinned(alias, version == null ? null : Version.parse(version));
  }

  private void publish(String version) throws Exception {
    Version published = Version.parse(version);
    states.add(now().with(published, true));
    HttpResponse<byte[]> answer =
        origin.api("PUT", "/widgets/" + WIDGET + "/versions/" + version, bundle(published));
    acknowledge(answer);
  }

  private void change(AliasModel next, String method, String path, String json) throws Exception {
    states.add(next);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    acknowledge(origin.api(method, "/widgets/" + WIDGET + path, body));
  }

  private void acknowledge(HttpResponse<byte[]> answer) throws IOException {
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isIn(200, 201);
    acknowledged = states.size() - 1;
    assertSeen();
  }

  /** The next request sees it, on any connection. */
  private void assertSeen() throws IOException {
    try (KeptAliveSocket socket = new KeptAliveSocket(origin.delivery())) {
      for (String alias : ALIASES) {
        assertThat(socket.get("/" + WIDGET + "/" + alias + "/chat.js").field("X-Resolved-Version"))
            .as("%s after change %s", alias, acknowledged)
            .isEqualTo(states.get(acknowledged).answer(alias).toString());
        if (states.get(acknowledged).versions().size() < 3) {
          return;
        }
      }
    }
  }

  private Void read(int reader, int until) throws IOException {
    try (KeptAliveSocket socket = new KeptAliveSocket(origin.delivery())) {
      Map<String, String> seen = new HashMap<>();
      for (int i = reader; reads.get() < until; i++) {
        String alias = ALIASES.get(i % 3);
        String path = PATHS.get(i / 3 % 2);
        String encoding = ENCODINGS.get(i / 6 % 3);
        String key = alias + " " + path + " " + encoding;
        String known = i / 18 % 2 == 0 ? null : seen.get(key);
        int from = acknowledged;
        KeptAliveSocket.Reply reply =
            known == null
                ? socket.get(url(alias, path), "Accept-Encoding", encoding)
                : socket.get(url(alias, path), "Accept-Encoding", encoding, "If-None-Match", known);
        // A change is in the list before it is asked for, so this covers one under way.
        List<AliasModel> all = List.copyOf(states);
        List<AliasModel> possible = all.subList(from, all.size());
        Version version = check(reply, path, encoding, known, key);
        assertThat(possible.stream().map(state -> state.answer(alias)))
            .as("what %s may answer", alias)
            .contains(version);
        seen.put(key, reply.field("ETag"));
        reads.incrementAndGet();
      }
    }
    return null;
  }

  /** Every part of the answer belongs to one version; answers that. */
  private Version check(
      KeptAliveSocket.Reply reply, String path, String encoding, String known, String key)
      throws IOException {
    String tag = reply.field("ETag");
    assertThat(tag).as("ETag of %s", key).isNotNull();
    if (reply.status() == 304) {
      notModified.incrementAndGet();
      assertThat(tag).isEqualTo(known);
      return owners.get(tag);
    }
    assertThat(reply.status()).isEqualTo(200);
    assertThat(tag).as("a tag that was sent and matches must be 304").isNotEqualTo(known);
    Version version = Version.parse(reply.field("X-Resolved-Version"));
    assertThat(reply.field("Content-Location"))
        .isEqualTo("/" + WIDGET + "/v" + version + "/" + path);
    assertThat(reply.field("Content-Encoding"))
        .isEqualTo(encoding.equals("identity") ? null : encoding);
    assertThat(decoded(reply.body(), encoding)).isEqualTo(content(version, path));
    assertThat(tags.computeIfAbsent(key + " " + version, unseen -> tag)).isEqualTo(tag);
    assertThat(owners.computeIfAbsent(tag, unseen -> version))
        .as("the only version with ETag %s", tag)
        .isEqualTo(version);
    return version;
  }

  private void assertEveryVersionAnswersItself() throws IOException {
    try (KeptAliveSocket socket = new KeptAliveSocket(origin.delivery())) {
      for (Version version : now().versions().keySet()) {
        for (String path : PATHS) {
          assertThat(socket.get(url("v" + version, path)).text()).isEqualTo(content(version, path));
        }
      }
    }
  }

  private static String url(String selector, String path) {
    return "/" + WIDGET + "/" + selector + "/" + path;
  }

  private static String content(Version version, String path) {
    String name = path.equals("same.js") ? "every version" : version.toString();
    return ("console.log('" + name + " " + path + "');\n").repeat(100);
  }

  private static String decoded(byte[] body, String encoding) throws IOException {
    byte[] plain =
        switch (encoding) {
          case "br" -> new BrotliInputStream(new ByteArrayInputStream(body)).readAllBytes();
          case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
          default -> body;
        };
    return new String(plain, StandardCharsets.UTF_8);
  }

  private static byte[] bundle(Version version) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String path : PATHS) {
        zip.putNextEntry(new ZipEntry(path));
        zip.write(content(version, path).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
