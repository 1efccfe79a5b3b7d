package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An origin with widgets as one has them after some months, and what its console is asked for. */
final class ConsoleWorld implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Pages, as the console calls them. */
  static final String CHAT = "widgets/chat";

  static final String ROLLOUT = "widgets/stepwise/rollout";

  final TestOrigin origin;

  ConsoleWorld(Path folder) {
    origin =
        TestOrigin.start(
            folder, Map.of("rollout.tick", "1h", "rollout.trusted-proxies", "127.0.0.1"));
    publish("chat", "1.0.0", "released", 40);
    publish("chat", "1.1.0", "released", 60);
    publish("chat", "1.2.0", "released", 55);
    publish("chat", "2.0.0", "staged", 90);
    publish("@acme/map", "0.9.0", "released", 2000);
    publish("@acme/map", "1.0.0-beta.1&channel=beta", "released", 2100);
    publish("banner", "3.1.4", "released", 10);
    publish("banner", "3.2.0", "staged", 12);
    publish("stepwise", "1.0.0", "released", 10);
    publish("stepwise", "1.1.0", "staged", 12);
    ok(
        "PUT",
        "/widgets/stepwise/rollout",
        "{\"version\":\"1.1.0\",\"steps\":[{\"weight\":10,\"duration\":\"1h\"},"
            + "{\"weight\":50,\"duration\":\"4h\"}],\"reason\":\"new composer\"}");
    report("stepwise@1.1.0 canary ok", 70);
    report("stepwise@1.1.0 canary rollback", 4);
    report("stepwise@1.1.0 canary crash", 2);
    report("stepwise@1.0.0 stable ok", 3);
    ok(
        "PUT",
        "/widgets/chat/aliases/acme",
        "{\"version\":\"1.1.0\",\"reason\":\"as agreed with acme\"}");
    ok("PUT", "/widgets/banner/switch", "{\"off\":true,\"reason\":\"breaks checkouts\"}");
    for (int i = 0; i < 30; i++) {
      origin.deliver("GET", "/chat/latest/chat.js");
    }
  }

  private void publish(String widget, String version, String state, int lines) {
    String number = version.replaceAll("&.*", "");
    String query = version.contains("&") ? version.substring(version.indexOf('&')) : "";
    Map<String, String> files = new HashMap<>();
    files.put(
        "package.json",
        "{\"name\":\"%s\",\"version\":\"%s\",\"main\":\"chat.js\"}".formatted(widget, number));
    files.put("chat.js", ("window.chat = '" + number + "';\n").repeat(lines));
    files.put("chat.css", ".chat { color: teal }\n".repeat(lines));
    String path = "/widgets/" + widget.replace("/", "%2F") + "/versions/" + number;
    JsonNode answer =
        JSON.readTree(
            origin.call("PUT", path + "?state=" + state + query, TestOrigin.zip(files)).body());
    assertThat(answer.path("sequence").asLong(0)).as(answer.toString()).isPositive();
  }

  /** As browsers of so many networks. */
  void report(String outcome, int times) {
    for (int i = 0; i < times; i++) {
      HttpRequest.Builder report =
          HttpRequest.newBuilder(URI.create(origin.deliveryUrl() + "/-/outcome"))
              .header("X-Forwarded-For", "198.18." + i + ".1")
              .header("Origin", "https://shop%d.example".formatted(i % 3))
              .POST(HttpRequest.BodyPublishers.ofString(outcome));
      assertThat(TestOrigin.send(report, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(204);
    }
  }

  /** How far the rollout is. */
  String phase() {
    return ok("GET", "/widgets/stepwise/rollout", "").path("phase").asString("");
  }

  JsonNode ok(String method, String path, String json) {
    JsonNode answer =
        JSON.readTree(origin.call(method, path, json.getBytes(StandardCharsets.UTF_8)).body());
    assertThat(answer.path("title").asString("")).as(answer.toString()).isEmpty();
    return answer;
  }

  /** What an alias of chat answers. */
  String answer(String alias) {
    return ok("GET", "/widgets/chat/aliases/" + alias, "").path("version").asString("");
  }

  String state(String version) {
    return ok("GET", "/widgets/chat/versions/" + version, "").path("state").asString("");
  }

  String token(String name, String scope) {
    return ok("POST", "/tokens", "{\"name\":\"%s\",\"scopes\":[\"%s\"]}".formatted(name, scope))
        .path("token")
        .asString("");
  }

  String url(String path) {
    return origin.controlUrl() + path;
  }

  @Override
  public void close() {
    origin.close();
  }
}
