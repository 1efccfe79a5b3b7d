package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.Change;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RollbacksTest {
  @TempDir Path folder;
  @AutoClose private ChangesWorld world;

  @BeforeEach
  void open() {
    world = new ChangesWorld(folder);
  }

  private ReleaseState state(String version) {
    return world.widget().state().release(Chat.version(version)).orElseThrow().state();
  }

  private static Version version(String text) {
    return Chat.version(text);
  }

  @Test
  void roll_latest_saysAllThatComesAfterIt() {
    world.publish("1.0.0 1.1.0");
    Map<String, Object> facts = ChangesWorld.facts(world.rollback("latest", null, false, "broken"));
    assertThat(facts)
        .containsEntry("widget", "chat")
        .containsEntry("alias", "latest")
        .containsEntry("from", "1.1.0")
        .containsEntry("to", "1.0.0")
        .containsEntry("yanked", false)
        .containsEntry("purge", List.of("w-chat-a-latest", "w-chat-a-v1"))
        .containsEntry(
            "holds",
            "latest stays there whatever is published, until 'widget-origin unpin chat latest' or"
                + " 'widget-origin publish ... --unpin'")
        // v1.1 has no other version.
        .containsEntry(
            "warnings",
            List.of(
                "v1.1 still answers 1.1.0; to keep every alias off it: widget-origin yank chat"
                    + " 1.1.0"))
        .containsKeys("caches", "spread");
    assertThat(world.history().get(0).changes())
        .containsExactly(
            new Change.Pinned(Chat.NAME, "latest", version("1.1.0"), version("1.0.0"), "broken"),
            new Change.RolledBack(
                Chat.NAME, "latest", version("1.1.0"), version("1.0.0"), "broken"));
  }

  @Test
  void roll_severalStillAnswer_warnsOfEach() {
    world.publish("1.0.0 2.0.0");
    assertThat(ChangesWorld.facts(world.rollback("latest", null, false, "")).get("warnings"))
        .asString()
        .startsWith("[v2, v2.0 still answer 2.0.0; to keep");
  }

  @Test
  void roll_channel_holdsNothingAndWarnsOfWhoStillAnswers() {
    world.publish("1.0.0 1.1.0");
    world.set("beta", "1.0.0");
    world.set("beta", "1.1.0");
    Outcome outcome = world.rollback("beta", null, false, "");
    assertThat(ChangesWorld.facts(outcome))
        .containsEntry("to", "1.0.0")
        .doesNotContainKey("holds")
        .containsEntry("purge", List.of("w-chat-a-beta"));
    world.undo(outcome);
    assertThat(world.answer("beta")).isEqualTo(version("1.1.0"));
  }

  @Test
  void roll_withYank_leavesNoWarning() {
    world.publish("1.0.0 1.1.0");
    Map<String, Object> facts = ChangesWorld.facts(world.rollback("latest", null, true, ""));
    assertThat(facts).containsEntry("yanked", true).doesNotContainKey("warnings");
    assertThat(state("1.1.0")).isEqualTo(ReleaseState.YANKED);
  }

  @ParameterizedTest(name = "''{0}''")
  @CsvSource({"'',rolled back to 1.0.0", "broken,rolled back to 1.0.0: broken"})
  void roll_withYank_reasonSaysWhereTo(String reason, String expected) {
    world.publish("1.0.0 1.1.0");
    world.rollback("latest", null, true, reason);
    assertThat(world.widget().state().release(version("1.1.0")).orElseThrow().reason())
        .isEqualTo(expected);
  }

  /** The steps are taken in the order in which they are told. */
  @ParameterizedTest
  @CsvSource({"latest", "v1", "beta"})
  void roll_withYank_canBeUndoneInOrder(String alias) {
    world.publish("1.0.0 1.1.0");
    world.set(alias, "1.0.0", Aliases.Latest.PIN);
    world.set(alias, "1.1.0", Aliases.Latest.PIN);
    Outcome outcome = world.rollback(alias, null, true, "");
    assertThat(world.answer(alias)).isEqualTo(version("1.0.0"));
    world.undo(outcome);
    assertThat(world.answer(alias)).isEqualTo(version("1.1.0"));
    assertThat(state("1.1.0")).isEqualTo(ReleaseState.RELEASED);
  }

  /** To put latest back on a pin is no promotion: no range moves by it. */
  @Test
  void roll_latestThatWasPinnedToACandidate_isUndoneWithoutAPromotion() {
    world.publish("1.0.0 2.0.0>next");
    world.set("latest", "2.0.0", Aliases.Latest.PIN);
    Outcome outcome = world.rollback("latest", null, false, "");
    assertThat(world.answer("latest")).isEqualTo(version("1.0.0"));
    world.undo(outcome);
    assertThat(world.answer("latest")).isEqualTo(version("2.0.0"));
    assertThat(world.widget().state().pins().get("latest").version()).isEqualTo(version("2.0.0"));
    assertThat(world.widget().state().release(version("2.0.0")).orElseThrow().isCandidate())
        .isTrue();
  }

  /** A staged version that was yanked can only be released, which nobody asked for. */
  @Test
  void roll_withYankOfAStagedVersion_offersNoWayBackThatWouldReleaseIt() {
    world.publish("1.0.0 1.1.0:staged");
    world.set("beta", "1.0.0");
    world.set("beta", "1.1.0");
    Outcome outcome = world.rollback("beta", null, true, "");
    assertThat(ChangesWorld.facts(outcome))
        .containsEntry("yanked", true)
        .containsEntry("undo", List.of())
        .containsEntry(
            "note",
            "1.1.0 was staged and is yanked: it cannot be staged again, so there is no way back to"
                + " how it was.");
  }

  @Test
  void roll_repeated_changesNothingAndSaysHowToGoFurther() {
    world.publish("1.0.0 1.1.0 1.2.0");
    world.rollback("latest", null, false, "");
    Outcome.Done again = (Outcome.Done) world.rollback("latest", null, false, "");
    assertThat(again.changed()).isFalse();
    assertThat(again.facts())
        .containsEntry("from", "1.2.0")
        .containsEntry("to", "1.1.0")
        .containsEntry("yanked", false)
        .containsEntry(
            "note", "Already rolled back. To go further back, name the version: --to 1.0.0");
  }

  /** A range follows latest: what it answered before is what latest was just taken off. */
  @Test
  void roll_ofARangeThatLatestCarriedBack_doesNotBringTheBadVersionBack() {
    world.publish("1.0.0 1.1.0 1.2.0");
    world.rollback("latest", null, false, "broken");
    Outcome.Done range = (Outcome.Done) world.rollback("v1", null, false, "");
    assertThat(range.changed()).isFalse();
    assertThat(range.facts()).containsEntry("from", "1.2.0").containsEntry("to", "1.1.0");
    assertThat(world.answer("v1")).isEqualTo(version("1.1.0"));
  }

  @Test
  void roll_repeatedWithNothingFurther_saysOnlyThat() {
    world.publish("1.0.0 1.1.0");
    world.rollback("latest", null, false, "");
    assertThat(ChangesWorld.facts(world.rollback("latest", null, false, "")))
        .containsEntry("note", "Already rolled back.");
  }

  @Test
  void roll_repeatedWithYank_yanksWhatWasLeftAndCanBeUndone() {
    world.publish("1.0.0 1.1.0");
    world.rollback("latest", null, false, "");
    Outcome.Done again = (Outcome.Done) world.rollback("latest", null, true, "broken");
    assertThat(again.changed()).isTrue();
    assertThat(again.facts()).containsEntry("yanked", true);
    assertThat(state("1.1.0")).isEqualTo(ReleaseState.YANKED);
    assertThat(world.answer("latest")).isEqualTo(version("1.0.0"));
    world.undo(again);
    assertThat(state("1.1.0")).isEqualTo(ReleaseState.RELEASED);
    assertThat(world.answer("latest")).isEqualTo(version("1.0.0"));
  }

  @ParameterizedTest
  @CsvSource({"YANKED", "BLOCKED"})
  void roll_withYankOfWhatIsWithdrawnAlready_yanksNothing(ReleaseState withdrawn) {
    world.publish("1.0.0 1.1.0");
    world.rollback("latest", null, false, "");
    world.move("1.1.0", withdrawn, "");
    Outcome.Done again = (Outcome.Done) world.rollback("latest", null, true, "");
    assertThat(again.changed()).isFalse();
    assertThat(again.facts()).containsEntry("yanked", false).containsEntry("undo", List.of());
    assertThat(state("1.1.0")).isEqualTo(withdrawn);
  }

  @Test
  void roll_overriddenByAPin_isANewRollback() {
    world.publish("1.0.0 1.1.0 1.2.0");
    world.rollback("latest", null, false, "");
    world.set("latest", "1.2.0", Aliases.Latest.PIN);
    assertThat(ChangesWorld.facts(world.rollback("latest", null, false, "")))
        .containsEntry("from", "1.2.0")
        .containsEntry("to", "1.1.0")
        .doesNotContainKey("note");
  }

  @Test
  void roll_whatWasBeforeIsWithdrawn_stepsFurther() {
    world.publish("1.0.0 1.1.0 1.2.0");
    world.move("1.1.0", ReleaseState.YANKED, "");
    assertThat(ChangesWorld.facts(world.rollback("latest", null, false, "")))
        .containsEntry("to", "1.0.0");
  }

  @Test
  void roll_toWhereItIs_pinsAndYanksNothing() {
    world.publish("1.0.0 1.1.0");
    Map<String, Object> facts = ChangesWorld.facts(world.rollback("latest", "1.1.0", true, ""));
    assertThat(facts).containsEntry("yanked", false).doesNotContainKey("spread");
    assertThat(world.widget().state().pins()).containsOnlyKeys("latest");
  }

  @Test
  void roll_fromNothing_yanksNothingAndTellsOfNoCaches() {
    world.publish("1.0.0");
    Map<String, Object> facts = ChangesWorld.facts(world.rollback("beta", "1.0.0", true, ""));
    assertThat(facts)
        .containsEntry("from", null)
        .containsEntry("yanked", false)
        .doesNotContainKey("spread");
    assertThat(world.answer("beta")).isEqualTo(version("1.0.0"));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "v1,2.0.0,2.0.0 is outside v1",
    "latest,1.1.0,1.1.0 is staged",
    "latest,9.0.0,chat has no version 9.0.0",
  })
  void roll_toWhatCannotBe_isRefused(String alias, String to, String words) {
    world.publish("1.0.0 1.1.0:staged 2.0.0");
    assertThat(ChangesWorld.refusal(world.rollback(alias, to, true, ""))).startsWith(words);
    assertThat(world.history()).hasSize(3);
  }

  /** The pin is there, but has no effect: nothing would move, and yet the good one be yanked. */
  @Test
  void roll_toTheWithdrawnVersionOfItsPin_isRefusedAndYanksNothing() {
    world.publish("1.0.0 1.1.0");
    world.set("latest", "1.0.0");
    world.move("1.0.0", ReleaseState.YANKED, "");
    assertThat(ChangesWorld.refusal(world.rollback("latest", "1.0.0", true, "")))
        .isEqualTo("1.0.0 is yanked; release it again first.");
    assertThat(state("1.1.0")).isEqualTo(ReleaseState.RELEASED);
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|latest|latest has only ever answered 1.0.0. There is no other version that it could answer: publish one, or yank 1.0.0 so that aliases answer nothing: widget-origin yank chat 1.0.0",
        "1.0.0:staged|latest|latest has never answered a version. There is no other version that it could answer: publish one.",
        "1.0.0:staged|beta|beta has never answered a version. Name one of 1.0.0 yourself: widget-origin rollback chat beta --to 1.0.0",
        "1.1.0 1.0.0 0.9.0>next|latest|latest has only ever answered 1.1.0. Name one of 1.0.0, 0.9.0 yourself: widget-origin rollback chat latest --to 1.0.0",
        "1.1.0 1.0.0:staged 2.0.0-rc.1|v1|v1 has only ever answered 1.1.0. There is no other version that it could answer: publish one, or yank 1.1.0 so that aliases answer nothing: widget-origin yank chat 1.1.0",
      })
  void roll_nothingBefore_saysWhyAndWhatToDo(String publishes, String alias, String words) {
    world.publish(publishes);
    assertThat(ChangesWorld.refusal(world.rollback(alias, null, false, "")))
        .isEqualTo("There is nothing to roll back to: " + words);
  }

  @Test
  void roll_allBeforeWithdrawn_namesThem() {
    world.publish("1.0.0 1.1.0 1.2.0");
    world.move("1.0.0", ReleaseState.YANKED, "");
    world.move("1.1.0", ReleaseState.BLOCKED, "");
    assertThat(ChangesWorld.refusal(world.rollback("latest", null, false, "")))
        .isEqualTo(
            "There is nothing to roll back to: what latest answered before (1.1.0, 1.0.0) was"
                + " withdrawn or is gone. There is no other version that it could answer: publish"
                + " one, or yank 1.2.0 so that aliases answer nothing: widget-origin yank chat"
                + " 1.2.0");
  }

  @Test
  void roll_noSuchWidget_isRefused() {
    assertThat(ChangesWorld.refusal(world.rollback("latest", null, false, "")))
        .startsWith("There is no widget 'chat'");
  }

  @Test
  void roll_longHistory_isReadToItsEnd() {
    world.publish("1.0.0 1.1.0");
    for (int i = 0; i < 1100; i++) {
      world.commit(
          new Change.StateChanged(
              Chat.NAME,
              version("1.1.0"),
              ReleaseState.RELEASED,
              ReleaseState.RELEASED,
              "reason " + i));
    }
    assertThat(ChangesWorld.facts(world.rollback("latest", null, false, "")))
        .containsEntry("to", "1.0.0");
  }
}
