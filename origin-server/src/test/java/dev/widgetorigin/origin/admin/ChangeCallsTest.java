package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.DELETE;
import static dev.widgetorigin.origin.web.Method.GET;
import static dev.widgetorigin.origin.web.Method.PATCH;
import static dev.widgetorigin.origin.web.Method.POST;
import static dev.widgetorigin.origin.web.Method.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Calls that change what exists: states, aliases, settings. */
final class ChangeCallsTest {
  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
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

  private static JsonNode alias(JsonNode widget, String name) {
    for (JsonNode alias : widget.path("aliases")) {
      if (alias.path("alias").asString().equals(name)) {
        return alias;
      }
    }
    throw new AssertionError("no alias " + name + " in " + widget);
  }
}
