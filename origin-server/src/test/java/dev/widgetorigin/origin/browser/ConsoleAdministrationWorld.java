package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An origin with a history, an edge that takes no purges and a receiver that takes no events. */
final class ConsoleAdministrationWorld implements AutoCloseable {
  static final String MARKUP = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";

  final Site site = Site.pages();
  final TestOrigin origin;
  private final Path folder;

  ConsoleAdministrationWorld(Path folder) {
    this.folder = folder;
    site.page("/purge", "told");
    site.page("/support", "taken");
    site.page("/cdn/chat/latest/chat.js", "1", "X-Resolved-Version", "1.1.0");
    origin =
        TestOrigin.withSecrets(
            folder,
            Map.of(
                "purge.targets",
                "[{type: http, name: near, url: '%s/purge'}, {type: http, name: far, url: '%s/none'}]"
                    .formatted(site.url(), site.url()),
                "purge.check",
                "[" + site.url() + "/cdn]",
                "purge.check-timeout",
                "1s",
                "notify.webhooks",
                "[{name: chat-ops, url: '%s/none', secret: HOOK, allow-private: true},"
                        .formatted(site.url())
                    + " {name: support, url: '%s/support', secret: HOOK, allow-private: true}]"
                        .formatted(site.url())),
            Map.of("HOOK", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
    publish("chat", "1.0.0");
    publish("chat", "1.1.0");
    publish("@acme/map", "0.9.0");
    change("POST", "/widgets/chat/aliases/latest/rollback", "{\"reason\":\"the menu is broken\"}");
    change("DELETE", "/widgets/chat/aliases/latest", "{\"reason\":" + quoted(MARKUP) + "}");
    for (int i = 0; i < 60; i++) {
      change(
          "PUT",
          "/widgets/chat/aliases/beta",
          "{\"version\":\"1.%d.0\",\"reason\":\"round %d\"}".formatted(i % 2, i));
    }
    // Refused, and in the audit log.
    origin.call("PUT", "/widgets/chat/aliases/nope", "{\"version\":\"9.9.9\"}");
  }

  /** Something that a receiver was never told of, as another node would have left it. */
  void giveUp(String webhook, String id) throws IOException {
    Path dead = folder.resolve("followers/notify-" + webhook + "/dead");
    Files.createDirectories(dead);
    Files.writeString(
        dead.resolve("000001767225600000-" + id + ".json"),
        ("{'id':'%s','event':'version.published','widget':'chat',"
                + "'since':'2026-01-01T00:00:00Z','givenUp':'2026-01-02T00:00:00Z',"
                + "'problem':'it answered 502','body':'{}'}\n")
            .replace('\'', '"')
            .formatted(id));
    Files.writeString(
        folder.resolve(StoreLayout.cursor("letters-" + webhook)), "1 dead/" + id + "\n");
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> get("/notifications").toString().contains(id));
  }

  /** Until nothing is left that the receiver is to be told once more. */
  void awaitTold(String webhook) {
    Path left = folder.resolve("followers/notify-" + webhook);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> {
              try (Stream<Path> files = Files.walk(left)) {
                return files.noneMatch(Files::isRegularFile);
              }
            });
  }

  /** Until the edge and the receiver have refused something. */
  void awaitFailures() {
    Awaitility.await()
        .until(
            () ->
                get("/purge").at("/targets/1/failures").asInt(0) > 0
                    && get("/notifications").at("/webhooks/0/failures").asInt(0) > 0);
  }

  private void publish(String widget, String version) {
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "window.chat='" + version + "'"));
    String path = "/widgets/" + widget.replace("/", "%2F") + "/versions/" + version;
    assertThat(origin.call("PUT", path, zip).statusCode()).isEqualTo(201);
  }

  private JsonNode change(String method, String path, String json) {
    HttpResponse<String> answer = origin.call(method, path, json);
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return JsonMapper.shared().readTree(answer.body());
  }

  JsonNode get(String path) {
    return change("GET", path, "");
  }

  String token(String name, String scope) {
    return change("POST", "/tokens", "{\"name\":\"%s\",\"scopes\":[\"%s\"]}".formatted(name, scope))
        .path("token")
        .asString();
  }

  /** Of the first token of that name; empty where there is none. */
  String idOf(String name) {
    return tokens(name).findFirst().map(token -> token.path("id").asString()).orElse("");
  }

  Stream<JsonNode> tokens(String name) {
    return get("/tokens")
        .path("tokens")
        .valueStream()
        .filter(each -> each.path("name").asString().equals(name));
  }

  /** The status of a call with a token. */
  int whoami(String secret) {
    return TestOrigin.send(
            HttpRequest.newBuilder(URI.create(origin.controlUrl() + "/-/api/v1/whoami"))
                .header("Authorization", "Bearer " + secret),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  /** Whether any file of the store, logs among them, has the text. */
  boolean written(String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).anyMatch(file -> contains(file, text));
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException gone) {
      return false;
    }
  }

  static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  @Override
  public void close() {
    origin.close();
    site.close();
  }
}
