package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.DELETE;
import static dev.widgetorigin.origin.web.Method.GET;
import static dev.widgetorigin.origin.web.Method.HEAD;
import static dev.widgetorigin.origin.web.Method.OPTIONS;
import static dev.widgetorigin.origin.web.Method.PATCH;
import static dev.widgetorigin.origin.web.Method.POST;
import static dev.widgetorigin.origin.web.Method.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What all calls have in common, and those that look. */
final class ControlApiTest {
  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@acme/chat", "@acme%2Fchat", "@acme%2fchat", "%40acme%2Fchat"})
  void widget_scopedInAnySpelling_isTheSame(String spelling) {
    Answer answer = world.publish(spelling, "1.0.0", "");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text("widget")).isEqualTo("@acme/chat");
    assertThat(world.call(GET, "/widgets/@acme/chat").status()).isEqualTo(200);
    assertThat(world.call(GET, "/widgets/@acme%2Fchat/versions/1.0.0").status()).isEqualTo(200);
    assertThat(world.call(GET, "/widgets/@acme/chat/history").status()).isEqualTo(200);
  }

  /** A path is decoded once. */
  @ParameterizedTest
  @ValueSource(strings = {"@acme%252Fchat", "@acme%252fchat", "%40acme%252Fchat"})
  void widget_encodedTwice_isNoName(String spelling) {
    world.publish("@acme/chat", "1.0.0", "");
    Answer answer = world.call(GET, "/widgets/" + spelling);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("title")).isEqualTo("Malformed widget name");
    String state = "{\"state\":\"yanked\",\"reason\":\"x\"}";
    assertThat(world.call(PATCH, "/widgets/" + spelling + "/versions/1.0.0", state).status())
        .isGreaterThanOrEqualTo(400);
    assertThat(world.call(GET, "/widgets/@acme/chat").json().path("versions").get(0).toString())
        .contains("released");
  }

  @Test
  void auth_missingOrWrong_answers401WithChallenge() {
    for (String token : new String[] {null, "wrong", "wo_" + "A".repeat(43)}) {
      Answer answer = world.as(token, GET, "/widgets", new byte[0]);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @Test
  void auth_manyFailures_answers429ButNeverToAValidToken() {
    int last = 0;
    for (int i = 0; i < 40; i++) {
      last = world.as("wrong" + i, GET, "/widgets", new byte[0]).status();
    }
    assertThat(last).isEqualTo(429);
    assertThat(world.call(GET, "/widgets").status()).isEqualTo(200);
  }

  @Test
  void token_forOneWidget_canDoNothingToAnother() {
    world.publish("mine", "1.0.0", "");
    world.publish("other", "1.0.0", "");
    String token = world.token("publish:mine", "release:mine");
    byte[] archive = Archives.widget("1.1.0");
    assertThat(world.as(token, PUT, "/widgets/mine/versions/1.1.0", archive).status())
        .isEqualTo(201);
    String[][] calls = {
      {"PUT", "/widgets/other/versions/1.1.0", ""},
      {"PATCH", "/widgets/other/versions/1.0.0", "{\"state\":\"yanked\"}"},
      {"PUT", "/widgets/other/aliases/latest", "{\"version\":\"1.0.0\"}"},
      {"DELETE", "/widgets/other/aliases/latest", ""},
      {"POST", "/widgets/other/aliases/latest/rollback", "{}"},
      {"PUT", "/widgets/other/settings", "{}"},
      {"GET", "/tokens", ""},
      {"POST", "/tokens", "{\"name\":\"x\",\"scopes\":[\"admin\"]}"},
      {"DELETE", "/tokens/abc", ""},
    };
    long before = world.store.catalog().snapshot().sequence();
    for (String[] call : calls) {
      byte[] body =
          call[2].isEmpty() && call[0].equals("PUT")
              ? archive
              : call[2].getBytes(StandardCharsets.UTF_8);
      Answer answer =
          world.as(token, dev.widgetorigin.origin.web.Method.valueOf(call[0]), call[1], body);
      assertThat(answer.status()).as("%s %s: %s", call[0], call[1], answer).isEqualTo(403);
      assertThat(answer.text("detail")).contains("lacks the scope");
    }
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(before);
  }

  @Test
  void routes_unknown_answers404AndWrongMethod405() {
    assertThat(world.call(GET, "/nothing").status()).isEqualTo(404);
    Answer answer = world.call(DELETE, "/widgets/chat/versions/1.0.0");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, PUT, PATCH, OPTIONS");
    assertThat(world.call(OPTIONS, "/widgets").status()).isEqualTo(204);
  }

  @Test
  void head_isGetWithoutBody() {
    world.publish("chat", "1.0.0", "");
    Answer get = world.call(GET, "/widgets/chat");
    Answer head = world.call(HEAD, "/widgets/chat");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.bytes()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
  }

  @Test
  void history_isNewestFirstAndPages() {
    for (int i = 0; i < 5; i++) {
      world.publish("chat", "1." + i + ".0", "");
    }
    Answer first = world.call(GET, "/widgets/chat/history?limit=2");
    assertThat(sequences(first)).containsExactly(5L, 4L);
    String next = first.text("next");
    Answer second = world.call(GET, "/widgets/chat/history?limit=10&before=" + next);
    assertThat(sequences(second)).containsExactly(3L, 2L, 1L);
    JsonNode entry = second.json().path("history").get(2);
    assertThat(entry.path("who").asString()).isEqualTo("admin");
    assertThat(entry.path("changes").get(0).path("type").asString()).isEqualTo("published");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[", "nul", "{\"a\":1,\"a\":2}", "{}{}", "{\"a\":", "{\"a\":1e}"})
  void malformedJson_saysWhereAndNothingOfTheParser(String body) {
    world.publish("chat", "1.0.0", "");
    String json = body.equals("[[") ? "[".repeat(1000) : body;
    Answer answer = world.call(PUT, "/widgets/chat/settings", json);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("detail"))
        .matches("Expected a JSON object(; it is wrong at line 1, column [0-9]+)?\\.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "ISO-8859-1"})
  void json_inAnotherEncoding_isRefused(String charset) {
    world.publish("chat", "1.0.0", "");
    byte[] body = "{\"state\":\"yanked\",\"reason\":\"für\"}".getBytes(Charset.forName(charset));
    Answer answer = world.as(ControlWorld.ADMIN, PATCH, "/widgets/chat/versions/1.0.0", body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("detail")).startsWith("Expected JSON in UTF-8; it is not at byte ");
    assertThat(world.call(GET, "/widgets/chat/versions/1.0.0").text("state")).isEqualTo("released");
  }

  /** No answer, log or file in UTF-8 could repeat it. */
  @Test
  void json_withHalfASurrogatePair_isRefused() {
    world.publish("chat", "1.0.0", "");
    Answer answer =
        world.call(
            PATCH, "/widgets/chat/versions/1.0.0", "{\"state\":\"yanked\",\"reason\":\"\\ud800\"}");
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("detail")).contains("half a surrogate pair", "line 1, column 28");
    assertThat(world.call(GET, "/widgets/chat/versions/1.0.0").text("state")).isEqualTo("released");
  }

  @Test
  void unknownFields_beyondCounting_areNotAllListed() {
    world.publish("chat", "1.0.0", "");
    StringBuilder body = new StringBuilder("{\"k\":1");
    for (int i = 0; i < 10_000; i++) {
      body.append(",\"k").append(i).append("\":1");
    }
    Answer answer = world.call(PUT, "/widgets/chat/settings", body.append('}').toString());
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.bytes().length).isLessThan(10_000);
  }

  @Test
  void tokens_createListRevoke_workAndShowTheSecretOnce() {
    Answer created =
        world.call(
            POST,
            "/tokens",
            "{\"name\":\"ci\",\"scopes\":[\"publish:chat\"],\"expires\":\"2027-01-01T00:00:00Z\"}");
    assertThat(created.status()).isEqualTo(201);
    String secret = created.text("token");
    assertThat(world.call(GET, "/tokens").toString()).contains("\"ci\"").doesNotContain(secret);
    assertThat(world.as(secret, GET, "/whoami", new byte[0]).text("name")).isEqualTo("ci");
    world.now = java.time.Instant.parse("2027-01-01T00:00:00Z");
    assertThat(world.as(secret, GET, "/whoami", new byte[0]).status()).isEqualTo(401);
    world.now = java.time.Instant.parse("2026-12-01T00:00:00Z");
    world.call(DELETE, "/tokens/" + created.text("id"));
    assertThat(world.as(secret, GET, "/whoami", new byte[0]).status()).isEqualTo(401);
  }

  @Test
  void widgets_areListedByNameAndPage() {
    world.publish("b", "1.0.0", "");
    world.publish("a", "1.0.0", "?state=staged");
    world.publish("@s/c", "1.0.0", "");
    List<String> names = new ArrayList<>();
    Answer page = world.call(GET, "/widgets?limit=2");
    page.json().path("widgets").forEach(widget -> names.add(widget.path("name").asString()));
    page = world.call(GET, "/widgets?limit=2&after=" + page.text("next"));
    page.json().path("widgets").forEach(widget -> names.add(widget.path("name").asString()));
    assertThat(names).containsExactly("@s/c", "a", "b");
    assertThat(page.json().has("next")).isFalse();
  }

  private static List<Long> sequences(Answer answer) {
    List<Long> sequences = new ArrayList<>();
    answer.json().path("history").forEach(entry -> sequences.add(entry.path("sequence").asLong()));
    return sequences;
  }
}
