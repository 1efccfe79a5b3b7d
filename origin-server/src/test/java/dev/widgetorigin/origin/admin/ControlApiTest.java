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
import dev.widgetorigin.origin.config.value.PublicUrl;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class ControlApiTest {
  @TempDir Path folder;
  private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  @Test
  void publish_newVersion_answers201WithManifestAndSequence() {
    Answer answer = world.publish("chat", "1.0.0", "");
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.json().path("sequence").asLong()).isEqualTo(1);
    assertThat(answer.text("entry")).isEqualTo("chat.js");
    JsonNode file = answer.json().path("files").get(0);
    assertThat(file.path("path").asString()).isEqualTo("chat.js");
    assertThat(file.path("integrity").asString()).startsWith("sha384-");
    assertThat(file.path("sha256").asString()).hasSize(64);
    assertThat(file.path("sha512").asString()).hasSize(128);
    assertThat(answer.json().path("aliases").toString())
        .contains("{\"alias\":\"latest\",\"from\":null,\"to\":\"1.0.0\"}");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Location")).isEqualTo("/-/api/v1/widgets/chat/versions/1.0.0");
  }

  /** {@code control.public-url}, or what a trusted proxy says. */
  @Test
  void publish_belowAPathOfAProxy_isLocatedThere() {
    world.url = PublicUrl.parse("https://example.com/control").orElseThrow();
    String path = "/-/api/v1/widgets/@acme/chat/versions/1.0.0";
    assertThat(world.publish("@acme/chat", "1.0.0", "").header("Location"))
        .isEqualTo("/control" + path);
  }

  @Test
  void publish_sameBytesAgain_answers200AndChangesNothing() {
    world.publish("chat", "1.0.0", "?state=staged");
    Answer again = world.publish("chat", "1.0.0", "?state=released&channel=beta");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("changed").asBoolean()).isFalse();
    assertThat(again.json().path("sequence").asLong()).isEqualTo(1);
    JsonNode widget = world.call(GET, "/widgets/chat").json();
    assertThat(widget.path("versions").get(0).path("state").asString()).isEqualTo("staged");
    assertThat(widget.path("channels").isEmpty()).isTrue();
  }

  @Test
  void publish_otherBytes_answers409AndChangesNothing() {
    world.publish("chat", "1.0.0", "");
    Answer other = world.publish("chat", "1.0.0", "", Archives.widget("1.0.1"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.text("detail")).contains("chat.js").contains("another number");
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(1);
  }

  @Test
  void publish_brokenArchive_answers422() {
    Answer answer = world.publish("chat", "1.0.0", "", new byte[] {1, 2, 3});
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().path("errors").size()).isPositive();
  }

  @Test
  void publish_unsafeArchive_answers422WithAllProblems() {
    byte[] archive = Archives.tgz("a.js", "1", "../b.js", "2", "x/../../c.js", "3");
    Answer answer = world.publish("chat", "1.0.0", "", archive);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors").size()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void publish_overUploadLimit_answers413() {
    Answer answer = world.publish("chat", "1.0.0", "", new byte[(1 << 20) + 1]);
    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void publish_withChannel_setsItInTheSameBatch() {
    Answer answer = world.publish("chat", "2.0.0-rc.1", "?state=staged&channel=beta");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(1);
    JsonNode widget = world.call(GET, "/widgets/chat").json();
    assertThat(widget.path("channels").path("beta").asString()).isEqualTo("2.0.0-rc.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?channel=latest",
        "?channel=1.x",
        "?state=yanked",
        "?state=x",
        "?dry-run=maybe",
        "?dryrun=true"
      })
  void publish_badQuery_answers422AndPublishesNothing(String query) {
    assertThat(world.publish("chat", "1.0.0", query).status()).isEqualTo(422);
    assertThat(world.store.catalog().snapshot().sequence()).isZero();
  }

  @Test
  void publish_dryRun_showsMovesAndSizesAndWritesNothing() {
    world.publish("chat", "1.0.0", "");
    Answer answer = world.publish("chat", "1.1.0", "?dry-run=true");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("dryRun").asBoolean()).isTrue();
    assertThat(answer.json().path("aliases").toString())
        .contains("{\"alias\":\"latest\",\"from\":\"1.0.0\",\"to\":\"1.1.0\"}")
        .contains("{\"alias\":\"v1\",\"from\":\"1.0.0\",\"to\":\"1.1.0\"}");
    JsonNode sizes = answer.json().path("sizes");
    assertThat(sizes.path("previous").asString()).isEqualTo("1.0.0");
    assertThat(sizes.path("files").get(0).path("rawBefore").asLong()).isPositive();
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(1);
    assertThat(world.call(GET, "/widgets/chat/versions/1.1.0").status()).isEqualTo(404);
  }

  @Test
  void publish_otherPackageJsonNames_warns() {
    Answer answer = world.publish("chat", "1.0.0", "", Archives.widget("9.9.9"));
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().path("warnings").toString()).contains("9.9.9");
  }

  @Test
  void publish_overErrorBudget_answers422() {
    world.publish("chat", "1.0.0", "");
    world.call(
        PUT, "/widgets/chat/settings", "{\"sizeBudget\":{\"maxScriptBytes\":10,\"error\":true}}");
    assertThat(world.publish("chat", "1.0.1", "").status()).isEqualTo(422);
  }

  @Test
  void publish_afterBlock_answers409ForEver() {
    world.publish("chat", "1.0.0", "");
    world.call(PATCH, "/widgets/chat/versions/1.0.0", "{\"state\":\"blocked\",\"reason\":\"x\"}");
    assertThat(world.publish("chat", "1.0.0", "").status()).isEqualTo(409);
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                                  | 400 |
          [1]                                | 422 | body
          "x"                                | 422 | body
          {"state":1}                        | 422 | state
          {"state":"gone"}                   | 422 | state
          {}                                 | 422 | state
          {"state":"yanked","reason":false}  | 422 | reason
          {"state":"yanked","reasn":"x"}     | 422 | reasn
          {"state":"yanked","state":"x"}     | 400 |
          """)
  void setState_badBody_namesTheField(String body, int status, String field) {
    world.publish("chat", "1.0.0", "");
    Answer answer = world.call(PATCH, "/widgets/chat/versions/1.0.0", body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    if (field != null) {
      assertThat(answer.json().path("errors").toString()).contains(field);
    }
  }

  @Test
  void setState_yankThenRelease_movesAliasesAndBack() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    Answer yank =
        world.call(
            PATCH, "/widgets/chat/versions/1.1.0", "{\"state\":\"yanked\",\"reason\":\"bad\"}");
    assertThat(yank.status()).isEqualTo(200);
    assertThat(yank.json().path("sequence").asLong()).isEqualTo(3);
    assertThat(world.call(GET, "/widgets/chat").text("latest")).isEqualTo("1.0.0");
    Answer again =
        world.call(
            PATCH, "/widgets/chat/versions/1.1.0", "{\"state\":\"yanked\",\"reason\":\"bad\"}");
    assertThat(again.json().path("changed").asBoolean()).isFalse();
    assertThat(again.json().path("sequence").asLong()).isEqualTo(3);
    world.call(PATCH, "/widgets/chat/versions/1.1.0", "{\"state\":\"released\"}");
    assertThat(world.call(GET, "/widgets/chat").text("latest")).isEqualTo("1.1.0");
  }

  @Test
  void setAlias_staleIfMatch_answers412() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    Answer pin =
        world.call(PUT, "/widgets/chat/aliases/v1", "{\"version\":\"1.0.0\"}", "If-Match", "2");
    assertThat(pin.status()).isEqualTo(200);
    for (String stale : new String[] {"2", "\"2\"", "1, 2"}) {
      Answer late =
          world.call(PUT, "/widgets/chat/aliases/v1", "{\"version\":\"1.1.0\"}", "If-Match", stale);
      assertThat(late.status()).isEqualTo(412);
    }
    assertThat(
            world
                .call(PUT, "/widgets/chat/aliases/v1", "{\"version\":\"1.1.0\"}", "If-Match", "x")
                .status())
        .isEqualTo(400);
    String etag = world.call(GET, "/widgets/chat").header("ETag");
    assertThat(
            world
                .call(PUT, "/widgets/chat/aliases/v1", "{\"version\":\"1.1.0\"}", "If-Match", etag)
                .status())
        .isEqualTo(200);
  }

  /** RFC 9110 §13.1.1: nothing may be done where the condition is false. */
  @ParameterizedTest
  @ValueSource(strings = {"", "?fast=true", "?dry-run=true", "?state=staged"})
  void publish_staleIfMatch_answers412AndPublishesNothing(String query) {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    String path = "/widgets/chat/versions/1.2.0" + query;
    byte[] bundle = Archives.widget("1.2.0");
    assertThat(world.as(ControlWorld.ADMIN, PUT, path, bundle, "If-Match", "\"1\"").status())
        .isEqualTo(412);
    assertThat(world.as(ControlWorld.ADMIN, PUT, path, bundle, "If-Match", "x").status())
        .isEqualTo(400);
    assertThat(world.call(GET, "/widgets/chat/versions/1.2.0").status()).isEqualTo(404);
    String etag = world.call(GET, "/widgets/chat").header("ETag");
    Answer done = world.as(ControlWorld.ADMIN, PUT, path, bundle, "If-Match", etag);
    assertThat(done.status()).as("%s", done).isIn(200, 201);
    String first = "/widgets/first/versions/1.0.0" + query;
    assertThat(world.as(ControlWorld.ADMIN, PUT, first, bundle, "If-Match", "\"0\"").status())
        .isEqualTo(412);
  }

  @Test
  void setAlias_staged_isRefusedForPinsAndTakenForChannels() {
    world.publish("chat", "1.0.0", "?state=staged");
    Answer pin = world.call(PUT, "/widgets/chat/aliases/latest", "{\"version\":\"1.0.0\"}");
    assertThat(pin.status()).isEqualTo(409);
    assertThat(pin.text("detail")).contains("release it first");
    Answer channel = world.call(PUT, "/widgets/chat/aliases/beta", "{\"version\":\"1.0.0\"}");
    assertThat(channel.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"v2,1.0.0,409", "1.0.0,1.0.0,422", "v1,9.9.9,404", "v1,abc,422", "v1,1.0.0,200"})
  void setAlias_answersByWhatIsAsked(String alias, String version, int status) {
    world.publish("chat", "1.0.0", "");
    Answer answer =
        world.call(PUT, "/widgets/chat/aliases/" + alias, "{\"version\":\"" + version + "\"}");
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
  }

  @Test
  void rollback_ofLatest_pinsTheVersionBeforeAndCarriesTheRanges() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    Answer answer =
        world.call(POST, "/widgets/chat/aliases/latest/rollback", "{\"reason\":\"broken\"}");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.text("from")).isEqualTo("1.1.0");
    assertThat(answer.text("to")).isEqualTo("1.0.0");
    JsonNode undo = answer.json().path("undo").get(0);
    assertThat(undo.path("command").asString()).isEqualTo("widget-origin unpin chat latest");
    JsonNode widget = world.call(GET, "/widgets/chat").json();
    assertThat(alias(widget, "latest").path("version").asString()).isEqualTo("1.0.0");
    assertThat(alias(widget, "v1").path("version").asString()).isEqualTo("1.0.0");
    assertThat(alias(widget, "latest").path("why").asString()).contains("broken");
  }

  @Test
  void rollback_repeated_changesNothingAndSaysHowToGoFurther() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    world.publish("chat", "1.2.0", "");
    world.call(POST, "/widgets/chat/aliases/latest/rollback", "{}");
    Answer again = world.call(POST, "/widgets/chat/aliases/latest/rollback", "{}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("changed").asBoolean()).isFalse();
    assertThat(again.text("to")).isEqualTo("1.1.0");
    assertThat(again.text("note")).contains("--to 1.0.0");
    Answer further =
        world.call(POST, "/widgets/chat/aliases/latest/rollback", "{\"to\":\"1.0.0\"}");
    assertThat(further.json().path("changed").asBoolean()).isTrue();
    assertThat(further.text("to")).isEqualTo("1.0.0");
  }

  @Test
  void rollback_withYank_isOneBatchAndCanBeUndone() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    Answer answer = world.call(POST, "/widgets/chat/aliases/latest/rollback", "{\"yank\":true}");
    assertThat(answer.json().path("yanked").asBoolean()).isTrue();
    assertThat(answer.json().path("sequence").asLong()).isEqualTo(3);
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(3);
    for (JsonNode step : answer.json().path("undo")) {
      Answer undone =
          world.call(
              dev.widgetorigin.origin.web.Method.valueOf(step.path("method").asString()),
              step.path("path").asString().substring("/-/api/v1".length()),
              step.has("body") ? step.path("body").toString() : "");
      assertThat(undone.status()).as("%s", undone).isEqualTo(200);
    }
    assertThat(world.call(GET, "/widgets/chat").text("latest")).isEqualTo("1.1.0");
  }

  @Test
  void rollback_ofChannel_movesIt() {
    world.publish("chat", "1.0.0", "?channel=beta");
    world.publish("chat", "1.1.0-rc.1", "?channel=beta&state=staged");
    Answer answer = world.call(POST, "/widgets/chat/aliases/beta/rollback", "{}");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(world.call(GET, "/widgets/chat").json().path("channels").path("beta").asString())
        .isEqualTo("1.0.0");
  }

  @Test
  void rollback_withNothingBefore_answers409ThatSaysWhatToDo() {
    world.publish("chat", "1.0.0", "");
    Answer answer = world.call(POST, "/widgets/chat/aliases/latest/rollback", "{}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("detail")).contains("publish one", "yank chat 1.0.0");
  }

  @Test
  void clearAlias_pinnedThenTwice_isIdempotent() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    world.call(PUT, "/widgets/chat/aliases/latest", "{\"version\":\"1.0.0\"}");
    Answer lifted = world.call(DELETE, "/widgets/chat/aliases/latest");
    assertThat(lifted.json().path("changed").asBoolean()).isTrue();
    assertThat(lifted.text("to")).isEqualTo("1.1.0");
    Answer again = world.call(DELETE, "/widgets/chat/aliases/latest");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("changed").asBoolean()).isFalse();
    assertThat(again.json().path("sequence").asLong()).isEqualTo(4);
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

  @Test
  void settings_badInEveryWay_listsAllProblems() {
    world.publish("chat", "1.0.0", "");
    Answer answer =
        world.call(
            PUT,
            "/widgets/chat/settings",
            """
            {"aliasMode":"both","cors":{"allowedOrigins":["https://a b","*"],"extra":1},
             "fallback":["../{path}"],"cacheControl":{"alias":"s-maxage=1","other":"x"},
             "sizeBudget":{"maxScriptBytes":-1},
             "loader":{"bases":["ftp://x"],"sticky":"always","attributes":{"onload":"x"}},
             "unknown":1}
            """);
    assertThat(answer.status()).isEqualTo(422);
    String errors = answer.json().path("errors").toString();
    for (String field :
        List.of(
            "aliasMode",
            "cors.allowedOrigins",
            "cors.extra",
            "fallback",
            "cacheControl.alias",
            "cacheControl",
            "sizeBudget.maxScriptBytes",
            "loader.bases",
            "loader.sticky",
            "loader.attributes",
            "unknown")) {
      assertThat(errors).contains(field);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{path}{path}", "{path}/{path}", "{path}x*200", "{path}x*1900"})
  void settings_fallbackThatMultipliesWhatClientsAskFor_isRefused(String pattern) {
    world.publish("chat", "1.0.0", "");
    int times = pattern.indexOf('*');
    String full =
        times < 0
            ? pattern
            : pattern.substring(0, times - 1)
                + "x".repeat(Integer.parseInt(pattern.substring(times + 1)));
    Answer answer = world.call(PUT, "/widgets/chat/settings", "{\"fallback\":[\"" + full + "\"]}");
    assertThat(answer.status()).as("%s", answer).isEqualTo(422);
    assertThat(answer.json().path("errors").get(0).asString()).contains("one {path}");
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
  void publish_parameterGivenTwice_isRefusedRatherThanGuessed() {
    Answer answer = world.publish("chat", "1.0.0", "?state=staged&state=released");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(world.call(GET, "/widgets/chat").status()).isEqualTo(404);
  }

  @Test
  void settings_aliasMode_isAlwaysShown() {
    world.publish("chat", "1.0.0", "");
    assertThat(world.call(GET, "/widgets/chat/settings").text("aliasMode")).isEqualTo("serve");
    for (String mode : List.of("redirect", "stub", "serve")) {
      String settings = "{\"aliasMode\":\"" + mode + "\"}";
      assertThat(world.call(PUT, "/widgets/chat/settings", settings).status()).isEqualTo(200);
      assertThat(world.call(GET, "/widgets/chat/settings").text("aliasMode")).isEqualTo(mode);
      assertThat(world.call(GET, "/widgets/chat").text("aliasMode")).isEqualTo(mode);
    }
  }

  @Test
  void settings_good_areShownAndKept() {
    world.publish("chat", "1.0.0", "");
    String settings =
        """
        {"aliasMode":"redirect","cors":{"allowedOrigins":["https://*.example.com"],\
        "credentials":true},"fallback":["{path}"],"cacheControl":{"alias":"public, max-age=60"},\
        "sizeBudget":{"maxScriptBytes":1000,"error":false},\
        "loader":{"bases":["self"],"global":"Chat"}}""";
    Answer put = world.call(PUT, "/widgets/chat/settings", settings);
    assertThat(put.status()).as("%s", put).isEqualTo(200);
    assertThat(world.call(GET, "/widgets/chat/settings").json().toString()).isEqualTo(settings);
    assertThat(
            world.call(PUT, "/widgets/chat/settings", settings).json().path("changed").asBoolean())
        .isFalse();
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

  private static JsonNode alias(JsonNode widget, String name) {
    for (JsonNode alias : widget.path("aliases")) {
      if (alias.path("alias").asString().equals(name)) {
        return alias;
      }
    }
    throw new AssertionError("no alias " + name + " in " + widget);
  }
}
