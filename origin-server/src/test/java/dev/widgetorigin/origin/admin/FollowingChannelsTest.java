package dev.widgetorigin.origin.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.ChannelMover;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Following channels as a client of the control API sees them, and what moves them. */
final class FollowingChannelsTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");

  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
  }

  private void publish(String version) {
    assertThat(world.publish("chat", version, "").status()).isEqualTo(201);
  }

  private void days(long days) {
    world.now = world.now.plus(Duration.ofDays(days));
  }

  private ControlWorld.Answer put(String channel, String body) {
    return world.call(Method.PUT, "/widgets/chat/aliases/" + channel, body.replace('\'', '"'));
  }

  private String answer(String channel) {
    var version =
        world.store.catalog().snapshot().widget(CHAT).orElseThrow().state().channels().get(channel);
    return version == null ? null : version.toString();
  }

  private List<ChangeBatch> history() {
    return world.store.catalog().history(CHAT, Long.MAX_VALUE, 1000);
  }

  private void tick() {
    try (ChannelMover mover = new ChannelMover(world.store.catalog(), () -> world.now)) {
      mover.tick();
    }
  }

  @Test
  void follow_delayed_movesWhenItIsDueAndNotBefore() {
    publish("1.0.0");
    days(30);
    publish("1.1.0");
    var set = put("acme", "{'follow':'latest','delay':'7d','reason':'contract'}");
    assertThat(set.status()).isEqualTo(200);
    assertThat(set.text("to")).isEqualTo("1.0.0");
    assertThat(set.text("next")).isEqualTo("2026-12-28T09:00:00Z");
    Instant due = Instant.parse(set.text("next"));
    world.now = due.minusMillis(1);
    tick();
    assertThat(answer("acme")).isEqualTo("1.0.0");
    world.now = due;
    tick();
    assertThat(answer("acme")).isEqualTo("1.1.0");
    ChangeBatch move = history().get(0);
    assertThat(move.who()).isEqualTo("follow");
    assertThat(move.why()).isEqualTo("latest by 7d: 1.1.0 is released since 2026-12-21T09:00:00Z");
    assertThat(move.changes()).hasSize(1);
    long sequence = move.sequence();
    tick();
    assertThat(history().get(0).sequence()).as("a second look").isEqualTo(sequence);
  }

  @Test
  void follow_noDelay_movesInTheBatchOfThePublish() {
    publish("1.0.0");
    put("acme", "{'follow':'latest'}");
    var published = world.publish("chat", "1.1.0", "");
    assertThat(published.json().path("aliases").toString())
        .contains("{\"alias\":\"acme\",\"from\":\"1.0.0\",\"to\":\"1.1.0\"}");
    ChangeBatch batch = history().get(0);
    assertThat(batch.changes()).hasSize(2).last().isInstanceOf(Change.Followed.class);
    assertThat(answer("acme")).isEqualTo("1.1.0");
    world.call(Method.PATCH, "/widgets/chat/versions/1.1.0", "{\"state\":\"yanked\"}");
    assertThat(answer("acme")).isEqualTo("1.0.0");
    assertThat(history().get(0).changes()).hasSize(2);
  }

  /** The version is released since the day on which it was, whatever is written about it. */
  @Test
  void follow_reasonOfTheReleaseIsChanged_movesNoLater() {
    publish("1.0.0");
    days(30);
    publish("1.1.0");
    put("acme", "{'follow':'latest','delay':'7d'}");
    days(6);
    var changed =
        world.call(
            Method.PATCH,
            "/widgets/chat/versions/1.1.0",
            "{\"state\":\"released\",\"reason\":\"see the notes\"}");
    assertThat(changed.text("changed")).isEqualTo("true");
    days(1);
    tick();
    assertThat(answer("acme")).isEqualTo("1.1.0");
  }

  @Test
  void publish_dryRun_foretellsTheMove() {
    publish("1.0.0");
    put("acme", "{'follow':'latest'}");
    put("slow", "{'follow':'latest','delay':'7d'}");
    var foretold = world.publish("chat", "1.1.0", "?dry-run=true");
    assertThat(foretold.json().path("aliases").toString())
        .contains("\"acme\"")
        .doesNotContain("\"slow\"");
  }

  @Test
  void mover_startedWhileAMoveIsDue_makesItOnce() {
    publish("1.0.0");
    put("acme", "{'follow':'latest','delay':'12h'}");
    publish("1.1.0");
    days(1);
    // Two nodes at once: each has a mover, and each looks.
    try (ChannelMover one = new ChannelMover(world.store.catalog(), () -> world.now);
        ChannelMover other = new ChannelMover(world.store.catalog(), () -> world.now)) {
      one.tick();
      other.tick();
      one.tick();
    }
    assertThat(answer("acme")).isEqualTo("1.1.0");
    assertThat(history().stream().filter(batch -> batch.who().equals("follow"))).hasSize(1);
  }

  @Test
  void mover_clockJumps_movesForwardOnly() {
    publish("1.0.0");
    days(30);
    publish("1.1.0");
    put("acme", "{'follow':'latest','delay':'7d'}");
    try (ChannelMover mover = new ChannelMover(world.store.catalog(), () -> world.now)) {
      mover.tick();
      days(365);
      mover.tick();
      assertThat(answer("acme")).isEqualTo("1.1.0");
      days(-365);
      mover.tick();
      days(-3650);
      mover.tick();
      assertThat(answer("acme")).isEqualTo("1.1.0");
    }
    put("shop", "{'follow':'acme'}");
    assertThat(answer("acme")).as("after a change under the wrong clock").isEqualTo("1.1.0");
  }

  @Test
  void hold_andResume_keepAndLetGo() {
    publish("1.0.0");
    put("acme", "{'follow':'latest'}");
    var held = put("acme", "{'hold':true,'reason':'audit'}");
    assertThat(held.status()).isEqualTo(200);
    var published = world.publish("chat", "1.1.0", "");
    JsonNode message = published.json().path("held").path(0);
    assertThat(message.path("alias").asString()).isEqualTo("acme");
    assertThat(message.path("command").asString())
        .isEqualTo("widget-origin channel resume chat acme");
    assertThat(message.path("message").asString())
        .isEqualTo(
            "acme stays on 1.0.0: acme is held by admin at 2026-11-21T09:00:00Z (audit). To let"
                + " 1.1.0 out: widget-origin channel resume chat acme");
    assertThat(answer("acme")).isEqualTo("1.0.0");
    assertThat(put("acme", "{'hold':true}").json().path("changed").asBoolean()).isFalse();
    assertThat(put("acme", "{'resume':true}").text("to")).isEqualTo("1.1.0");
    assertThat(answer("acme")).isEqualTo("1.1.0");
    assertThat(put("acme", "{'hold':'1.0.0'}").text("to")).isEqualTo("1.0.0");
    assertThat(answer("acme")).isEqualTo("1.0.0");
  }

  /** A person who puts a following channel on a version means to keep it there. */
  @ParameterizedTest
  @CsvSource({"set", "pin", "rollback"})
  void move_byHand_isAHold(String how) {
    publish("1.0.0");
    put("acme", "{'follow':'latest'}");
    publish("1.1.0");
    var moved =
        switch (how) {
          case "set" -> put("acme", "{'version':'1.0.0'}");
          case "pin" -> put("acme", "{'version':'1.0.0','pin':true}");
          default -> world.call(Method.POST, "/widgets/chat/aliases/acme/rollback", "{}");
        };
    assertThat(moved.status()).as("%s", moved).isEqualTo(200);
    assertThat(moved.json().path("undo").path(0).path("command").asString())
        .isEqualTo("widget-origin channel resume chat acme");
    publish("1.2.0");
    assertThat(answer("acme")).isEqualTo("1.0.0");
    put("acme", "{'resume':true}");
    assertThat(answer("acme")).isEqualTo("1.2.0");
  }

  @ParameterizedTest(name = "[{index}] {0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "acme|{'follow':'acme'}|422|cannot follow itself",
        "acme|{'follow':'gone'}|422|chat has no channel gone; its channels are beta, one, two",
        "one|{'follow':'two'}|409|it would follow itself",
        "latest|{'follow':'v1'}|422|only a channel can follow",
        "v1|{'follow':'latest'}|422|only a channel can follow",
        "1.2.3.4|{'follow':'latest'}|422|only a channel can follow",
        "acme|{'follow':'a b'}|422|follow: expected a selector",
        "acme|{'follow':7}|422|follow: expected a selector",
        "acme|{'follow':'latest','delay':'7 days'}|422|delay: expected a delay such as 7d",
        "acme|{'follow':'latest','delay':'-7d'}|422|delay: expected a delay",
        "acme|{'follow':'latest','delay':'PT-1S'}|422|delay: expected a delay",
        "acme|{'follow':'latest','delay':'3651d'}|422|delay: expected a delay",
        "acme|{'follow':'latest','delay':'999999999999d'}|422|delay: expected a delay",
        "acme|{'follow':'latest','delay':'PT0.0001S'}|422|delay: expected a delay",
        "acme|{'follow':'latest','delay':7}|422|delay: expected a delay",
        "acme|{'delay':'7d','version':'1.0.0'}|422|delay: expected only with follow",
        "acme|{'follow':'latest','version':'1.0.0'}|422|only one of version, follow, hold and resume",
        "acme|{'follow':'latest','pin':true}|422|pin: expected only with version",
        "acme|{'follow':'latest','dealy':'7d'}|422|dealy: there is no such field",
        "acme|{}|422|version: is missing",
        "beta|{'hold':true}|409|follows nothing",
        "one|{'hold':false}|422|hold: expected true or a version",
        "one|{'hold':'9.9.9'}|404|no version 9.9.9",
        "beta|{'resume':true}|409|follows nothing",
        "one|{'resume':false}|422|resume: expected true"
      })
  void put_wrong_isRefusedAndNothingChanges(String channel, String body, int status, String words) {
    publish("1.0.0");
    put("beta", "{'version':'1.0.0'}");
    put("one", "{'follow':'latest','delay':'1d'}");
    put("two", "{'follow':'one'}");
    long before = history().get(0).sequence();
    var answer = put(channel, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.toString()).contains(words);
    assertThat(history().get(0).sequence()).isEqualTo(before);
  }

  @Test
  void change_ofAFollowedOrFollowingChannel_isRefusedWhereItWouldMislead() {
    publish("1.0.0");
    put("one", "{'follow':'latest'}");
    put("two", "{'follow':'one'}");
    var drop = world.call(Method.DELETE, "/widgets/chat/aliases/one", "");
    assertThat(drop.status()).isEqualTo(409);
    assertThat(drop.text("detail")).startsWith("one is followed by two");
    var publish = world.publish("chat", "1.1.0", "?channel=one");
    assertThat(publish.status()).isEqualTo(409);
    assertThat(publish.text("detail")).startsWith("channel one follows latest");
    put("one", "{'hold':true}");
    assertThat(put("one", "{'follow':'v1'}").text("detail")).contains("channel resume chat one");
    assertThat(world.call(Method.DELETE, "/widgets/chat/aliases/two", "").status()).isEqualTo(200);
    assertThat(world.call(Method.DELETE, "/widgets/chat/aliases/one", "").status()).isEqualTo(200);
    assertThat(answer("one")).isNull();
    publish("1.1.0");
    assertThat(answer("one")).isNull();
  }

  @Test
  void follow_nothingReleased_waitsAndThenAnswers() {
    assertThat(world.publish("chat", "1.0.0", "?state=staged").status()).isEqualTo(201);
    var set = put("acme", "{'follow':'latest','delay':'7d'}");
    assertThat(set.status()).isEqualTo(200);
    assertThat(set.text("why")).isEqualTo("latest answers nothing");
    var shown = world.call(Method.GET, "/widgets/chat/aliases/acme");
    assertThat(shown.text("why")).startsWith("channel acme follows latest by 7d, which answers");
    world.call(Method.PATCH, "/widgets/chat/versions/1.0.0", "{\"state\":\"released\"}");
    assertThat(answer("acme")).isEqualTo("1.0.0");
  }

  @Test
  void show_followingChannel_saysWhyAndWhenItIsNextMoved() {
    publish("1.0.0");
    days(30);
    publish("1.1.0");
    put("acme", "{'follow':'latest','delay':'7d'}");
    JsonNode shown = world.call(Method.GET, "/widgets/chat/aliases/acme").json();
    assertThat(shown.path("follows").toString())
        .isEqualTo(
            "{\"follow\":\"latest\",\"delay\":\"7d\",\"why\":\"latest by 7d: 1.0.0 is released"
                + " since 2026-11-21T09:00:00Z\",\"next\":\"2026-12-28T09:00:00Z\"}");
    assertThat(shown.path("rule").asString()).startsWith("acme follows latest by 7d: of the");
    assertThat(shown.path("why").asString())
        .isEqualTo("channel acme follows latest by 7d, and was moved to 1.0.0");
  }

  @Test
  void token_thatMayOnlyPublish_mayNotFollow() {
    publish("1.0.0");
    String token = world.token("publish:chat");
    var refused =
        world.as(
            token,
            Method.PUT,
            "/widgets/chat/aliases/acme",
            "{\"follow\":\"latest\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
  }

  @Test
  void manyChannels_areShownPageByPage() {
    publish("1.0.0");
    int channels = 2500;
    List<Change> rules = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      rules.add(
          new Change.FollowChanged(
              CHAT, "c%05d".formatted(i), new Selector.Latest(), Duration.ofDays(7), false, null));
    }
    world.store.catalog().commit("ana", "", snapshot -> rules);
    int seen = 0;
    String after = null;
    do {
      String query = after == null ? "" : "?channels-after=" + after;
      JsonNode page = world.call(Method.GET, "/widgets/chat" + query).json();
      assertThat(page.path("aliases").size())
          .isEqualTo(page.path("channels").size() + (after == null ? 3 : 0));
      seen += page.path("channels").size();
      after = page.path("nextChannel").asString(null);
    } while (after != null);
    assertThat(seen).isEqualTo(channels);
    JsonNode moved = world.publish("chat", "1.1.0", "").json();
    assertThat(moved.path("aliases").size()).isLessThan(10);
    days(8);
    tick();
    assertThat(answer("c00000")).isEqualTo("1.1.0");
    assertThat(history().get(0).changes()).as("one change for all").hasSize(1);
  }

  @Test
  void undo_ofEachCall_putsThingsBack() {
    publish("1.0.0");
    put("beta", "{'version':'1.0.0'}");
    var follow = put("beta", "{'follow':'latest','delay':'1h'}");
    assertThat(follow.json().path("undo").findValuesAsString("command"))
        .containsExactly(
            "widget-origin channel chat beta --drop", "widget-origin channel chat beta 1.0.0");
    var changed = put("beta", "{'follow':'v1'}");
    assertThat(changed.json().path("undo").findValuesAsString("command"))
        .containsExactly("widget-origin channel follow chat beta latest --delay 1h");
    var held = put("beta", "{'hold':true}");
    assertThat(held.json().path("undo").findValuesAsString("command"))
        .containsExactly("widget-origin channel resume chat beta");
    var resumed = put("beta", "{'resume':true}");
    assertThat(resumed.json().path("undo").findValuesAsString("command"))
        .containsExactly("widget-origin channel hold chat beta 1.0.0");
  }
}
