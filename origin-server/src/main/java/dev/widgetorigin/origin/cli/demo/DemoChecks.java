package dev.widgetorigin.origin.cli.demo;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ClientCommand;
import dev.widgetorigin.origin.cli.client.Mutations;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.delivery.negotiate.AvailableDictionary;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fetches what a demo origin serves and compares it with the contract, line by line. */
final class DemoChecks {
  private static final String WIDGET = "/" + DemoWidget.NAME;
  private static final String FILE = "/dist/chat-bubble.js";
  private static final String EXACT = WIDGET + "/v1.1.0" + FILE;
  private static final String ANY_VERSION = WIDGET + "/*" + FILE;
  private static final int SMALL = 1_000;
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";
  private static final String ALIAS = DemoCommand.ALIAS_FIGURE;

  private final Terminal terminal;
  private final URI base;
  private final ApiClient api;
  private final Map<String, JsonNode> published;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int checked;
  private int failed;

  DemoChecks(Terminal terminal, URI base, ApiClient api, Map<String, JsonNode> published) {
    this.terminal = terminal;
    this.base = base;
    this.api = api;
    this.published = published;
  }

  /** 0 where every answer was right, else 1. */
  int run() throws IOException, InterruptedException {
    exact();
    deltas();
    aliases();
    conditions();
    otherFiles();
    refusals();
    rollback();
    terminal.say("");
    terminal.say(
        failed == 0
            ? "all %d answers are as the contract says"
            : "%d answers, %d of them not as the contract says",
        checked,
        failed);
    return failed == 0 ? 0 : 1;
  }

  private void exact() throws IOException, InterruptedException {
    for (String encoding : new String[] {"br", "zstd", "gzip", "identity"}) {
      SeenAnswer seen = get(EXACT, "Accept-Encoding", encoding);
      seen.has("Cache-Control", IMMUTABLE)
          .has("Content-Encoding", encoding.equals("identity") ? null : encoding)
          .has("Content-Type", "text/javascript; charset=utf-8")
          .has("Vary", "Accept-Encoding, Available-Dictionary")
          .has("Use-As-Dictionary", "match=\"" + ANY_VERSION + "\", match-dest=(\"script\")")
          .has("SourceMap", "chat-bubble.js.map")
          .has("X-Content-Type-Options", "nosniff")
          .has("Access-Control-Allow-Origin", "*")
          .isIntegrity(integrity("1.1.0", "dist/chat-bubble.js"))
          .done(200);
    }
    for (String spelling :
        new String[] {
          WIDGET + "/1.1.0" + FILE, WIDGET + "@1.1.0" + FILE, "/npm" + WIDGET + "@1.1.0" + FILE
        }) {
      get(spelling)
          .has("Cache-Control", IMMUTABLE)
          .isIntegrity(integrity("1.1.0", "dist/chat-bubble.js"))
          .done(200);
    }
    get(WIDGET + "@1.1.0")
        .has("Location", DemoWidget.NAME + "@1.1.0" + FILE)
        .has("Cache-Control", IMMUTABLE)
        .done(308);
  }

  /** Who has a version gets the next as the difference. */
  private void deltas() throws IOException, InterruptedException {
    String[][] steps = {{"1.0.0", "1.0.1"}, {"1.0.1", "1.1.0"}, {"1.0.0", "1.1.0"}};
    for (String[] step : steps) {
      byte[] before = get(WIDGET + "/v" + step[0] + FILE).body();
      for (String encoding : new String[] {"dcb", "dcz"}) {
        String has = AvailableDictionary.naming(Digest.sha256(before));
        String path = WIDGET + "/v" + step[1] + FILE;
        get(path, "Accept-Encoding", "br, " + encoding, "Available-Dictionary", has)
            .with(before)
            .has("Content-Encoding", encoding)
            .has("Cache-Control", IMMUTABLE)
            .hasLessThan(SMALL)
            .isIntegrity(integrity(step[1], "dist/chat-bubble.js"))
            .done(200);
      }
    }
    String stranger = AvailableDictionary.naming(Digest.sha256(new byte[0]));
    get(EXACT, "Accept-Encoding", "br, dcb, dcz", "Available-Dictionary", stranger)
        .has("Content-Encoding", "br")
        .isIntegrity(integrity("1.1.0", "dist/chat-bubble.js"))
        .done(200);
  }

  private void aliases() throws IOException, InterruptedException {
    String[][] expected = {
      {"v1", "1.1.0"},
      {"v1.0", "1.0.1"},
      {"latest", "1.1.0"},
      {"beta", "2.0.0-beta.1"},
      {"^1.0.0", "1.1.0"}
    };
    for (String[] alias : expected) {
      String selector = alias[0].replace("^", "%5E");
      get(WIDGET + "/" + selector + FILE)
          .has("Cache-Control", ALIAS)
          .has("CDN-Cache-Control", ALIAS + ", stale-while-revalidate=60, stale-if-error=86400")
          .has("X-Resolved-Version", alias[1])
          .has("Content-Location", WIDGET + "/v" + alias[1] + FILE)
          .isIntegrity(integrity(alias[1], "dist/chat-bubble.js"))
          .done(200);
    }
  }

  private void conditions() throws IOException, InterruptedException {
    String tag =
        Objects.requireNonNullElse(get(EXACT, "Accept-Encoding", "br").header("ETag"), "\"none\"");
    get(EXACT, "Accept-Encoding", "br", "If-None-Match", tag)
        .has("ETag", tag)
        .has("Cache-Control", IMMUTABLE)
        .has("Access-Control-Allow-Origin", "*")
        .done(304);
    get(EXACT, "Accept-Encoding", "identity", "Range", "bytes=0-9").hasLength(10).done(206);
    get(EXACT, "Range", "bytes=999999999-").done(416);
    send("HEAD", EXACT).hasLength(0).has("Cache-Control", IMMUTABLE).done(200);
    send("OPTIONS", EXACT, "Origin", "https://page.example", "Access-Control-Request-Method", "GET")
        .has("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
        .has("Access-Control-Max-Age", "86400")
        .done(204);
  }

  private void otherFiles() throws IOException, InterruptedException {
    get(WIDGET + "/v1.1.0/dist/chat-bubble.css")
        .has("Content-Type", "text/css; charset=utf-8")
        .isIntegrity(integrity("1.1.0", "dist/chat-bubble.css"))
        .done(200);
    get(WIDGET + "/v1.1.0/chat-bubble.css").has("Location", "dist/chat-bubble.css").done(308);
    get(WIDGET + "/v1.1.0/dist/chat-bubble")
        .has("Content-Location", WIDGET + "/v1.1.0" + FILE)
        .done(200);
    get(WIDGET + "/v1.1.0" + FILE + ".map")
        .has("Content-Type", "application/json")
        .has("Cache-Control", "public, max-age=3600")
        .done(200);
    get(WIDGET + "/latest/icon.svg")
        .has("Content-Type", "image/svg+xml")
        .has("Content-Security-Policy", "sandbox allow-scripts")
        .done(200);
    get(WIDGET + "/v1.1.0/demo.html")
        .has("Content-Type", "text/html; charset=utf-8")
        .has("Content-Security-Policy", "sandbox allow-scripts")
        .has("Cache-Control", "public, max-age=3600")
        .done(200);
    get(EXACT + "?meta").hasText(integrity("1.1.0", "dist/chat-bubble.js")).done(200);
    get("/").has("Content-Type", "text/html; charset=utf-8").done(200);
    get("/health").has("Cache-Control", "no-store").done(200);
    get("/-/readyz").done(200);
  }

  private void refusals() throws IOException, InterruptedException {
    get(WIDGET + "/v9" + FILE).has("Cache-Control", "public, max-age=10").done(404);
    get(WIDGET + "/v1.1.0/none.js").has("Cache-Control", "public, max-age=10").done(404);
    get(WIDGET + "/v1.1.0/%2e%2e/secret").has("Cache-Control", "no-store").done(400);
    send("DELETE", EXACT).has("Cache-Control", "no-store").done(405);
  }

  /** A release goes wrong and comes back. */
  private void rollback() throws IOException, InterruptedException {
    String path = ApiClient.alias(DemoWidget.NAME, "latest");
    ObjectNode body = ClientCommand.object().put("to", "1.0.1").put("reason", "demo");
    JsonNode answer = api.json("POST", path + "/rollback", body);
    terminal.say(
        "    rollback latest: %s -> %s",
        Mutations.text(answer, "from"), Mutations.text(answer, "to"));
    get(WIDGET + "/latest" + FILE).has("X-Resolved-Version", "1.0.1").done(200);
    get(WIDGET + "/v1" + FILE).has("X-Resolved-Version", "1.0.1").done(200);
    get(WIDGET + "/latest" + FILE).has("Cache-Control", ALIAS).done(200);
    api.delete(path);
    terminal.say("    unpin latest");
    get(WIDGET + "/latest" + FILE).has("X-Resolved-Version", "1.1.0").done(200);
  }

  private String integrity(String version, String path) {
    for (JsonNode file : published.get(version).path("files")) {
      if (Mutations.text(file, "path").equals(path)) {
        return Mutations.text(file, "integrity");
      }
    }
    throw new CommandFailure("the origin's answer to the publish names no " + path);
  }

  private SeenAnswer get(String path, String... headers) throws IOException, InterruptedException {
    return send("GET", path, headers);
  }

  private SeenAnswer send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new SeenAnswer(
        method, path, http.send(request.build(), BodyHandlers.ofByteArray()), this::count);
  }

  private void count(SeenAnswer answer) {
    checked++;
    failed += answer.isRight() ? 0 : 1;
    terminal.say("%s", answer);
  }
}
