package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReleaseChangesTest {
  @TempDir Path folder;
  @AutoClose private ChangesWorld world;

  @BeforeEach
  void open() {
    world = new ChangesWorld(folder);
  }

  private static ReleaseState state(String text) {
    return ReleaseState.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Rollout.Pending rollout(String version) {
    return new Rollout.Pending(
        new RolloutPlan(
            version + "-1",
            Chat.version(version),
            "latest",
            Chat.version("1.0.0"),
            List.of(new RolloutPlan.Step(RolloutPlan.Step.ALL, Duration.ZERO)),
            0,
            Duration.ZERO,
            null,
            null,
            Chat.AT),
        "");
  }

  @Test
  void move_saysWhatItDidAndCanBeUndone() {
    world.publish("1.0.0 1.1.0");
    Outcome outcome = world.move("1.1.0", ReleaseState.YANKED, "broken");
    assertThat(ChangesWorld.facts(outcome))
        .containsEntry("widget", "chat")
        .containsEntry("version", "1.1.0")
        .containsEntry("from", "released")
        .containsEntry("state", "yanked")
        .doesNotContainKeys("warnings", "held", "purge");
    assertThat(world.answer("latest")).isEqualTo(Chat.version("1.0.0"));
    world.undo(outcome);
    assertThat(world.answer("latest")).isEqualTo(Chat.version("1.1.0"));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      nullValues = "-",
      value = {
        "released,deprecated,widget-origin release chat 1.0.0",
        "deprecated,yanked,widget-origin deprecate chat 1.0.0",
        "yanked,released,widget-origin yank chat 1.0.0",
        // What was staged cannot be again: a yank takes it from the aliases.
        "staged,released,widget-origin yank chat 1.0.0",
        // There is no way back.
        "staged,yanked,-",
        "released,blocked,-",
        // Nothing is done.
        "staged,staged,-",
        "released,released,-",
        "yanked,yanked,-",
      })
  void move_undo_isTheWayBackWhereThereIsOne(String from, String to, String command) {
    world.publish(from.equals("staged") ? "1.0.0:staged" : "1.0.0");
    if (!from.equals("staged")) {
      world.move("1.0.0", state(from), "");
    }
    Object undo = ChangesWorld.facts(world.move("1.0.0", state(to), "")).get("undo");
    if (command == null) {
      assertThat(undo).isNull();
    } else {
      assertThat(undo).asString().contains("command=" + command + "}");
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "blocked|released|chat 1.0.0 is blocked, and that is for ever; publish another version.",
        "blocked|staged|chat 1.0.0 is blocked, and that is for ever; publish another version.",
        "released|staged|chat 1.0.0 is released and cannot be staged again; yank it to keep aliases away from it.",
        "yanked|staged|chat 1.0.0 is yanked and cannot be staged again; yank it to keep aliases away from it.",
        "staged|deprecated|chat 1.0.0 is staged and cannot become deprecated; it can become [released, yanked, blocked].",
      })
  void move_notAllowed_saysWhatIs(String from, String to, String sentence) {
    world.publish(from.equals("staged") ? "1.0.0:staged" : "1.0.0");
    if (!from.equals("staged")) {
      world.move("1.0.0", state(from), "");
    }
    assertThat(ChangesWorld.refusal(world.move("1.0.0", state(to), ""))).isEqualTo(sentence);
  }

  @Test
  void move_noSuchVersion_namesTheNewest() {
    world.publish("1.0.0 1.1.0 1.2.0 1.3.0 1.4.0 1.5.0");
    assertThat(ChangesWorld.refusal(world.move("9.0.0", ReleaseState.YANKED, "")))
        .isEqualTo(
            "chat has no version 9.0.0; its newest are [1.5.0, 1.4.0, 1.3.0, 1.2.0, 1.1.0].");
  }

  @Test
  void move_noSuchWidget_saysWhatListsThem() {
    assertThat(ChangesWorld.refusal(world.move("1.0.0", ReleaseState.YANKED, "")))
        .isEqualTo("There is no widget 'chat'; 'widget-origin list' names all there are.");
  }

  @ParameterizedTest(name = "{0} then {1}")
  @CsvSource({"bad,bad,false", "bad,'',false", "bad,worse,true", "'',bad,true"})
  void move_sameState_changesOnlyAnotherReason(String first, String second, boolean changed) {
    world.publish("1.0.0");
    world.move("1.0.0", ReleaseState.YANKED, first);
    var outcome = (Outcome.Done) world.move("1.0.0", ReleaseState.YANKED, second);
    assertThat(outcome.changed()).isEqualTo(changed);
    assertThat(world.widget().state().release(Chat.version("1.0.0")).orElseThrow().reason())
        .isEqualTo(changed ? second : first);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "YANKED,1.1.0,the version was yanked",
    "BLOCKED,1.1.0,the version was blocked",
    "YANKED,1.0.0,",
  })
  void move_withdrawnVersionOfARollout_abortsIt(ReleaseState to, String version, String reason) {
    world.publish("1.0.0 1.1.0:staged");
    world.commit(new Change.RolloutChanged(Chat.NAME, rollout("1.1.0")));
    world.move(version, to, "broken");
    Rollout rollout = world.widget().rollout();
    if (reason == null) {
      assertThat(rollout).isEqualTo(rollout("1.1.0"));
    } else {
      assertThat(rollout).isEqualTo(rollout("1.1.0").abort(reason));
      assertThat(world.history().get(0).changes()).hasSize(2);
    }
  }

  @Test
  void move_releaseOfARolloutsVersion_isRefused() {
    world.publish("1.0.0 1.1.0:staged 1.2.0:staged");
    world.commit(new Change.RolloutChanged(Chat.NAME, rollout("1.1.0")));
    assertThat(ChangesWorld.refusal(world.move("1.1.0", ReleaseState.RELEASED, "")))
        .isEqualTo("A rollout of chat 1.1.0 is under way; promote it, or abort it first.");
    ChangesWorld.facts(world.move("1.2.0", ReleaseState.RELEASED, ""));
  }

  @Test
  void move_endedRollout_isLeftAlone() {
    world.publish("1.0.0 1.1.0:staged");
    var ended = rollout("1.1.0").abort("enough");
    world.commit(new Change.RolloutChanged(Chat.NAME, ended));
    ChangesWorld.facts(world.move("1.1.0", ReleaseState.RELEASED, ""));
    assertThat(world.widget().rollout()).isEqualTo(ended);
  }

  @Test
  void move_newReasonWithARolloutUnderWay_leavesIt() {
    world.publish("1.0.0 1.1.0:staged");
    world.commit(new Change.RolloutChanged(Chat.NAME, rollout("1.1.0")));
    ChangesWorld.facts(world.move("1.1.0", ReleaseState.STAGED, "for tests"));
    assertThat(world.widget().rollout()).isEqualTo(rollout("1.1.0"));
  }

  @Test
  void move_released_namesWhatKeepsItBack() {
    world.publish("1.0.0 1.1.0:staged");
    world.set("latest", "1.0.0", Aliases.Latest.PIN);
    var outcome = (Outcome.Done) world.move("1.1.0", ReleaseState.RELEASED, "");
    assertThat(outcome.heldBack()).singleElement().asString().startsWith("latest, v1 stay on");
  }

  @Test
  void move_releasedCandidate_warnsInsteadOfNamingPins() {
    world.publish("1.0.0 1.1.0>next");
    world.move("1.1.0", ReleaseState.YANKED, "");
    assertThat(ChangesWorld.facts(world.move("1.1.0", ReleaseState.RELEASED, "")))
        .doesNotContainKey("held")
        .hasEntrySatisfying(
            "warnings", w -> assertThat(w).asString().contains("widget-origin promote"));
  }

  @Test
  void move_blocked_namesWhatToPurge() {
    world.publish("1.0.0 1.1.0");
    assertThat(ChangesWorld.facts(world.move("1.1.0", ReleaseState.BLOCKED, "")))
        .containsEntry(
            "purge", List.of("w-chat-v-1.1.0", "w-chat-a-latest", "w-chat-a-v1", "w-chat-a-v1.1"));
  }

  @Test
  void promote_letsAliasesAnswerIt() {
    world.publish("1.0.0 1.1.0>next");
    Outcome outcome =
        world
            .operations
            .releases()
            .promote(Chat.NAME, Chat.version("1.1.0"), false, "tried", "ana", Precondition.NONE);
    assertThat(ChangesWorld.facts(outcome)).containsEntry("channel", "next");
    assertThat(world.answer("latest")).isEqualTo(Chat.version("1.1.0"));
    assertThat(world.history().get(0).why()).isEqualTo("tried");
  }

  @Test
  void moveAll_isOneBatch() {
    world.publish("1.0.0 1.1.0 1.2.0");
    Outcome outcome = moveAll("1.0.0", "1.1.0", "1.2.0");
    assertThat(ChangesWorld.facts(outcome)).containsEntry("widget", "chat");
    assertThat(world.widget().state().releases().values())
        .allMatch(release -> release.state() == ReleaseState.DEPRECATED);
    assertThat(world.history()).hasSize(4);
  }

  @Test
  void moveAll_oneRefused_movesNone() {
    world.publish("1.0.0 1.1.0:staged");
    ChangesWorld.refusal(moveAll("1.0.0", "1.1.0"));
    assertThat(world.history()).hasSize(2);
  }

  private Outcome moveAll(String... versions) {
    List<ReleaseChanges.Move> moves =
        List.of(versions).stream()
            .map(v -> new ReleaseChanges.Move(Chat.version(v), ReleaseState.DEPRECATED, "old"))
            .toList();
    return world.operations.releases().moveAll(Chat.NAME, moves, "ana", "", Precondition.NONE);
  }

  @Test
  void settings_sameAgain_changesNothing() {
    world.publish("1.0.0");
    WidgetSettings settings = OneSetting.aliasMode(WidgetSettings.AliasMode.REDIRECT);
    var first = (Outcome.Done) settings(settings);
    assertThat(first.changed()).isTrue();
    assertThat(first.facts()).containsEntry("widget", "chat");
    assertThat(world.widget().settings()).isEqualTo(settings);
    assertThat(((Outcome.Done) settings(settings)).changed()).isFalse();
  }

  private Outcome settings(WidgetSettings settings) {
    return world.operations.releases().settings(Chat.NAME, settings, "ana", "", Precondition.NONE);
  }
}
