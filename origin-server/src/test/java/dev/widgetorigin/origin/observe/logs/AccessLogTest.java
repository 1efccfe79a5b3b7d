package dev.widgetorigin.origin.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.observe.FakeCatalog;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.async.Unspeakable;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.resolver.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.007Z");
  private static final Reply REPLY = new Reply(200, HeaderBlock.builder().build(), Body.EMPTY);

  private final Metrics metrics = new Metrics("test", FakeCatalog::new);

  /** A path as a client may send it; a null query or id is not there. */
  private static FakeRequest asked(String path, String query, String requestId) {
    Map<String, String> fields = new HashMap<>();
    if (requestId != null) {
      fields.put("x-request-id", requestId);
    }
    return new FakeRequest(
        Method.GET, path, query, fields, "192.0.2.1", "192.0.2.1", "localhost", NOW.toEpochMilli());
  }

  @Test
  void observer_request_isOneJsonLine() {
    assertThat(
            written(
                true, log -> log.completed(asked("/w/v1/w.js", null, null), REPLY, 3120, 41_999)))
        .isEqualTo(
            "{\"time\":\"2026-11-21T10:00:00.007Z\",\"id\":\"0-0\",\"listener\":\"delivery\","
                + "\"peer\":\"192.0.2.1\",\"method\":\"GET\",\"path\":\"/w/v1/w.js\",\"status\":200,"
                + "\"bytes\":3120,\"micros\":41}\n");
  }

  @Test
  void observer_answerOfAVersion_saysWhichHowEncodedAndForWhichSite() {
    Reply answer =
        new Reply(
            200,
            HeaderBlock.builder()
                .version(Version.parse("1.4.2-rc.1+b7"))
                .add("Content-Encoding", "br")
                .build(),
            Body.EMPTY);
    Reply untouched = new Reply(304, answer.headers().toBuilder().build(), Body.EMPTY);
    assertThat(lines(true, log -> log.completed(from("https://Shop.example:8443"), answer, 9, 0)))
        .singleElement()
        .asString()
        .endsWith(",\"version\":\"1.4.2-rc.1\",\"encoding\":\"br\",\"site\":\"shop.example\"}");
    assertThat(lines(false, log -> log.completed(from("http://a.example"), untouched, 9, 0)))
        .singleElement()
        .asString()
        .endsWith("0us version=1.4.2-rc.1 encoding=br site=a.example");
  }

  @ParameterizedTest(name = "Origin {0}, Referer {1}: {2}")
  @CsvSource({
    "https://a.example, https://b.example/x, a.example",
    ", https://b.example/cart?token=secret, b.example",
    "null, https://b.example/, ",
    ", 'https://user:secret@b.example/', ",
    ", 'https://x\"y/', ",
    ", https://wo_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/, ***",
  })
  void observer_site_isTheHostOfOriginOrElseOfReferer(String origin, String referer, String site) {
    Map<String, String> fields = new HashMap<>();
    fields.put("origin", origin);
    fields.put("referer", referer);
    fields.values().removeIf(value -> value == null);
    Request asked =
        new FakeRequest(Method.GET, "/w", null, fields, "192.0.2.1", "192.0.2.1", "localhost", 0);
    String line = lines(true, log -> log.completed(asked, REPLY, 0, 0)).get(0);
    JsonNode json = JsonMapper.shared().readTree(line);
    assertThat(json.path("site").asString(null)).isEqualTo(site);
    assertThat(line).doesNotContain("secret");
  }

  @Test
  void observer_manyTexts_eachLineHasItsOwn() {
    int requests = 3000;
    List<String> lines =
        lines(
            true,
            log -> {
              for (int i = 0; i < requests; i++) {
                log.completed(asked("/p" + i % 700, "q" + i % 300, "id" + i), REPLY, 0, 0);
              }
            });
    assertThat(lines).hasSize(requests);
    for (int i = 0; i < requests; i++) {
      JsonNode json = JsonMapper.shared().readTree(lines.get(i));
      assertThat(json.path("path").asString()).isEqualTo("/p" + i % 700 + "?q" + i % 300);
      assertThat(json.path("id").asString()).isEqualTo("id" + i);
    }
  }

  private static FakeRequest from(String origin) {
    return new FakeRequest(
        Method.GET, "/w", null, Map.of("origin", origin), "192.0.2.1", "192.0.2.1", "localhost", 0);
  }

  /** What is in the log of the delivery listener once it is closed. */
  private String written(boolean json, Consumer<ExchangeEvents> told) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AccessLog log = new AccessLog(out, json, metrics, () -> NOW)) {
      told.accept(log.observer("delivery"));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<String> lines(boolean json, Consumer<ExchangeEvents> told) {
    return written(json, told).lines().toList();
  }

  private interface Write {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  /** A file that is only ever written to in blocks. */
  private static OutputStream file(Write blocks) {
    return new OutputStream() {
      @Override
      public void write(int single) {
        throw new AssertionError("written byte by byte");
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        blocks.write(bytes, offset, length);
      }
    };
  }

  @Test
  void observer_whatAClientSent_cannotForgeALine() {
    String evil = "/a\"}\n{\"forged\":\u001b[31m\\\u00fc";
    List<String> lines =
        lines(true, log -> log.completed(asked(evil, "q=\r\n1", "id\n2"), REPLY, 0, 0));
    assertThat(lines).hasSize(1);
    JsonNode json = JsonMapper.shared().readTree(lines.get(0));
    assertThat(json.path("path").asString()).isEqualTo(evil + "?q=\r\n1");
    assertThat(json.path("id").asString()).as("that was no id").isEqualTo("0-0");
    assertThat(lines.get(0)).matches("[\\x20-\\x7e]+");
  }

  @Test
  void observer_requestThroughATrustedProxy_hasTheClientsAddressToo() {
    Request forwarded = asked("/", null, null).behindProxy("203.0.113.9");
    assertThat(
            lines(
                true,
                log -> {
                  log.completed(forwarded, REPLY, 5, 1000);
                  log.completed(asked("/", null, null), REPLY, 5, 1000);
                }))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"peer\":\"192.0.2.1\",\"client\":\"203.0.113.9\","),
            line -> assertThat(line).doesNotContain("203.0.113.9"));
    assertThat(written(false, log -> log.completed(forwarded, REPLY, 5, 1000)))
        .contains("Z 203.0.113.9 GET / ");
  }

  @Test
  void observer_textForm_isEscapedToo() {
    assertThat(written(false, log -> log.completed(asked("/a\nb", null, null), REPLY, 5, 1000)))
        .isEqualTo("2026-11-21T10:00:00.007Z 192.0.2.1 GET /a\\u000ab 200 5 1us\n");
  }

  @Test
  void observer_requestThatCouldNotBeRead_isALineToo() {
    String line = written(true, log -> log.completed(null, REPLY, 0, 0));
    assertThat(JsonMapper.shared().readTree(line).path("method")).hasToString("\"-\"");
  }

  @Test
  void observer_writerStuck_dropsAndCountsWithoutBlocking() {
    CountDownLatch free = new CountDownLatch(1);
    OutputStream stuck =
        file(
            (bytes, offset, length) -> {
              try {
                free.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            });
    try (AccessLog log = new AccessLog(stuck, true, metrics, () -> NOW)) {
      ExchangeEvents observer = log.observer("delivery");
      for (int i = 0; i < 50_000; i++) {
        observer.completed(asked("/w", null, null), REPLY, 0, 0);
      }
      assertThat(metrics.accessLogDropped().sum()).isPositive().isLessThan(50_000);
      free.countDown();
    }
  }

  @Test
  void observer_largeTexts_areCutAndNotKept() {
    Runtime runtime = Runtime.getRuntime();
    int requests = 20_000;
    AtomicInteger lines = new AtomicInteger();
    OutputStream counting =
        file(
            (bytes, offset, length) -> {
              for (int i = offset; i < offset + length; i++) {
                if (bytes[i] == '\n') {
                  lines.incrementAndGet();
                }
              }
            });
    try (AccessLog log = new AccessLog(counting, true, metrics, () -> NOW)) {
      ExchangeEvents observer = log.observer("delivery");
      long before = used(runtime);
      for (int i = 0; i < requests; i++) {
        String path = "/" + i + "a".repeat(16_000 + i % 15_000);
        observer.completed(asked(path, path, null), REPLY, 0, 0);
      }
      await().until(() -> lines.get() + metrics.accessLogDropped().sum() == requests);
      assertThat(used(runtime) - before).isLessThan(16 << 20);
    }
  }

  @Test
  void observer_writerStuck_keepsAFewMegabytesOfLargeTexts() {
    Runtime runtime = Runtime.getRuntime();
    AccessRing ring = new AccessRing(8192, 0);
    long before = used(runtime);
    int held = 0;
    String path = "/" + "a".repeat(30_000);
    for (AccessRing.Entry entry = ring.claim(); entry != null; entry = ring.claim()) {
      entry.target(path + held, path);
      ring.publish();
      held++;
    }
    assertThat(used(runtime) - before).isLessThan(8 << 20);
    assertThat(held).isPositive().isLessThan(8192);
    for (int i = 0; i < held; i++) {
      ring.remove();
    }
    assertThat(ring.claim()).isNotNull();
  }

  private static long used(Runtime runtime) {
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void observer_longPath_keepsItsBeginning() {
    String path = "/" + "a".repeat(5000);
    String line = written(true, log -> log.completed(asked(path, null, null), REPLY, 0, 0));
    JsonNode json = JsonMapper.shared().readTree(line);
    assertThat(json.path("path").asString()).isEqualTo("/" + "a".repeat(1023) + "...");
  }

  @Test
  void observer_secretAcrossTheCut_isHidden() {
    String path = "/" + "a/".repeat(508) + "wo_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde";
    assertThat(written(true, log -> log.completed(asked(path, "x=1&u=" + path, null), REPLY, 0, 0)))
        .contains("/***...?x=1&u=/")
        .doesNotContain("wo_A");
  }

  @Test
  void observer_diskRefuses_linesAreCountedAndLaterOnesAreWritten() {
    assertLaterLinesAreWritten(
        (bytes, offset, length) -> {
          throw new IOException("No space left on device");
        });
  }

  /** An error, and one that cannot even be told of, as where memory is short. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void observer_writingFailsWithAnError_linesAreCountedAndLaterOnesAreWritten(boolean unspeakable) {
    assertLaterLinesAreWritten(
        (bytes, offset, length) -> {
          throw unspeakable ? new Unspeakable() : new OutOfMemoryError("a test");
        });
  }

  /** Than those that came while writing failed, which are counted. */
  private void assertLaterLinesAreWritten(Write failure) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AtomicBoolean failing = new AtomicBoolean(true);
    OutputStream disk =
        file(
            (bytes, offset, length) -> {
              Write to = failing.get() ? failure : out::write;
              to.write(bytes, offset, length);
            });
    try (AccessLog log = new AccessLog(disk, true, metrics, () -> NOW)) {
      ExchangeEvents observer = log.observer("delivery");
      for (int i = 0; i < 7; i++) {
        observer.completed(asked("/lost", null, null), REPLY, 0, 0);
      }
      await().until(() -> metrics.accessLogDropped().sum() == 7);
      failing.set(false);
      observer.completed(asked("/kept", null, null), REPLY, 0, 0);
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("/kept");
    assertThat(metrics.accessLogDropped().sum()).isEqualTo(7);
  }

  /** One without a listener has no line. */
  @Test
  void observer_lineThatCannotBeMade_isCountedAndHoldsNoOtherUp() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AccessLog log = new AccessLog(out, true, metrics, () -> NOW)) {
      log.observer("delivery").completed(asked("/before", null, null), REPLY, 0, 0);
      log.observer(null).completed(asked("/none", null, null), REPLY, 0, 0);
      log.observer("delivery").completed(asked("/after", null, null), REPLY, 0, 0);
      await().until(() -> out.toString(StandardCharsets.UTF_8).contains("/after"));
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"time\"") && line.endsWith("}"));
    assertThat(metrics.accessLogDropped().sum()).isEqualTo(1);
  }

  @Test
  void observer_secrets_areHidden() {
    String token = "wo_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde";
    FakeRequest asked = asked("/-/npm/-/user/token/my-own", "token=my-own", token);
    assertThat(written(true, log -> log.completed(asked, REPLY, 0, 0)))
        .contains("/-/npm/-/user/token/***?token=***")
        .doesNotContain("my-own", token);
  }
}
