package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole origin and a receiver, over sockets. */
final class WebhooksTest {
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  private record Got(String path, String id, String time, String signature, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }
  }

  @TempDir Path folder;

  private final List<Got> got = new CopyOnWriteArrayList<>();
  private HttpServer receiver;
  private volatile boolean down;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newCachedThreadPool());
    receiver.createContext("/", this::answer);
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean first = of(path).isEmpty();
    got.add(
        new Got(
            path,
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    int status = path.equals("/flaky") && first ? 500 : path.equals("/late") && down ? 503 : 204;
    if (path.equals("/moved")) {
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      status = 302;
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private List<Got> of(String path) {
    return got.stream().filter(each -> each.path().equals(path)).toList();
  }

  private String hook(String name, String more) {
    return "{name: %s, url: 'http://127.0.0.1:%d/%s', secret: HOOK, %s}"
        .formatted(name, receiver.getAddress().getPort(), name, more);
  }

  private TestOrigin origin(String... hooks) {
    return TestOrigin.withSecrets(
        folder.resolve("store"),
        Map.of("notify.webhooks", "[" + String.join(", ", hooks) + "]"),
        Map.of(
            "HOOK",
            SECRET,
            "SLACK",
            "http://127.0.0.1:" + receiver.getAddress().getPort() + "/slack"));
  }

  private static void publish(TestOrigin origin, String version) {
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "console.log('" + version + "');\n"));
    assertThat(origin.call("PUT", "/widgets/chat/versions/" + version, zip).statusCode())
        .isEqualTo(201);
  }

  private static JsonNode hooks(TestOrigin origin) {
    return JsonMapper.shared()
        .readTree(origin.call("GET", "/notifications", "").body())
        .path("webhooks");
  }

  private void awaitCount(String path, int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(of(path)).hasSizeGreaterThanOrEqualTo(count));
  }

  @Test
  void publish_isTold_signedInOrderAndAgainAfterFailure() {
    try (TestOrigin origin =
        origin(
            hook("flaky", "events: [version.published, alias.moved], allow-private: true"),
            hook("inside", "events: ['*']"),
            hook("moved", "allow-private: true"),
            "{name: slack, form: slack, secret: SLACK, allow-private: true}")) {
      publish(origin, "1.0.0");
      awaitCount("/flaky", 3);
      awaitCount("/slack", 2);
      awaitCount("/moved", 1);

      List<Got> told = of("/flaky");
      assertThat(told.get(1).id()).isEqualTo(told.get(0).id());
      assertThat(told.get(1).body()).isEqualTo(told.get(0).body());
      assertThat(told.get(1).json().path("type").asString()).isEqualTo("version.published");
      assertThat(told.get(1).json().at("/data/version").asString()).isEqualTo("1.0.0");
      assertThat(told.subList(2, told.size()))
          .allSatisfy(
              each -> assertThat(each.json().path("type").asString()).isEqualTo("alias.moved"));
      for (Got each : told) {
        assertThat(each.signature())
            .isEqualTo(
                WebhookSecret.parse(SECRET)
                    .sign(each.id(), Long.parseLong(each.time()), each.body().getBytes(UTF_8)));
      }
      assertThat(of("/slack").get(0).json().path("text").asString())
          .startsWith("chat: version.published (")
          .contains("version: 1.0.0");
      assertThat(of("/slack").get(0).signature()).isNull();
      assertThat(of("/inside")).isEmpty();
      assertThat(of("/elsewhere")).isEmpty();
      assertThat(hooks(origin).at("/1/problem").asString()).contains("private network");
      assertThat(hooks(origin).at("/2/problem").asString())
          .isEqualTo("it answers 302; redirects are not followed");
      assertThat(origin.control("/health")).contains("'inside' has taken nothing since");
    }
  }

  @Test
  void restart_whileReceiverIsDown_tellsItLaterWithTheSameId() {
    down = true;
    String hook = hook("late", "events: [version.published], allow-private: true");
    try (TestOrigin origin = origin(hook)) {
      publish(origin, "1.0.0");
      awaitCount("/late", 1);
    }
    down = false;
    int before = of("/late").size();
    try (TestOrigin origin = origin(hook)) {
      awaitCount("/late", before + 1);
      publish(origin, "1.1.0");
      awaitCount("/late", before + 2);
    }
    int after = of("/late").size();
    try (TestOrigin origin = origin(hook)) {
      publish(origin, "1.2.0");
      awaitCount("/late", after + 1);
    }

    assertThat(of("/late").get(before).id()).isEqualTo(of("/late").get(0).id());
    assertThat(of("/late").get(of("/late").size() - 1).json().at("/data/version").asString())
        .isEqualTo("1.2.0");
  }

  @Test
  void start_withoutSecret_isRefusedWithoutItsText() {
    assertThatThrownBy(
            () ->
                TestOrigin.withSecrets(
                    folder.resolve("store"),
                    Map.of("notify.webhooks", "[" + hook("ops", "allow-private: true") + "]"),
                    Map.of("HOOK", "hunter2")))
        .hasMessageContaining("notify.webhooks: ops")
        .hasMessageNotContaining("hunter2");
  }
}
