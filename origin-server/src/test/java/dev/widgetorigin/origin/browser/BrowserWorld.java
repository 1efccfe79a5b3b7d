package dev.widgetorigin.origin.browser;

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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real origin on real ports, whose clock can be put forward, and the calls that tests need of a
 * widget.
 */
final class BrowserWorld implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AtomicReference<Duration> ahead;
  private final AtomicLong nanosAhead;
  private final String name;
  final TestOrigin origin;

  /**
   * Where all browsers may come from one address and verdicts come soon; {@code settings} are keys
   * of the configuration and values.
   */
  BrowserWorld(Path folder, String... settings) {
    this(folder, forOneAddress(settings));
  }

  /** With the rollout settings that nobody has touched. */
  static BrowserWorld untouched(Path folder) {
    return new BrowserWorld(folder, Map.of());
  }

  private static Map<String, String> forOneAddress(String... settings) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("rollout.prefix-percent", "100");
    overrides.put("rollout.tick", "100ms");
    for (int i = 0; i < settings.length; i += 2) {
      overrides.put(settings[i], settings[i + 1]);
    }
    return overrides;
  }

  private BrowserWorld(Path folder, Map<String, String> settings) {
    name = "chat";
    ahead = new AtomicReference<>(Duration.ZERO);
    nanosAhead = new AtomicLong();
    origin =
        TestOrigin.start(
            folder,
            settings,
            () -> Instant.now().plus(ahead.get()),
            () -> System.nanoTime() + nanosAhead.get());
  }

  private BrowserWorld(BrowserWorld same, String name) {
    this.name = name;
    ahead = same.ahead;
    nanosAhead = same.nanosAhead;
    origin = same.origin;
  }

  /** Another widget of the same origin, which this one closes. */
  BrowserWorld widget(String other) {
    return new BrowserWorld(this, other);
  }

  void putForward(Duration time) {
    ahead.accumulateAndGet(time, Duration::plus);
  }

  /** Things are due sooner by that; whoever waits for them looks at the time after a change. */
  void dueSooner(Duration time) {
    nanosAhead.addAndGet(time.toNanos());
  }

  String url() {
    return origin.deliveryUrl();
  }

  /** A script that sets {@code Chat} and counts its runs. */
  static String script(String version) {
    return "window.runs=(window.runs||0)+1;window.Chat={version:\"" + version + "\"};";
  }

  /** Publishes chat.js, which is the entry file, and chat.css. */
  BrowserWorld publish(String version, String state, String script) {
    Map<String, String> files = new HashMap<>();
    files.put(
        "package.json",
        "{\"name\":\"%s\",\"version\":\"%s\",\"main\":\"chat.js\"}".formatted(name, version));
    files.put("chat.js", script);
    files.put("chat.css", ".chat{color:rgb(1, 2, 3)}");
    JsonNode answer =
        call("PUT", "/versions/" + version + "?state=" + state, TestOrigin.zip(files));
    assertThat(answer.path("sequence").asLong(0)).as(answer.toString()).isPositive();
    return this;
  }

  BrowserWorld publish(String version, String state) {
    return publish(version, state, script(version));
  }

  /** {@code loader} is the loader's part of the settings, as JSON. */
  BrowserWorld loader(String loader) {
    ok("PUT", "/settings", "{\"loader\":" + loader + "}");
    return this;
  }

  JsonNode rollout(String body) {
    return ok("PUT", "/rollout", body);
  }

  JsonNode rollout() {
    return call("GET", "/rollout", new byte[0]);
  }

  /** A call about the widget that must succeed. */
  JsonNode ok(String method, String path, String json) {
    JsonNode answer = call(method, path, json.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.path("sequence").asLong(0)).as(answer.toString()).isPositive();
    return answer;
  }

  private JsonNode call(String method, String path, byte[] body) {
    return JSON.readTree(origin.call(method, "/widgets/" + name + path, body).body());
  }

  String history() {
    return origin.call("GET", "/widgets/" + name + "/history", new byte[0]).body();
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url() + path)));
  }

  /** Sends an outcome report as a browser would. */
  int report(String text) {
    return send(outcome(text)).statusCode();
  }

  /** The same of a browser behind a proxy, which must be among {@code rollout.trusted-proxies}. */
  int report(String text, String address) {
    return send(outcome(text).header("X-Forwarded-For", address)).statusCode();
  }

  private HttpRequest.Builder outcome(String text) {
    return HttpRequest.newBuilder(URI.create(url() + "/-/outcome"))
        .header("Content-Type", "text/plain;charset=UTF-8")
        .POST(BodyPublishers.ofString(text));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    return TestOrigin.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    origin.close();
  }
}
