package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a widget that is switched off answers, over sockets. */
class SwitchTest {
  private static final String STUB = "/* switched off */\n";

  @TempDir Path folder;
  @AutoClose private TestOrigin origin;

  @BeforeEach
  void start() {
    origin =
        TestOrigin.start(
            folder,
            Map.of(
                "assets.mapped-paths",
                "{/static/chat.js: chat@latest/chat.js}",
                "assets.tag-headers",
                "[Surrogate-Key]"));
    String manifest = "{\"name\":\"chat\",\"version\":\"1.0.0\",\"main\":\"chat.js\"}";
    ok(
        origin.call(
            "PUT",
            "/widgets/chat/versions/1.0.0",
            TestOrigin.zip(
                Map.of(
                    "package.json",
                    manifest,
                    "chat.js",
                    "export default 1;" + "/* long */".repeat(100),
                    "chat.css",
                    "p{}",
                    "logo.svg",
                    "<svg/>",
                    "dist/more.js",
                    "1"))));
    ok(origin.call("PUT", "/widgets/chat/aliases/acme", "{\"follow\":\"latest\"}"));
  }

  private static String ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return answer.body();
  }

  private String off(String channel) {
    String only = channel == null ? "" : ",\"channel\":\"" + channel + "\"";
    return ok(
        origin.call(
            "PUT", "/widgets/chat/switch", "{\"off\":true,\"reason\":\"broken\"" + only + "}"));
  }

  private void on(String channel) {
    String query = channel == null ? "" : "?channel=" + channel;
    ok(origin.call("DELETE", "/widgets/chat/switch" + query, "{}"));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/chat/latest/chat.js,         200, text/javascript; charset=utf-8",
    "/chat@1/chat.js,              200, text/javascript; charset=utf-8",
    "/npm/chat@%5E1.0.0/chat.js,   200, text/javascript; charset=utf-8",
    "/chat@acme/chat.js,           200, text/javascript; charset=utf-8",
    "/chat@1/chat.css,             200, text/css; charset=utf-8",
    "/chat@1/more.js,              200, text/javascript; charset=utf-8",
    "/chat@1,                      200, text/javascript; charset=utf-8",
    "/chat@1/chat,                 200, text/javascript; charset=utf-8",
    "/static/chat.js,              200, text/javascript; charset=utf-8",
    "/-/loader/chat.js,            200, text/javascript; charset=utf-8",
    "/-/loader/chat/acme.mjs,      200, text/javascript; charset=utf-8",
    "/-/loader/chat/latest.html,   404, application/problem+json",
    "/chat@1/logo.svg,             404, application/problem+json",
    "/chat@1/package.json,         404, application/problem+json",
    "/chat@1/none/,                404, application/problem+json"
  })
  void get_widgetOff_answersAStubAndOnAgainWhatItDid(String path, int status, String type) {
    String before = origin.deliver("GET", path).statusCode() + text(origin.deliver("GET", path));
    off(null);
    HttpResponse<byte[]> answer = origin.deliver("GET", path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).isEqualTo(type);
    assertThat(header(answer, "X-Widget-Switched-Off")).isEqualTo("true");
    assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(header(answer, "CDN-Cache-Control")).startsWith("public, max-age=300");
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(answer, "Surrogate-Key")).contains("w-chat-a-").doesNotContain("-v-");
    assertThat(header(answer, "Signature")).isNull();
    if (status == 200 && !path.startsWith("/-/")) {
      assertThat(text(answer)).isEqualTo(STUB);
    }
    on(null);
    String after = origin.deliver("GET", path).statusCode() + text(origin.deliver("GET", path));
    if (path.endsWith(".html")) {
      assertThat(after).startsWith("200");
    } else {
      assertThat(after).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/chat@9/chat.js",
        "/chat@none/chat.js",
        "/-/loader/chat/v9.js",
        "/-/loader/chat/none.mjs"
      })
  void get_aliasWithoutAVersion_isNotFoundAsBefore(String path) {
    off(null);
    HttpResponse<byte[]> answer = origin.deliver("GET", path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "X-Widget-Switched-Off")).isNull();
    assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=10");
  }

  @Test
  void metrics_countWhatIsOff() {
    off(null);
    off("acme");
    assertThat(origin.control("/metrics")).contains("\nstore_switched_off 2.0\n");
    on(null);
    on("acme");
    assertThat(origin.control("/metrics")).contains("\nstore_switched_off 0.0\n");
  }

  @ParameterizedTest
  @CsvSource({"serve", "redirect", "stub"})
  void get_anyAliasMode_isTheStub(String mode) {
    ok(origin.call("PUT", "/widgets/chat/settings", "{\"aliasMode\":\"" + mode + "\"}"));
    off(null);
    assertThat(text(origin.deliver("GET", "/chat@1/chat.js"))).isEqualTo(STUB);
  }

  @ParameterizedTest
  @CsvSource({
    "/chat@1.0.0/chat.js",
    "/chat/v1.0.0/logo.svg",
    "/-/loader/chat/1.0.0.js",
    "/chat@1.0.0/chat.js?meta"
  })
  void get_exact_goesOn(String path) {
    String before = text(origin.deliver("GET", path));
    off(null);
    HttpResponse<byte[]> answer = origin.deliver("GET", path);
    assertThat(text(answer)).isEqualTo(before);
    assertThat(header(answer, "X-Widget-Switched-Off")).isNull();
  }

  @Test
  void get_channelOff_isThatChannelAlone() {
    off("acme");
    assertThat(text(origin.deliver("GET", "/chat@acme/chat.js"))).isEqualTo(STUB);
    assertThat(text(origin.deliver("GET", "/chat@latest/chat.js"))).contains("long");
    assertThat(header(origin.deliver("GET", "/-/loader/chat/acme.js"), "X-Widget-Switched-Off"))
        .isEqualTo("true");
    assertThat(header(origin.deliver("GET", "/-/loader/chat.js"), "X-Widget-Switched-Off"))
        .isNull();
    off(null);
    on("acme");
    assertThat(text(origin.deliver("GET", "/chat@acme/chat.js"))).isEqualTo(STUB);
  }

  @Test
  void get_conditional_neitherTakesTheStubForTheFileNorTheFileForTheStub() {
    String file = header(origin.deliver("GET", "/chat@1/chat.js"), "ETag");
    off(null);
    HttpResponse<byte[]> stub = origin.deliver("GET", "/chat@1/chat.js", "If-None-Match", file);
    assertThat(stub.statusCode()).isEqualTo(200);
    String etag = header(stub, "ETag");
    HttpResponse<byte[]> same = origin.deliver("GET", "/chat@1/chat.js", "If-None-Match", etag);
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(header(same, "X-Widget-Switched-Off")).isEqualTo("true");
    HttpResponse<byte[]> head = origin.deliver("HEAD", "/chat@1/chat.js");
    assertThat(header(head, "Content-Length")).isEqualTo("" + STUB.length());
    assertThat(origin.deliver("GET", "/chat@1/chat.js", "Range", "bytes=0-1").statusCode())
        .isEqualTo(206);
    String modified = header(stub, "Last-Modified");
    on(null);
    assertThat(origin.deliver("GET", "/chat@1/chat.js", "If-None-Match", etag).statusCode())
        .isEqualTo(200);
    assertThat(origin.deliver("GET", "/chat@1/chat.js", "If-Modified-Since", modified).statusCode())
        .isEqualTo(200);
  }

  @Test
  void get_offASecondAfterThePublish_datesTellTheStubFromTheFile() {
    AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-29T10:00:00Z"));
    try (TestOrigin one = TestOrigin.start(folder.resolve("one"), Map.of(), clock::get)) {
      String manifest = "{\"name\":\"one\",\"version\":\"1.0.0\",\"main\":\"one.js\"}";
      byte[] bundle = TestOrigin.zip(Map.of("package.json", manifest, "one.js", "1"));
      ok(one.call("PUT", "/widgets/one/versions/1.0.0", bundle));
      clock.set(clock.get().plusSeconds(1));
      ok(one.call("PUT", "/widgets/one/switch", "{\"off\":true}"));
      String date = header(one.deliver("GET", "/one@1/one.js"), "Last-Modified");
      ok(one.call("DELETE", "/widgets/one/switch", "{}"));
      assertThat(one.deliver("GET", "/one@1/one.js", "If-Modified-Since", date).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void put_answer_saysHowLongItTakesAndHowToUndo() {
    String answer = off(null);
    assertThat(answer)
        .contains("\"browserSeconds\":300")
        .contains("w-chat-loaders")
        .contains("w-chat-a-acme")
        .contains("widget-origin on chat")
        .contains("behind an edge that is off, browsers are off within 300 s");
    assertThat(off(null)).contains("\"changed\":false");
    assertThat(ok(origin.call("GET", "/widgets/chat", "")))
        .contains("\"switchedOff\":[{\"channel\":null,\"by\":\"admin\"")
        .contains("\"reason\":\"broken\"");
    assertThat(ok(origin.call("GET", "/widgets/chat/history", ""))).contains("switched-off");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"off\":true,\"channel\":\"gone\"}|422|has no channel gone",
        "{\"off\":true,\"channel\":\"v1\"}|422|only a channel or the whole widget",
        "{\"off\":true,\"channel\":\"latest\"}|422|only a channel or the whole widget",
        "{\"off\":false}|422|off: expected true",
        "{}|422|off: is missing",
        "{\"off\":\"yes\"}|422|off: expected true or false",
        "{\"off\":true,\"chanel\":\"acme\"}|422|no such field"
      })
  void put_wrong_isRefusedAndNothingChanges(String body, int status, String words) {
    HttpResponse<String> answer = origin.call("PUT", "/widgets/chat/switch", body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
    assertThat(text(origin.deliver("GET", "/chat@acme/chat.js"))).contains("long");
  }
}
