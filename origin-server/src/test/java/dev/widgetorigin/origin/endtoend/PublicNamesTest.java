package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a request says about the host it was sent to is in no answer that a shared cache may keep:
 * an edge would hand one visitor's host name to all others.
 */
final class PublicNamesTest {
  private static final String EVIL = "evil.example";

  @TempDir Path folder;

  private TestOrigin start(Map<String, String> settings) {
    TestOrigin origin = TestOrigin.start(folder, settings);
    byte[] bundle = TestOrigin.zip(Map.of("index.js", "let chat;".repeat(50)));
    assertThat(origin.call("PUT", "/widgets/chat/versions/1.0.0", bundle).statusCode())
        .isEqualTo(201);
    return origin;
  }

  private static KeptAliveSocket.Reply get(TestOrigin origin, String path) throws Exception {
    try (KeptAliveSocket socket = new KeptAliveSocket(URI.create(origin.deliveryUrl()), EVIL)) {
      return socket.get(
          path,
          "X-Forwarded-Host",
          EVIL,
          "Forwarded",
          "host=" + EVIL,
          "X-Forwarded-Proto",
          "https",
          "X-Original-URL",
          "/" + EVIL,
          "Accept-Language",
          EVIL,
          "Cookie",
          "a=" + EVIL);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/chat/v1/index.js?meta",
        "/chat/v1.0.0/index.js?meta",
        "/chat/v1.0.0/?meta",
        "/-/loader/chat.html",
        "/-/loader/chat/latest.html",
        "/-/loader/chat/1.0.0.html",
        "/-/loader/chat/latest.js",
        "/-/loader/chat/latest.mjs",
        "/-/loader/chat/latest.js?meta",
        "/-/loader/chat/latest.html?meta",
        "/chat/v1/index.js",
        "/chat/v9/index.js",
        "/chat/v1.0.0/none.js",
        "/nobody",
        "/-/nothing",
        "/",
        "/health"
      })
  void host_isInNoAnswerThatASharedCacheMayKeep(String path) throws Exception {
    try (TestOrigin origin = start(Map.of())) {
      KeptAliveSocket.Reply reply = get(origin, path);
      String cache = reply.field("Cache-Control");
      boolean shared = !cache.contains("private") && !cache.contains("no-store");
      if (shared) {
        assertThat(reply.text()).doesNotContain(EVIL);
        assertThat(reply.fields().toString()).doesNotContain(EVIL);
      } else {
        assertThat(reply.field("CDN-Cache-Control")).isNull();
        assertThat(reply.field("Surrogate-Control")).isNull();
      }
    }
  }

  @Test
  void publicUrl_isWhatAnswersName() throws Exception {
    try (TestOrigin origin =
        start(Map.of("delivery.public-url", "https://cdn.example.com/widgets/"))) {
      String base = "https://cdn.example.com/widgets";
      assertThat(get(origin, "/chat/v1/index.js?meta").text())
          .contains("\"url\":\"" + base + "/chat/v1.0.0/index.js\"")
          .contains("\"exact\":\"" + base + "/chat/v1.0.0/index.js\"");
      assertThat(get(origin, "/chat/v1.0.0/index.js?meta").text())
          .contains("src=\\\"" + base + "/chat/v1.0.0/index.js\\\"");
      KeptAliveSocket.Reply snippet = get(origin, "/-/loader/chat/latest.html");
      assertThat(snippet.text()).contains(base).doesNotContain(EVIL);
      assertThat(snippet.field("Cache-Control")).isEqualTo("public, max-age=60");
      assertThat(get(origin, "/-/loader/chat/latest.js?meta").text())
          .contains("\"script\":\"" + base + "/-/loader/chat/latest.js\"")
          .contains("\"url\":\"" + base + "/-/loader/chat/1.0.0/")
          .contains("src=\\\"" + base + "/-/loader/chat/1.0.0/")
          .doesNotContain(EVIL);
    }
  }
}
