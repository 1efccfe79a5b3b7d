package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.GET;
import static dev.widgetorigin.origin.web.Method.PATCH;
import static dev.widgetorigin.origin.web.Method.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code PATCH …/settings}: single settings change, all others stay. */
final class SettingsPatchTest {
  private static final String PATH = "/widgets/chat/settings";
  private static final String FULL =
      "{\"aliasMode\":\"redirect\",\"cors\":{\"allowedOrigins\":[\"https://a.example\"],"
          + "\"credentials\":true},\"cacheControl\":{\"alias\":\"max-age=1\"},"
          + "\"loader\":{\"global\":\"Chat\"}}";

  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
    world.publish("chat", "1.0.0", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"aliasMode\":\"stub\"}|redirect|stub",
        "{\"deltas\":\"off\"}|\"Chat\"}|\"Chat\"},\"deltas\":\"off\"",
        "{\"cors\":null}|\"cors\":{\"allowedOrigins\":[\"https://a.example\"],\"credentials\":true},|",
        "{\"cors\":{\"credentials\":null}}|\"credentials\":true|\"credentials\":false",
        "{\"cors\":{\"allowedOrigins\":[\"https://b.example\"]}}|https://a|https://b",
        "{\"cacheControl\":{\"loader\":\"max-age=2\"}}"
            + "|{\"alias\":\"max-age=1\"}|{\"alias\":\"max-age=1\",\"loader\":\"max-age=2\"}",
        "{\"cacheControl\":{\"alias\":null}}|\"cacheControl\":{\"alias\":\"max-age=1\"},|",
        "{\"loader\":{\"global\":null}}|,\"loader\":{\"global\":\"Chat\"}|",
        "{\"signing\":{\"required\":null}}||"
      })
  void patch_some_changesThoseAndKeepsTheOthers(String patch, String before, String after) {
    assertThat(world.call(PUT, PATH, FULL).status()).isEqualTo(200);
    Answer answer = world.call(PATCH, PATH, patch);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    String expected = before == null ? FULL : FULL.replace(before, after == null ? "" : after);
    assertThat(world.call(GET, PATH).json()).isEqualTo(JsonMapper.shared().readTree(expected));
    assertThat(world.call(PATCH, PATH, patch).json().path("changed").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"aliasmode\":null}|aliasmode: there is no such field; there are aliasMode, ",
        "{\"cors\":{\"origins\":null}}|cors.origins: there is no such field",
        "{\"cors\":{\"allowedOrigins\":null}}|cors.allowedOrigins: is missing",
        "{\"cors\":{\"allowedOrigins\":[\"*\"]}}|expected * alone and without credentials",
        "{\"cors\":[]}|cors: expected an object, found a list",
        "{\"deltas\":{\"a\":1}}|deltas: expected one of exact, all, off, found an object",
        "{\"cacheControl\":{\"all\":null}}|cacheControl.all: there is no such field; there are alias, ",
        "{\"fallback\":[\"x\"],\"publicVersions\":1}|publicVersions: expected true or false"
      })
  void patch_wrong_isRefusedAndChangesNothing(String patch, String problem) {
    assertThat(world.call(PUT, PATH, FULL).status()).isEqualTo(200);
    Answer answer = world.call(PATCH, PATH, patch);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors").toString()).contains(problem);
    assertThat(world.call(GET, PATH).json()).isEqualTo(JsonMapper.shared().readTree(FULL));
  }

  @Test
  void patch_manySmallOnes_areBoundedInAll() {
    StringBuilder most = new StringBuilder("{\"loader\":{\"attributes\":{\"a\":\"\"");
    String text = "x".repeat(1900);
    for (int i = 0; i < 136; i++) {
      most.append(",\"a").append(i).append("\":\"").append(text).append('"');
    }
    assertThat(world.call(PUT, PATH, most.append("}}}").toString()).status()).isEqualTo(200);
    String one = "{\"loader\":{\"attributes\":{\"%s\":\"" + text + "\"}}}";
    assertThat(world.call(PATCH, PATH, one.formatted("b")).status()).isEqualTo(200);
    Answer answer = world.call(PATCH, PATH, one.formatted("c"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors").toString()).contains("at most 262144 characters");
    assertThat(world.call(PATCH, PATH, "{\"loader\":null}").status()).isEqualTo(200);
  }

  @Test
  void patch_eachOfManyAtOnce_isKept() throws Exception {
    List<String> classes =
        List.of("exact", "exactDocument", "alias", "aliasCdn", "loader", "loaderCdn", "gone");
    ExecutorService pool = Executors.newFixedThreadPool(classes.size());
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (String each : classes) {
        String patch = "{\"cacheControl\":{\"" + each + "\":\"max-age=7\"}}";
        answers.add(pool.submit(() -> world.call(PATCH, PATH, patch)));
      }
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().json().path("changed").asBoolean()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(world.call(GET, PATH).json().path("cacheControl").propertyNames())
        .containsExactlyInAnyOrderElementsOf(classes);
  }

  @Test
  void patch_staleIfMatch_isRefusedAndReasonIsKept() {
    assertThat(world.call(PATCH, PATH, "{}", "If-Match", "\"7\"").status()).isEqualTo(412);
    Answer answer = world.call(PATCH, PATH, "{\"deltas\":\"off\",\"reason\":\"edges\"}");
    assertThat(answer.json().path("sequence").asLong()).isEqualTo(2);
    assertThat(world.call(GET, "/widgets/chat/history").json().toString()).contains("edges");
  }
}
