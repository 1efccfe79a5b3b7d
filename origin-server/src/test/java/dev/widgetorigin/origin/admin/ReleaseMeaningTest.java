package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.DELETE;
import static dev.widgetorigin.origin.web.Method.GET;
import static dev.widgetorigin.origin.web.Method.PATCH;
import static dev.widgetorigin.origin.web.Method.POST;
import static dev.widgetorigin.origin.web.Method.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * What a release comes to: published to a channel, held by a pin, promoted; and that it is said.
 */
final class ReleaseMeaningTest {
  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
  }

  private String answer(String alias) {
    return world.call(GET, "/widgets/chat/aliases/" + alias).text("version");
  }

  private Answer promote(String version, String body) {
    return world.call(POST, "/widgets/chat/versions/" + version + "/promote", body);
  }

  private Answer rollback(String alias) {
    return world.call(
        POST, "/widgets/chat/aliases/" + alias + "/rollback", "{\"reason\":\"broken\"}");
  }

  private static JsonNode held(Answer answer) {
    return answer.json().path("held");
  }

  @Test
  void publish_toAChannel_movesThatChannelOnly() {
    world.publish("chat", "2.0.0", "");
    Answer next = world.publish("chat", "2.1.0", "?channel=next");
    assertThat(next.json().path("aliases").toString())
        .isEqualTo("[{\"alias\":\"next\",\"from\":null,\"to\":\"2.1.0\"}]");
    assertThat(held(next).isEmpty()).isTrue();
    assertThat(answer("latest")).isEqualTo("2.0.0");
    assertThat(answer("v2")).isEqualTo("2.0.0");
    assertThat(answer("%5E2.0.0")).isEqualTo("2.0.0");
    assertThat(answer("next")).isEqualTo("2.1.0");
  }

  @Test
  void publish_toAChannel_survivesARestart() throws IOException {
    world.publish("chat", "2.0.0", "");
    world.publish("chat", "2.1.0", "?channel=next");
    world.publish("chat", "2.2.0", "?channel=next");
    promote("2.1.0", "");
    world.close();
    world = new ControlWorld(folder);
    assertThat(answer("latest")).isEqualTo("2.1.0");
    JsonNode newest = world.call(GET, "/widgets/chat").json().path("versions").get(0);
    assertThat(newest.path("version").asString()).isEqualTo("2.2.0");
    assertThat(newest.path("channel").asString()).isEqualTo("next");
  }

  @Test
  void publish_toAChannelWhereNothingElseSatisfies_leavesTheRangeWithout() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "3.0.0", "?channel=next");
    Answer explained = world.call(GET, "/widgets/chat/aliases/v3");
    assertThat(explained.json().path("version").isNull()).isTrue();
    assertThat(explained.json().path("versions").toString())
        .contains("published to channel next", "widget-origin promote chat 3.0.0");
  }

  @Test
  void publish_stagedToAChannelThenReleased_counts() {
    world.publish("chat", "1.0.0", "?state=staged&channel=test");
    world.call(PATCH, "/widgets/chat/versions/1.0.0", "{\"state\":\"released\"}");
    assertThat(answer("latest")).isEqualTo("1.0.0");
  }

  @Test
  void promote_candidate_movesAliasesInOneChangeAndIsInHistory() {
    world.publish("chat", "2.0.0", "");
    world.publish("chat", "2.1.0", "?channel=next");
    Answer done = promote("2.1.0", "{\"reason\":\"tried for a week\"}");
    assertThat(done.status()).as("%s", done).isEqualTo(200);
    assertThat(done.json().path("aliases").toString())
        .contains("{\"alias\":\"latest\",\"from\":\"2.0.0\",\"to\":\"2.1.0\"}");
    assertThat(answer("v2")).isEqualTo("2.1.0");
    assertThat(answer("next")).isEqualTo("2.1.0");
    assertThat(world.call(GET, "/widgets/chat/history").toString())
        .contains("{\"type\":\"promoted\",\"version\":\"2.1.0\"}", "tried for a week");
    Answer again = promote("2.1.0", "");
    assertThat(again.json().path("changed").asBoolean()).isFalse();
    assertThat(again.text("note")).contains("already");
  }

  @Test
  void promote_lowerVersion_countsForItsRangeAndPinsNothing() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "2.0.0", "");
    world.publish("chat", "1.0.1", "?channel=lts");
    promote("1.0.1", "");
    assertThat(answer("v1")).isEqualTo("1.0.1");
    assertThat(answer("latest")).isEqualTo("2.0.0");
    assertThat(world.call(GET, "/widgets/chat").toString()).doesNotContain("\"pin\"");
  }

  @ParameterizedTest
  @CsvSource({
    "1.0.0-rc.1, '?channel=next', prerelease",
    "1.0.0, '?state=staged', release it first",
  })
  void promote_whatCannotCount_is409ThatSaysWhatToDo(String version, String query, String words) {
    world.publish("chat", version, query);
    Answer refused = promote(version, "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("detail")).contains(words, "widget-origin ");
  }

  @Test
  void setLatest_candidateThatWouldBeHighest_promotesAndPinsNothing() {
    world.publish("chat", "2.0.0", "");
    world.publish("chat", "2.1.0", "?channel=next");
    Answer done = world.call(PUT, "/widgets/chat/aliases/latest", "{\"version\":\"2.1.0\"}");
    assertThat(done.json().path("promoted").asBoolean()).isTrue();
    world.publish("chat", "2.2.0", "");
    assertThat(answer("latest")).isEqualTo("2.2.0");
  }

  @ParameterizedTest
  @CsvSource({"1.0.0", "2.1.0-rc.1"})
  void setLatest_lowerVersionOrPrerelease_pins(String version) {
    world.publish("chat", "1.0.0", "?channel=old");
    world.publish("chat", "2.0.0", "");
    world.publish("chat", "2.1.0-rc.1", "?channel=next");
    world.call(PUT, "/widgets/chat/aliases/latest", "{\"version\":\"" + version + "\"}");
    assertThat(answer("latest")).isEqualTo(version);
    assertThat(world.call(GET, "/widgets/chat/aliases/latest").json().path("pin").isObject())
        .isTrue();
  }

  @Test
  void publish_afterARollback_namesWhatHolds() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    Answer back = rollback("latest");
    assertThat(back.text("holds")).contains("whatever is published", "unpin chat latest");
    assertThat(back.text("spread")).contains("300 s", "w-chat-a-latest");
    assertThat(back.json().path("caches").path("browserSeconds").asLong()).isEqualTo(300);
    Answer fix = world.publish("chat", "1.1.1", "");
    JsonNode held = held(fix).get(0);
    assertThat(held.path("alias").asString()).isEqualTo("latest");
    assertThat(held.path("aliases").toString()).isEqualTo("[\"latest\",\"v1\"]");
    assertThat(held.path("version").asString()).isEqualTo("1.0.0");
    assertThat(held.path("reason").asString()).isEqualTo("broken");
    assertThat(held.path("rollback").asBoolean()).isTrue();
    assertThat(held.path("command").asString()).isEqualTo("widget-origin unpin chat latest");
    assertThat(fix.header("X-Held")).contains("latest, v1 stay on 1.0.0");
    assertThat(held(world.publish("chat", "1.1.1", "")).size()).isEqualTo(1);
  }

  @Test
  void release_promoteAndRelease_nameWhatHolds() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    rollback("latest");
    world.publish("chat", "1.2.0", "?state=staged");
    assertThat(
            held(world.call(PATCH, "/widgets/chat/versions/1.2.0", "{\"state\":\"released\"}"))
                .size())
        .isEqualTo(1);
    world.publish("chat", "1.3.0", "?channel=next");
    assertThat(held(promote("1.3.0", "")).size()).isEqualTo(1);
    assertThat(held(promote("1.3.0", "{\"unpin\":true}")).size()).isZero();
    assertThat(answer("latest")).isEqualTo("1.3.0");
  }

  @Test
  void publish_unpin_liftsTheRollbackInTheSameChange() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    long before = rollback("latest").json().path("sequence").asLong();
    Answer preview = world.publish("chat", "1.1.1", "?unpin=true&dry-run=true");
    assertThat(preview.json().path("aliases").toString()).contains("\"to\":\"1.1.1\"");
    Answer fix = world.publish("chat", "1.1.1", "?unpin=true");
    assertThat(fix.json().path("sequence").asLong()).isEqualTo(before + 1);
    assertThat(held(fix).isEmpty()).isTrue();
    assertThat(answer("latest")).isEqualTo("1.1.1");
    assertThat(answer("v1")).isEqualTo("1.1.1");
    assertThat(world.call(GET, "/widgets/chat/history?limit=1").toString())
        .contains("\"type\":\"published\"", "\"type\":\"unpinned\"");
  }

  @Test
  void publish_unpin_leavesAPersonsPin() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    world.call(PUT, "/widgets/chat/aliases/v1", "{\"version\":\"1.0.0\",\"reason\":\"fair\"}");
    Answer fix = world.publish("chat", "1.1.1", "?unpin=true");
    assertThat(answer("latest")).isEqualTo("1.1.1");
    assertThat(answer("v1")).isEqualTo("1.0.0");
    assertThat(held(fix).toString()).contains("\"alias\":\"v1\"", "\"rollback\":false");
  }

  @Test
  void publish_fixBelowTheBrokenVersion_unpinDoesNotLetTheBrokenOneOut() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    rollback("latest");
    Answer fix = world.publish("chat", "1.0.1", "?unpin=true");
    assertThat(answer("latest")).isEqualTo("1.0.0");
    assertThat(held(fix).get(0).path("command").asString())
        .isEqualTo("widget-origin rollback chat latest --to 1.0.1");
    assertThat(held(fix).get(0).path("message").asString()).contains("would answer 1.1.0");
  }

  @Test
  void publish_unpinOfWhatIsThere_liftsNothingAndSaysSo() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    rollback("latest");
    Answer again = world.publish("chat", "1.1.0", "?unpin=true");
    assertThat(answer("latest")).isEqualTo("1.0.0");
    assertThat(again.json().path("warnings").toString()).contains("--unpin lifts nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "'?state=staged', '', 'stays staged; to release it'",
    "'?channel=next', '', 'promote chat 1.0.0'",
    "'', '?channel=beta', 'channel beta is not made; to move it: widget-origin channel chat beta'",
  })
  void publish_sameBytesAskingForMore_saysWhatDidNotHappen(
      String first, String second, String words) {
    world.publish("chat", "1.0.0", first);
    Answer again = world.publish("chat", "1.0.0", second);
    assertThat(again.json().path("warnings").toString())
        .contains("nothing-changed")
        .contains(words);
  }

  @Test
  void heldMessage_withLineBreaksInTheReason_isOneLineInTheHeader() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    world.call(
        POST,
        "/widgets/chat/aliases/latest/rollback",
        "{\"reason\":\"a\\r\\nSet-Cookie: x\\u0007é\"}");
    String header = world.publish("chat", "1.1.1", "").header("X-Held");
    assertThat(header).contains("a  Set-Cookie: x??").matches("[ -~]+");
  }

  @Test
  void rollback_ofWhatNeverAnsweredAnother_saysCauseAndRemedy() {
    world.publish("chat", "1.0.0", "");
    Answer refused = rollback("latest");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("detail"))
        .contains("latest has only ever answered 1.0.0", "publish one", "yank chat 1.0.0");
  }

  @Test
  void block_publicAndPrivateReason_onlyThePublicOneStaysWithTheVersion() {
    world.publish("chat", "1.0.0", "");
    Answer blocked =
        world.call(
            PATCH,
            "/widgets/chat/versions/1.0.0",
            "{\"state\":\"blocked\",\"reason\":\"case 42\",\"publicReason\":\"insecure\"}");
    assertThat(blocked.json().path("purge").toString())
        .contains("w-chat-v-1.0.0", "w-chat-a-latest");
    JsonNode version = world.call(GET, "/widgets/chat").json().path("versions").get(0);
    assertThat(version.path("reason").asString()).isEqualTo("insecure");
    assertThat(world.call(GET, "/widgets/chat/history").toString()).contains("case 42");
  }

  @Test
  void yank_ofAPinnedVersionAndAChannelsTarget_saysWhatHasNoEffectAnyMore() {
    world.publish("chat", "1.0.0", "?channel=old");
    world.publish("chat", "1.1.0", "");
    world.call(PUT, "/widgets/chat/aliases/v1", "{\"version\":\"1.0.0\"}");
    Answer yanked = world.call(PATCH, "/widgets/chat/versions/1.0.0", "{\"state\":\"yanked\"}");
    assertThat(yanked.json().path("warnings").toString())
        .contains("the pin of v1 on 1.0.0 has no effect any more", "v1 answers 1.1.0")
        .contains("channel old points to 1.0.0 and answers nothing");
  }

  @Test
  void unpin_ofWhatIsNotPinned_saysSo() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    rollback("latest");
    Answer nothing = world.call(DELETE, "/widgets/chat/aliases/v1");
    assertThat(nothing.json().path("changed").asBoolean()).isFalse();
    assertThat(nothing.text("note")).contains("v1 is not pinned", "unpin chat latest");
  }

  @Test
  void publish_overARollout_warns() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "?state=staged");
    world
        .store
        .catalog()
        .commit(
            "test", "", now -> java.util.List.of(RunningRollouts.running(now, "chat", "1.1.0")));
    assertThat(world.call(GET, "/widgets/chat").json().path("rollout").path("version").asString())
        .isEqualTo("1.1.0");
    Answer over = world.publish("chat", "1.2.0", "");
    assertThat(over.json().path("warnings").toString())
        .contains("rollout-active", "a rollout of 1.1.0 is running at 5 %");
    assertThat(world.publish("chat", "1.3.0", "?state=staged").json().path("warnings").toString())
        .doesNotContain("rollout-active");
  }

  /** Also where the publish makes a channel again that was dropped while it was off. */
  @Test
  void publish_toAChannelThatIsSwitchedOff_warns() {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "?channel=beta");
    world.call(PUT, "/widgets/chat/switch", "{\"off\":true,\"channel\":\"beta\"}");
    world.call(DELETE, "/widgets/chat/aliases/beta");
    Answer again = world.publish("chat", "1.2.0", "?channel=beta");
    assertThat(again.json().path("warnings").toString())
        .contains("switched-off", "until 'widget-origin on chat --channel beta'");
    assertThat(world.publish("chat", "1.3.0", "?channel=next").json().path("warnings").toString())
        .doesNotContain("switched-off");
  }

  @Test
  void history_withoutAWidget_namesTheWidgetOfEachChange() {
    world.publish("chat", "1.0.0", "");
    world.publish("map", "1.0.0", "");
    Answer all = world.call(GET, "/history?limit=5");
    assertThat(all.json().path("history").size()).isEqualTo(2);
    assertThat(all.toString()).contains("\"widget\":\"map\",\"type\":\"published\"");
    assertThat(new String(all.bytes(), StandardCharsets.UTF_8)).contains("\"widget\":\"chat\"");
  }
}
