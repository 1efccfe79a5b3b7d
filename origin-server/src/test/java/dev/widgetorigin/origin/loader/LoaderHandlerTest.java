package dev.widgetorigin.origin.loader;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.http.RawClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loaders and the rollout calls over real sockets. */
class LoaderHandlerTest {
  @TempDir static Path folder;
  private static TestOrigin origin;

  @BeforeAll
  static void start() throws Exception {
    Brotli4jLoader.ensureAvailability();
    origin = TestOrigin.start(folder, Map.of());
    publish("chat", "1.0.0", "released");
    publish("chat", "1.1.0", "staged");
    publish("%40acme%2Fchat", "1.0.0", "released");
    publish("moving", "1.0.0", "released");
    publish("moving", "1.1.0", "staged");
    publish("listed", "1.0.0", "released");
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static void publish(String widget, String version, String state) {
    publish(widget, version, state, "index.js");
  }

  private static void publish(String widget, String version, String state, String file) {
    byte[] bundle = TestOrigin.zip(Map.of(file, "window.Chat='" + version + "'"));
    String path = "/widgets/" + widget + "/versions/" + version + "?state=" + state;
    assertThat(origin.call("PUT", path, bundle).statusCode()).isEqualTo(201);
  }

  private static HttpResponse<String> control(String method, String path, String json) {
    return origin.call(method, "/widgets" + path, json);
  }

  private static HttpResponse<byte[]> send(String method, String path, String... headers) {
    return origin.deliver(method, path, headers);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  private static String text(HttpResponse<byte[]> response) throws IOException {
    byte[] body = response.body();
    if ("br".equals(header(response, "Content-Encoding"))) {
      body = new BrotliInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/-/loader/chat.js",
        "/-/loader/chat/latest.js",
        "/-/loader/chat/v1.mjs",
        "/-/loader/chat/%5E1.0.0.js",
        "/-/loader/chat/1.0.0.js",
        "/-/loader/@acme/chat.js",
        "/-/loader/@acme%2Fchat/v1.js"
      })
  void get_anySpelling_answersWithTheHeadersOfALoader(String path) throws Exception {
    HttpResponse<byte[]> response = send("GET", path, "Accept-Encoding", "br");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(response, "Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(header(response, "CDN-Cache-Control"))
        .isEqualTo("public, max-age=30, stale-while-revalidate=30, stale-if-error=86400");
    assertThat(header(response, "Surrogate-Control"))
        .isEqualTo("max-age=30, stale-while-revalidate=30, stale-if-error=86400");
    assertThat(header(response, "Vary")).isEqualTo("Accept-Encoding");
    assertThat(header(response, "Content-Encoding")).isEqualTo("br");
    assertThat(header(response, "ETag")).matches("\"[0-9a-f]{32}-br\"");
    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    assertThat(header(response, "Surrogate-Key")).startsWith("w-");
    assertThat(text(response)).contains("1.0.0", "sha256-");
  }

  /**
   * Spellings of one alias are one loader; ranges that somebody makes up share its encoded text.
   */
  @Test
  void get_manyRanges_isOneTextAndOneCompression() throws Exception {
    String etag = header(send("GET", "/-/loader/chat/v1.js", "Accept-Encoding", "br"), "ETag");
    for (int i = 0; i < 3 * EncodedTexts.NEW_PER_SECOND; i++) {
      HttpResponse<byte[]> response =
          send("GET", "/-/loader/chat/%3E=0." + i + ".0%20%3C2.js", "Accept-Encoding", "br");
      assertThat(header(response, "ETag")).isEqualTo(etag);
      assertThat(header(response, "Content-Encoding")).isEqualTo("br");
    }
  }

  @Test
  void snippet_thatNamesTheRequestsHost_isNotCompressedForIt() throws Exception {
    HttpResponse<byte[]> response =
        send("GET", "/-/loader/chat/v1.html", "Accept-Encoding", "br, gzip");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Encoding")).isNull();
    assertThat(header(response, "Cache-Control")).isEqualTo("private, max-age=60");
  }

  @Test
  void head_isGetWithoutContent() throws Exception {
    HttpResponse<byte[]> get = send("GET", "/-/loader/chat.js", "Accept-Encoding", "gzip");
    HttpResponse<byte[]> head = send("HEAD", "/-/loader/chat.js", "Accept-Encoding", "gzip");
    assertThat(head.body()).isEmpty();
    for (String name : new String[] {"ETag", "Content-Length", "Content-Encoding", "Vary"}) {
      assertThat(header(head, name)).as(name).isEqualTo(header(get, name)).isNotNull();
    }
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      nullValues = "none",
      value = {
        "br, 200, br",
        "zstd, 200, zstd",
        "gzip, 200, gzip",
        "identity, 200, none",
        "'br;q=0, gzip', 200, gzip",
        "'identity;q=0, foo', 406, none",
      })
  void get_acceptEncoding_isNegotiated(String accept, int status, String coding) throws Exception {
    HttpResponse<byte[]> response = send("GET", "/-/loader/chat.js", "Accept-Encoding", accept);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "Content-Encoding")).isEqualTo(coding);
    assertThat(header(response, "Vary")).contains("Accept-Encoding");
  }

  @Test
  void get_conditional_isAnswered() throws Exception {
    String etag = header(send("GET", "/-/loader/chat.js"), "ETag");
    HttpResponse<byte[]> unchanged = send("GET", "/-/loader/chat.js", "If-None-Match", etag);
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(header(unchanged, "ETag")).isEqualTo(etag);
    assertThat(header(unchanged, "Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(send("GET", "/-/loader/chat.js", "If-Match", "\"other\"").statusCode())
        .isEqualTo(412);
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource({
    "/-/loader/nobody.js, 404, 'public, max-age=10'",
    "/-/loader/chat/v7.js, 404, 'public, max-age=10'",
    "/-/loader/chat/nightly.js, 404, 'public, max-age=10'",
    "/-/loader/chat/latest.css, 404, 'public, max-age=10'",
    "/-/loader/%2e%2e/chat.js, 400, no-store",
    "/-/loader/chat/%00.js, 400, no-store",
    "/-/loader/chat/%252e%252e.js, 400, no-store",
    "/-/loader/chat//v1.js, 400, no-store",
    "/-/loader/a%5cb.js, 400, no-store",
    "/-/loader/%ff.js, 400, no-store",
    "/-/loader/chat/1.0.0/0123456789abcdef0123456789abcdef.js, 404, 'public, max-age=10'",
  })
  void get_whatIsNot_isAProblem(String path, int status, String cache) throws Exception {
    HttpResponse<byte[]> response = send("GET", path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "Cache-Control")).isEqualTo(cache);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
  }

  /** Whatever the status: the widget's list of origins, and not the origin's own. */
  @ParameterizedTest
  @CsvSource({"GET, v1.js, 200", "GET, v9.js, 404", "POST, v1.js, 405", "OPTIONS, v1.js, 204"})
  void widgetWithOriginsOfItsOwn_tellsOnlyThoseOfEveryAnswer(
      String method, String file, int status) {
    String cors = "{\"cors\":{\"allowedOrigins\":[\"https://a.example\"]}}";
    assertThat(control("PUT", "/listed/settings", cors).statusCode()).isEqualTo(200);
    String path = "/-/loader/listed/" + file;
    HttpResponse<byte[]> allowed = send(method, path, "Origin", "https://a.example");
    HttpResponse<byte[]> other = send(method, path, "Origin", "https://b.example");
    assertThat(allowed.statusCode()).isEqualTo(status);
    assertThat(header(allowed, "Access-Control-Allow-Origin")).isEqualTo("https://a.example");
    assertThat(header(other, "Access-Control-Allow-Origin")).isNull();
    assertThat(header(other, "Vary")).startsWith("Origin");
  }

  @Test
  void otherMethods_are405() throws Exception {
    HttpResponse<byte[]> response = send("DELETE", "/-/loader/chat.js");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(send("OPTIONS", "/-/loader/chat.js").statusCode()).isEqualTo(204);
  }

  @Test
  void meta_namesTheImmutableForm() throws Exception {
    String meta = text(send("GET", "/-/loader/chat/v1.js?meta"));
    String url = meta.replaceAll("(?s).*\"url\":\"([^\"]+)\".*", "$1");
    HttpResponse<byte[]> response = send("GET", url);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(meta).contains("\"integrity\":\"sha384-").doesNotContain("v1.js\\\" integrity");
  }

  /** The tag is for pages of other sites, on which a path alone would be a path of theirs. */
  @Test
  void meta_tag_namesTheRequestsHost() throws Exception {
    String host = URI.create(origin.deliveryUrl()).getAuthority();
    HttpResponse<byte[]> response = send("GET", "/-/loader/chat/v1.js?meta");
    assertThat(text(response)).contains("<script src=\\\"//" + host + "/-/loader/chat/1.0.0/");
    assertThat(header(response, "Cache-Control")).isEqualTo("private, max-age=60");
  }

  /** A client of HTTP/1.0 need not name a host. */
  @ParameterizedTest
  @ValueSource(strings = {"/-/loader/chat/v1.html", "/-/loader/chat/v1.js?meta"})
  void get_requestWithoutAHost_namesPathsAlone(String path) {
    try (RawClient client = new RawClient(URI.create(origin.deliveryUrl()).getPort())) {
      RawClient.Answer answer = client.send("GET " + path + " HTTP/1.0\r\n\r\n").read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).doesNotContain("\"//");
    }
  }

  @Test
  void rollout_changesTheLoaderAtOnceAndOnlyIt() throws Exception {
    String path = "/moving/rollout";
    HttpResponse<String> started =
        control("PUT", path, "{\"version\":\"1.1.0\",\"reason\":\"a test\"}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    assertThat(started.body())
        .contains("\"sequence\":", "\"phase\":\"running\"", "\"weight\":5.0")
        .doesNotContain("warnings");
    assertThat(text(send("GET", "/-/loader/moving.js"))).contains("1.1.0", "1.0.0");
    assertThat(text(send("GET", "/-/loader/moving/1.0.0.js"))).doesNotContain("1.1.0");
    assertThat(header(send("GET", "/moving/latest/index.js"), "X-Resolved-Version"))
        .isEqualTo("1.0.0");
    assertThat(control("PATCH", path, "{\"action\":\"pause\"}").body()).contains("\"paused\"");
    assertThat(control("PATCH", path, "{\"action\":\"pause\"}").statusCode()).isEqualTo(409);
    assertThat(control("PATCH", path, "{\"action\":\"resume\"}").body()).contains("\"running\"");
    assertThat(control("PATCH", path, "{\"action\":\"abort\"}").body()).contains("\"aborted\"");
    assertThat(text(send("GET", "/-/loader/moving.js"))).doesNotContain("1.1.0");
    assertThat(control("PUT", path, "{\"version\":\"1.1.0\"}").statusCode()).isEqualTo(200);
    assertThat(control("PATCH", path, "{\"action\":\"promote\"}").body()).contains("\"promoting\"");
    assertThat(header(send("GET", "/moving/latest/index.js"), "X-Resolved-Version"))
        .isEqualTo("1.1.0");
    assertThat(control("GET", "/moving/history", "").body()).contains("rollout-changed");
  }

  /** Nothing is wrong with a bundle without a script; only, a rollout of it comes to nothing. */
  @ParameterizedTest(name = "{0}, then {1}")
  @CsvSource({
    "index.js, chat.css, 1.1.0 has no entry file",
    "chat.css, index.js, 1.0.0 has no entry file",
  })
  void rollout_whereAVersionHasNoScript_isWarnedOf(String before, String after, String warning) {
    String widget = before.replace('.', '-');
    publish(widget, "1.0.0", "released", before);
    publish(widget, "1.1.0", "staged", after);
    String path = "/" + widget + "/rollout";
    HttpResponse<String> started = control("PUT", path, "{\"version\":\"1.1.0\"}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    assertThat(started.body())
        .contains("\"warnings\":[\"no page gets 1.1.0 from a loader: " + warning);
    assertThat(control("GET", path, "").body()).contains(warning);
    assertThat(control("PATCH", path, "{\"action\":\"abort\"}").body()).doesNotContain(warning);
  }

  @Test
  void rollout_badRequest_listsEveryProblem() throws Exception {
    HttpResponse<String> refused =
        control(
            "PUT",
            "/chat/rollout",
            """
            {"version":"x","steps":[{"weight":5,"duration":"soon"},{"weight":2},{"duration":"1h"}],
             "bake":"-1h","sites":{"in":["a"],"out":["a"," "]},"thresholds":{"errorPercent":0},
             "startAt":"noon","colour":"red"}""");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("version: ")
        .contains("steps[0].duration: ")
        .contains("steps[1].weight: ")
        .contains("steps[2].weight: ")
        .contains("bake: ")
        .contains("sites.in: ")
        .contains("sites.out: ")
        .contains("thresholds.errorPercent: ")
        .contains("startAt: ")
        .contains("colour: ");
    assertThat(control("PATCH", "/chat/rollout", "{\"action\":\"stop\"}").statusCode())
        .isEqualTo(422);
    assertThat(control("PATCH", "/chat/rollout", "{\"action\":\"abort\"}").statusCode())
        .isEqualTo(409);
    assertThat(control("GET", "/chat/rollout", "").body()).contains("\"rollout\":null");
    assertThat(control("GET", "/nobody/rollout", "").statusCode()).isEqualTo(404);
  }
}
