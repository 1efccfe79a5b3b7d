package dev.widgetorigin.origin.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A token that may only read: each action is shown as not allowed, and refused where it is sent.
 */
class ConsoleReaderTest {
  @TempDir private static Path folder;
  private static TestOrigin origin;
  private static ConsoleClient reader;

  @BeforeAll
  static void start() {
    origin = TestOrigin.start(folder, Map.of());
    for (String version : new String[] {"1.0.0", "1.1.0", "2.0.0?state=staged"}) {
      byte[] bundle = TestOrigin.zip(Map.of("chat.js", "window.chat='" + version + "'"));
      origin.call("PUT", "/widgets/chat/versions/" + version, bundle);
    }
    origin.call("POST", "/widgets/chat/aliases/latest/rollback", "{\"reason\":\"broken\"}");
    origin.call("PUT", "/widgets/chat/switch", "{\"off\":true}");
    String token = "{\"name\":\"looker\",\"scopes\":[\"read\"]}";
    String secret = json(origin.call("POST", "/tokens", token)).path("token").asString();
    reader = new ConsoleClient(origin, secret);
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static long sequence() {
    return json(origin.call("GET", "/widgets", "")).path("sequence").asLong(0);
  }

  @DisplayName("every form of a page is switched off, and says which scope is missing")
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "widgets/chat",
        "widgets/chat/versions/1.1.0",
        "widgets/chat/versions/2.0.0",
        "widgets/chat/rollout",
        "widgets/chat/aliases/latest/rollback",
        "widgets/chat/aliases/v1/rollback?to=1.1.0",
      })
  void page_ofAReader_hasNoButtonThatWorks(String path) {
    String page = reader.page(path).replaceFirst("(?s).*<main", "");
    String[] forms = page.split("<form class=\"act\" method=\"post\"", -1);
    for (int i = 1; i < forms.length; i++) {
      String form = forms[i].substring(0, forms[i].indexOf("</form>"));
      assertThat(form)
          .containsPattern("<button [^>]*type=\"submit\" disabled")
          .contains("lacks the scope release:chat", "<code>widget-origin ");
    }
    assertThat(forms.length).isGreaterThan(1);
  }

  @DisplayName("every action that is sent anyway is 403, and changes nothing")
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "rollback&alias=latest&to=1.1.0",
        "rollback&alias=latest&to=1.1.0&yank=1",
        "pin&alias=v1&version=1.0.0",
        "unpin&alias=latest",
        "move&alias=beta&version=1.0.0",
        "hold&alias=beta",
        "resume&alias=beta",
        "release&version=2.0.0",
        "deprecate&version=1.0.0",
        "yank&version=1.0.0",
        "promote&version=1.0.0",
        "rollout-start&version=2.0.0&steps=5:1h",
        "rollout-pause",
        "rollout-resume",
        "rollout-promote",
        "rollout-abort",
        "off",
        "on",
      })
  void action_sentByAReader_isRefused(String action) {
    long before = sequence();
    HttpResponse<String> response = reader.send("widgets/chat", "widget=chat&action=" + action);
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("lacks the scope release:chat");
    assertThat(sequence()).isEqualTo(before);
  }
}
