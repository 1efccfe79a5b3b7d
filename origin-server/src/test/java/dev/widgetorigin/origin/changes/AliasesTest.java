package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.Change;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AliasesTest {
  @TempDir Path folder;
  @AutoClose private ChangesWorld world;

  @BeforeEach
  void open() {
    world = new ChangesWorld(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3,found the version 1.2.3; which always answers itself",
    "v1.2.3,found the version 1.2.3; which always answers itself",
    "a b,alias: "
  })
  void parse_noAlias_isRefused(String text, String words) {
    assertThatThrownBy(() -> Aliases.parse(text))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words.replace(';', ','));
  }

  @ParameterizedTest
  @CsvSource({"latest", "v1", "beta", "^1.2.0"})
  void parse_alias_isThatSelector(String text) {
    assertThat(Aliases.parse(text)).isEqualTo(Chat.alias(text));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "v1|1.0.0|-",
        "v1|1.0.0:deprecated|-",
        "v1|2.0.0|2.0.0 is outside v1, which is for versions in 1.x; pin another alias, or another version.",
        "v1|1.0.0:staged|1.0.0 is staged; release it first, or set a channel to it.",
        "beta|1.0.0:staged|-",
        "latest|1.0.0:yanked|1.0.0 is yanked; release it again first.",
        "beta|1.0.0:yanked|1.0.0 is yanked; release it again first.",
        "latest|1.0.0:blocked|1.0.0 is blocked for ever; choose another version.",
        "latest|1.0.0-rc.1|-",
        "latest|1.0.0>next|-",
      })
  void whyNot_saysWhatToDo(String alias, String release, String sentence) {
    assertThat(Aliases.whyNot(Chat.alias(alias), Chat.release(release))).isEqualTo(sentence);
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      nullValues = "-",
      value = {
        "1.0.0 beta=1.0.0,beta,1.0.0",
        "1.0.0,beta,-",
        "1.0.0 v1=1.0.0,v1,1.0.0",
        "1.0.0 latest=1.0.0,v1,-",
      })
  void held_isWhatAPinOrAChannelHolds(String state, String alias, String version) {
    assertThat(Aliases.held(Chat.widget(state), Chat.alias(alias)))
        .isEqualTo(version == null ? null : Chat.version(version));
  }

  @Test
  void set_pin_saysWhatItDidAndWhatItMeans() {
    world.publish("1.0.0 1.1.0");
    Outcome outcome = world.set("latest", "1.0.0");
    assertThat(ChangesWorld.facts(outcome))
        .containsEntry("widget", "chat")
        .containsEntry("alias", "latest")
        .containsEntry("from", "1.1.0")
        .containsEntry("to", "1.0.0")
        .hasEntrySatisfying(
            "note", note -> assertThat(note).asString().startsWith("latest is pinned: releases"));
    assertThat(world.answer("latest")).isEqualTo(Chat.version("1.0.0"));
    world.undo(outcome);
    assertThat(world.answer("latest")).isEqualTo(Chat.version("1.1.0"));
    assertThat(world.widget().state().pins()).isEmpty();
  }

  @Test
  void set_whereItIsAlready_changesNothingAndSaysTheSame() {
    world.publish("1.0.0 1.1.0");
    world.set("v1", "1.0.0");
    Outcome.Done again = (Outcome.Done) world.set("v1", "1.0.0");
    assertThat(again.changed()).isFalse();
    assertThat(again.facts()).containsKey("note").doesNotContainKey("undo");
  }

  @ParameterizedTest
  @CsvSource({"latest,YANKED", "v1,YANKED", "beta,YANKED", "v1,BLOCKED"})
  void set_whereItIsAlreadyButWithdrawn_isRefused(String alias, ReleaseState state) {
    world.publish("1.0.0 1.1.0");
    world.set(alias, "1.0.0");
    world.move("1.0.0", state, "");
    assertThat(ChangesWorld.refusal(world.set(alias, "1.0.0")))
        .startsWith("1.0.0 is " + state.text());
  }

  @ParameterizedTest
  @CsvSource({"v1,2.0.0", "latest,9.0.0"})
  void set_whatCannotBe_changesNothing(String alias, String version) {
    world.publish("1.0.0 2.0.0");
    long before = world.widget().sequence();
    ChangesWorld.refusal(world.set(alias, version));
    assertThat(world.widget().sequence()).isEqualTo(before);
  }

  @Test
  void set_latestByRule_liftsThePinAndSetsNone() {
    world.publish("1.0.0 1.1.0");
    world.set("latest", "1.0.0");
    Outcome outcome = world.set("latest", "1.1.0", Aliases.Latest.BY_RULE);
    assertThat(ChangesWorld.facts(outcome)).containsEntry("promoted", false);
    assertThat(world.widget().state().pins()).isEmpty();
  }

  @Test
  void set_rangeByRule_pins() {
    world.publish("1.0.0 1.1.0");
    world.set("v1", "1.1.0", Aliases.Latest.BY_RULE);
    assertThat(world.widget().state().pins()).containsOnlyKeys("v1");
  }

  @Test
  void clear_pin_saysWhatAnswersNowAndCanBeUndone() {
    world.publish("1.0.0 1.1.0");
    world.set("latest", "1.0.0");
    Outcome outcome = world.clear("latest");
    assertThat(ChangesWorld.facts(outcome))
        .containsEntry("from", "1.0.0")
        .containsEntry("to", "1.1.0")
        .doesNotContainKey("note");
    world.undo(outcome);
    assertThat(world.answer("latest")).isEqualTo(Chat.version("1.0.0"));
  }

  @Test
  void clear_pinOnWhatTheRuleHas_saysThatNothingMoves() {
    world.publish("1.0.0 1.1.0");
    world.set("latest", "1.1.0", Aliases.Latest.PIN);
    assertThat(ChangesWorld.facts(world.clear("latest")))
        .containsEntry("to", "1.1.0")
        .containsEntry(
            "note",
            "latest answers the same version without its pin: highest released stable version.");
  }

  @Test
  void clear_channel_dropsItAndCanBeUndone() {
    world.publish("1.0.0 1.1.0:staged");
    world.set("beta", "1.1.0");
    Outcome outcome = world.clear("beta");
    assertThat(ChangesWorld.facts(outcome))
        .containsEntry("from", "1.1.0")
        .containsEntry("to", null)
        .doesNotContainKey("note");
    assertThat(world.history().get(0).changes())
        .containsExactly(new Change.ChannelMoved(Chat.NAME, "beta", Chat.version("1.1.0"), null));
    world.undo(outcome);
    assertThat(world.answer("beta")).isEqualTo(Chat.version("1.1.0"));
  }

  @ParameterizedTest
  @CsvSource({"beta,chat has no channel beta; it has no channels.", "v1,v1 is not pinned."})
  void clear_whatIsNotThere_changesNothingAndSaysSo(String alias, String note) {
    world.publish("1.0.0");
    Outcome.Done outcome = (Outcome.Done) world.clear(alias);
    assertThat(outcome.changed()).isFalse();
    assertThat(outcome.facts()).containsEntry("note", note);
  }
}
