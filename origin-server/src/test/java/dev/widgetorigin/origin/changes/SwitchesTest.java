package dev.widgetorigin.origin.changes;

import static dev.widgetorigin.origin.changes.ChangesWorld.facts;
import static dev.widgetorigin.origin.changes.ChangesWorld.refusal;
import static dev.widgetorigin.origin.changes.ChangesWorld.undoing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SwitchesTest {
  @TempDir Path folder;
  private ChangesWorld world;

  @BeforeEach
  void open() {
    world = new ChangesWorld(folder).publish("1.0.0");
    world.set("beta", "1.0.0");
    // It follows what is not there, so it has a rule and no version.
    world.commit(
        new Change.FollowChanged(
            Chat.NAME, "acme", Chat.alias("v9"), Duration.ofDays(7), false, null));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Outcome off(String channel) {
    return world.operations.switches().off(Chat.NAME, channel, "broken", "ana", Precondition.NONE);
  }

  private Outcome on(String channel) {
    return world.operations.switches().on(Chat.NAME, channel, "", "ana", Precondition.NONE);
  }

  @Test
  void off_widget_isAllOfItAndCanBeUndone() {
    Outcome outcome = off(null);
    assertThat(facts(outcome))
        .containsEntry("widget", "chat")
        .containsEntry("off", true)
        .doesNotContainKeys("channel", "note")
        .containsKeys("caches", "purge")
        .hasEntrySatisfying(
            "spread", text -> assertThat(text).asString().startsWith("edges that are purged are"));
    assertThat(undoing(outcome)).containsExactly("widget-origin on chat");
    assertThat(world.history().get(0).changes())
        .containsExactly(new Change.SwitchedOff(Chat.NAME, null, "broken"));
    assertThat(world.widget().switches())
        .containsOnlyKeys(Widget.WHOLE)
        .containsValue(new Widget.Off("ana", Chat.AT, "broken"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"beta", "acme"})
  void off_channel_isThatOneOnly(String channel) {
    Outcome outcome = off(channel);
    assertThat(facts(outcome))
        .containsEntry("channel", channel)
        .containsEntry("off", true)
        .containsEntry("purge", List.of("w-chat-a-" + channel));
    assertThat(undoing(outcome)).containsExactly("widget-origin on chat --channel " + channel);
    assertThat(world.widget().switches()).containsOnlyKeys(channel);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "beta")
  void off_whatIsOff_changesNothingAndSaysTheSame(String channel) {
    off(channel);
    Outcome.Done again = (Outcome.Done) off(channel);
    assertThat(again.changed()).isFalse();
    assertThat(again.facts()).containsEntry("off", true).doesNotContainKey("undo");
  }

  @Test
  void off_channelOfAWidgetThatIsOff_isAChangeOfItsOwn() {
    off(null);
    assertThat(((Outcome.Done) off("beta")).changed()).isTrue();
    assertThat(world.widget().switches()).containsOnlyKeys(Widget.WHOLE, "beta");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gone|channel: chat has no channel gone; its channels are acme, beta",
        "v1|channel: only a channel or the whole widget can be switched off, found v1",
        "latest|channel: only a channel or the whole widget can be switched off, found latest",
      })
  void off_whatIsNoChannel_isRefused(String channel, String words) {
    assertThat(refusal(off(channel))).isEqualTo(words);
    assertThat(world.widget().switches()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({",widget-origin off chat", "beta,widget-origin off chat --channel beta"})
  void on_whatIsOff_isOnAndCanBeUndone(String channel, String command) {
    off(channel);
    Outcome outcome = on(channel);
    assertThat(facts(outcome)).containsEntry("off", false).doesNotContainKey("note");
    assertThat(undoing(outcome)).containsExactly(command);
    assertThat(world.history().get(0).changes())
        .containsExactly(new Change.SwitchedOn(Chat.NAME, channel));
    assertThat(world.widget().switches()).isEmpty();
  }

  @Test
  void on_channelOfAWidgetThatIsOff_saysThatAllOfItIsStillOff() {
    off("beta");
    off(null);
    assertThat(facts(on("beta")))
        .containsEntry("note", "all of chat is off as well: widget-origin on chat");
    assertThat(world.widget().switches()).containsOnlyKeys(Widget.WHOLE);
    Outcome.Done again = (Outcome.Done) on("beta");
    assertThat(again.changed()).isFalse();
    assertThat(again.facts())
        .containsEntry(
            "note", "beta is not switched off by itself; all of chat is: widget-origin on chat");
  }

  @ParameterizedTest
  @CsvSource({",chat is not switched off.", "beta,chat beta is not switched off."})
  void on_whatIsNotOff_changesNothingAndSaysSo(String channel, String note) {
    Outcome.Done outcome = (Outcome.Done) on(channel);
    assertThat(outcome.changed()).isFalse();
    assertThat(outcome.facts()).containsEntry("note", note).doesNotContainKey("undo");
  }

  /** That its channels are off is not that it is off. */
  @Test
  void on_widgetOfWhichAChannelIsOff_changesNothing() {
    off("beta");
    assertThat(((Outcome.Done) on(null)).changed()).isFalse();
    assertThat(world.widget().switches()).containsOnlyKeys("beta");
  }

  /** Whoever makes it again, a pipeline most often, must not switch it on by that. */
  @ParameterizedTest
  @ValueSource(strings = {"beta", "acme"})
  void clear_channelThatIsOff_leavesItOffWhenItIsMadeAgainAndSaysSo(String channel) {
    off(channel);
    String on = "'widget-origin on chat --channel " + channel + "'";
    assertThat(facts(world.clear(channel)))
        .containsEntry(
            "warnings",
            List.of(channel + " stays switched off, also when it is made again, until " + on));
    assertThat(world.widget().off(Chat.alias(channel))).isNotNull();

    Outcome again = world.set(channel, "1.0.0");
    assertThat(facts(again))
        .containsEntry(
            "warnings", List.of(channel + " is switched off: its pages get a stub until " + on));
    assertThat(world.widget().off(Chat.alias(channel))).isNotNull();

    assertThat(facts(on(channel))).containsEntry("off", false);
    assertThat(facts(world.set(channel, "1.0.0"))).doesNotContainKey("warnings");
    assertThat(facts(world.clear(channel))).doesNotContainKey("warnings");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void follow_channelThatIsOff_saysSo(boolean held) {
    off("acme");
    ChannelRules channels = world.operations.channels();
    Outcome outcome =
        held
            ? channels.hold(
                Chat.NAME, Chat.alias("acme"), Chat.version("1.0.0"), "", "ana", Precondition.NONE)
            : channels.follow(
                Chat.NAME,
                new ChannelRules.Order(Chat.alias("acme"), Chat.alias("latest"), Duration.ZERO, ""),
                "ana",
                Precondition.NONE);
    assertThat(facts(outcome))
        .containsEntry(
            "warnings",
            List.of(
                "acme is switched off: its pages get a stub until 'widget-origin on chat --channel"
                    + " acme'"));
  }
}
