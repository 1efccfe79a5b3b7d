package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.GET;
import static dev.widgetorigin.origin.web.Method.POST;
import static dev.widgetorigin.origin.web.Method.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.audit.AuditFilesOf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What of the history and of the audit log one asks for. */
final class LookingBackTest {
  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  /** Changes: 1 the first start, 2 and 3 versions, 4 and 5 by releaser, 6 another widget. */
  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    String releaser = world.token("release:*");
    world.now = world.now.plusSeconds(3600);
    as(releaser, PUT, "/widgets/chat/aliases/beta", "{\"version\":\"1.0.0\"}");
    as(releaser, POST, "/widgets/chat/aliases/latest/rollback", "{\"reason\":\"broken\"}");
    world.publish("map", "1.0.0", "");
  }

  private void as(
      String token, dev.widgetorigin.origin.web.Method method, String path, String body) {
    Answer answer = world.as(token, method, path, body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).as(answer.toString()).isLessThan(300);
  }

  private List<String> types(String path) {
    List<String> types = new ArrayList<>();
    for (JsonNode batch : world.call(GET, path).json().path("history")) {
      batch.path("changes").forEach(change -> types.add(change.path("type").asString()));
    }
    return types;
  }

  @ParameterizedTest(name = "{0} shows {1}")
  @CsvSource({
    "/widgets/chat/history?who=t-release:*, pinned rolled-back channel-moved",
    "/widgets/chat/history?type=published, published published template-changed",
    "/widgets/chat/history?type=published&who=t-release:*, ''",
    "/history?since=30m, published template-changed pinned rolled-back channel-moved",
    "/history?since=2026-11-21T10:00:00Z&type=rolled-back, pinned rolled-back",
    "/history?since=2026-11-21T10:00:01Z, ''",
    "/history?type=token-changed, token-changed",
    "/history?type=nonsense, ''",
  })
  void history_filtered_showsWhatFits(String path, String types) {
    assertThat(String.join(" ", types(path))).isEqualTo(types);
  }

  @DisplayName("pages of a filtered history leave nothing out and show nothing twice")
  @Test
  void history_filteredInPages_isWhole() {
    Answer first = world.call(GET, "/history?type=published&limit=2");
    String next = first.text("next");
    assertThat(first.json().path("history").size()).isEqualTo(2);
    assertThat(types("/history?type=published&limit=2&before=" + next))
        .containsExactly("published", "template-changed");
    assertThat(world.call(GET, "/history?type=published&limit=5").text("next")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "-1h", "99999999999999d", ""})
  void since_thatCannotBeMeant_isRefused(String since) {
    assertThat(world.call(GET, "/history?since=" + since).status()).isEqualTo(422);
    assertThat(world.call(GET, "/audit?since=" + since).status()).isEqualTo(422);
  }

  private List<String> actions(String query) {
    List<String> actions = new ArrayList<>();
    for (JsonNode line : world.call(GET, "/audit?" + query).json().path("lines")) {
      actions.add(line.path("action").asString());
    }
    return actions;
  }

  @ParameterizedTest(name = "{0} shows {1}")
  @CsvSource({
    "limit=100, publish rollback set-alias publish publish",
    "who=t-release:*, rollback set-alias",
    "widget=map, publish",
    "action=rollback&widget=chat, rollback",
    "since=10m, publish rollback set-alias",
    "who=nobody, ''",
  })
  void audit_filtered_showsWhatFits(String query, String actions) {
    assertThat(String.join(" ", actions(query))).isEqualTo(actions);
  }

  @DisplayName("pages of the audit log leave nothing out, also where another node's log lies there")
  @Test
  void audit_inPages_isWhole() throws IOException {
    AuditFilesOf.anotherNode(folder, "aaa", world.now.plusSeconds(1), 4);
    List<String> all = new ArrayList<>();
    String before = "";
    do {
      Answer page = world.call(GET, "/audit?limit=2" + before);
      page.json()
          .path("lines")
          .forEach(line -> all.add(line.path("node").asString() + line.path("n").asString()));
      before = page.text("next") == null ? null : "&before=" + page.text("next");
    } while (before != null);
    assertThat(all).hasSize(9).doesNotHaveDuplicates();
    assertThat(all.subList(0, 4)).containsExactly("aaa4", "aaa3", "aaa2", "aaa1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"before=1", "before=a:b", "before=../x:1", "limit=0", "n=5", "who=a&who=b"})
  void audit_queryThatCannotBeMeant_isRefused(String query) {
    assertThat(world.call(GET, "/audit?" + query).status()).isEqualTo(422);
  }

  @DisplayName("whoever is no administrator sees neither lines nor whether they are whole")
  @ParameterizedTest
  @ValueSource(strings = {"/audit", "/audit/verify"})
  void audit_withoutAdmin_isRefused(String path) {
    assertThat(world.as(world.token("release:*"), GET, path, new byte[0]).status()).isEqualTo(403);
    assertThat(world.as(null, GET, path, new byte[0]).status()).isEqualTo(401);
  }

  @Test
  void verify_tellsWhetherTheLogIsWhole() throws IOException {
    JsonNode whole = world.call(GET, "/audit/verify").json();
    assertThat(whole.path("whole").asBoolean(false)).isTrue();
    assertThat(whole.path("lines").asLong(0)).isEqualTo(5);
    AuditFilesOf.edit(folder, "rollback", "rolldown");
    JsonNode edited = world.call(GET, "/audit/verify").json();
    assertThat(edited.path("whole").asBoolean(true)).isFalse();
    assertThat(edited.path("problems").toString()).contains("was edited");
  }
}
