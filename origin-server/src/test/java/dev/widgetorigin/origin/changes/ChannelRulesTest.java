package dev.widgetorigin.origin.changes;

import static dev.widgetorigin.origin.changes.ChangesWorld.facts;
import static dev.widgetorigin.origin.changes.ChangesWorld.refusal;
import static dev.widgetorigin.origin.changes.ChangesWorld.undoing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Has channels follow, holds and resumes them. All versions were released this very moment. */
final class ChannelRulesTest {
  private static final Version FIRST = Chat.version("1.0.0");
  private static final Version SECOND = Chat.version("1.1.0");

  /** Why a channel is on the first version, and not on the second. */
  private static final String TOO_YOUNG =
      "latest by 7d: no version is released for that long yet, and 1.0.0 is the oldest";

  @TempDir Path folder;
  @AutoClose private ChangesWorld world;

  @BeforeEach
  void open() {
    world = new ChangesWorld(folder);
  }

  private static ChannelRules.Order order(String channel, String follow, long days) {
    return new ChannelRules.Order(
        Chat.alias(channel), Chat.alias(follow), Duration.ofDays(days), "contract");
  }

  private Outcome follow(String channel, String follow, long days) {
    return world
        .operations
        .channels()
        .follow(Chat.NAME, order(channel, follow, days), "ana", Precondition.NONE);
  }

  /** {@code version} may be null. */
  private Outcome hold(String channel, String version) {
    Version on = version == null ? null : Chat.version(version);
    return world
        .operations
        .channels()
        .hold(Chat.NAME, Chat.alias(channel), on, "audit", "ana", Precondition.NONE);
  }

  private Outcome resume(String channel) {
    return world
        .operations
        .channels()
        .resume(Chat.NAME, Chat.alias(channel), "", "ana", Precondition.NONE);
  }

  /** Time has put the channel on the second version. */
  private void moveToSecond() {
    world.commit(new Change.Followed(Chat.NAME, List.of("acme"), FIRST, SECOND, "in time"));
    assertThat(world.answer("acme")).isEqualTo(SECOND);
  }

  private static Change.FollowChanged rule(String follow, long days, boolean hold, String reason) {
    return new Change.FollowChanged(
        Chat.NAME, "acme", Chat.alias(follow), Duration.ofDays(days), hold, reason);
  }

  private List<Change> lastChanges() {
    return world.history().get(0).changes();
  }

  @Test
  void follow_newChannel_saysWhereItIsAndWhenItMoves() {
    world.publish("1.0.0 1.1.0");
    Outcome outcome = follow("acme", "latest", 7);
    assertThat(facts(outcome))
        .containsEntry("widget", "chat")
        .containsEntry("alias", "acme")
        .containsEntry("from", null)
        .containsEntry("to", "1.0.0")
        .containsEntry("follow", "latest")
        .containsEntry("delay", "7d")
        .containsEntry("hold", false)
        .containsEntry("why", TOO_YOUNG)
        .containsEntry("next", "2026-11-27T10:00:00Z");
    assertThat(lastChanges())
        .containsExactly(
            rule("latest", 7, false, null),
            new Change.Followed(Chat.NAME, List.of("acme"), null, FIRST, TOO_YOUNG));
    assertThat(world.history().get(0).who()).isEqualTo("ana");
    assertThat(world.history().get(0).why()).isEqualTo("contract");
    world.undo(outcome);
    assertThat(world.widget().state().follows()).isEmpty();
    assertThat(world.answer("acme")).isNull();
  }

  /** A new rule asks nothing of where the channel is, though the log alone would leave it there. */
  @Test
  void follow_channelThatIsThere_isPutWhereTheRuleHasIt() {
    world.publish("1.0.0 1.1.0");
    world.set("acme", "1.1.0");
    Outcome outcome = follow("acme", "latest", 7);
    assertThat(facts(outcome)).containsEntry("from", "1.1.0").containsEntry("to", "1.0.0");
    assertThat(world.answer("acme")).isEqualTo(FIRST);
    assertThat(undoing(outcome))
        .containsExactly(
            "widget-origin channel chat acme --drop", "widget-origin channel chat acme 1.1.0");
    Outcome changed = follow("acme", "v1", 0);
    assertThat(facts(changed))
        .containsEntry("from", "1.0.0")
        .containsEntry("to", "1.1.0")
        .containsEntry("next", null);
    assertThat(undoing(changed))
        .containsExactly("widget-origin channel follow chat acme latest --delay 7d");
  }

  @Test
  void follow_asItDoes_changesNothingAndPutsItOnNothingElse() {
    world.publish("1.0.0 1.1.0");
    follow("acme", "latest", 7);
    moveToSecond();
    Outcome.Done again = (Outcome.Done) follow("acme", "latest", 7);
    assertThat(again.changed()).isFalse();
    assertThat(again.facts())
        .containsEntry("from", "1.1.0")
        .containsEntry("to", "1.1.0")
        .doesNotContainKey("undo");
    assertThat(world.answer("acme")).isEqualTo(SECOND);
  }

  @ParameterizedTest
  @CsvSource({"latest,7", "v1,0"})
  void follow_channelThatIsHeld_isRefused(String follow, long days) {
    world.publish("1.0.0");
    follow("acme", "latest", 7);
    hold("acme", null);
    assertThat(refusal(follow("acme", follow, days)))
        .isEqualTo(
            "acme is held by ana at 2026-11-20T10:00:00Z: audit. To change what it follows:"
                + " widget-origin channel resume chat acme");
  }

  @ParameterizedTest(name = "{0} follows {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "v1|latest|alias: only a channel can follow: \"v1\" cannot be a channel: it reads as a version range; pin it instead",
        "acme|acme|follow: acme cannot follow itself",
        "acme|gone|follow: chat has no channel gone; its channels are beta, one, two",
        "one|two|two follows one already, directly or by others: it would follow itself.",
        "acme|beta|",
        "acme|two|",
        "two|beta|",
      })
  void follow_whatCannotBe_isRefused(String channel, String follow, String words) {
    world.publish("1.0.0");
    world.set("beta", "1.0.0");
    follow("one", "latest", 0);
    follow("two", "one", 0);
    Outcome outcome = follow(channel, follow, 1);
    if (words == null) {
      assertThat(((Outcome.Done) outcome).changed()).isTrue();
      assertThat(world.answer(channel)).isEqualTo(FIRST);
    } else {
      assertThat(refusal(outcome)).isEqualTo(words);
    }
  }

  @ParameterizedTest(name = "{0} of 50,000 and {1}")
  @CsvSource({"49999,acme,true", "50000,acme,false", "50000,c7,true"})
  void follow_moreThanMayFollow_isRefused(int rules, String channel, boolean may) {
    Map<String, FollowRule> follows = new TreeMap<>();
    for (int i = 0; i < rules; i++) {
      follows.put("c" + i, new FollowRule(new Selector.Latest(), Duration.ZERO, null));
    }
    WidgetState state =
        WidgetState.of(Chat.NAME, Chat.state("1.0.0").releases(), Map.of(), Map.of(), follows);
    ChannelRules full = new ChannelRules(new WidgetTransactions(deciding(state)), () -> Chat.AT);
    Outcome outcome = full.follow(Chat.NAME, order(channel, "latest", 7), "ana", Precondition.NONE);
    if (may) {
      assertThat(facts(outcome)).containsEntry("to", "1.0.0");
    } else {
      assertThat(refusal(outcome))
          .isEqualTo("chat has 50000 following channels, and may have no more.");
    }
  }

  /** Has them decide on that state, and appends nothing. */
  private static Catalog deciding(WidgetState state) {
    Widget widget = new Widget(state, Map.of(), WidgetSettings.DEFAULTS, null, 1);
    CatalogSnapshot snapshot =
        (CatalogSnapshot)
            Proxy.newProxyInstance(
                CatalogSnapshot.class.getClassLoader(),
                new Class<?>[] {CatalogSnapshot.class},
                (proxy, method, arguments) -> Optional.of(widget));
    return (Catalog)
        Proxy.newProxyInstance(
            Catalog.class.getClassLoader(),
            new Class<?>[] {Catalog.class},
            (proxy, method, arguments) -> {
              @SuppressWarnings("unchecked")
              var decide = (Function<CatalogSnapshot, List<Change>>) arguments[2];
              var unused = decide.apply(snapshot);
              return Optional.empty();
            });
  }

  @Test
  void hold_whereItIs_keepsItThereUntilItIsResumed() {
    world.publish("1.0.0");
    follow("acme", "latest", 0);
    Outcome outcome = hold("acme", null);
    assertThat(facts(outcome))
        .containsEntry("widget", "chat")
        .containsEntry("alias", "acme")
        .containsEntry("from", "1.0.0")
        .containsEntry("to", "1.0.0")
        .containsEntry("follow", "latest")
        .containsEntry("delay", "0")
        .containsEntry("hold", true)
        .containsEntry(
            "note",
            "acme stays there whatever is released, until 'widget-origin channel resume chat"
                + " acme'.");
    assertThat(undoing(outcome)).containsExactly("widget-origin channel resume chat acme");
    assertThat(lastChanges()).containsExactly(rule("latest", 0, true, "audit"));
    world.publish("1.1.0");
    assertThat(world.answer("acme")).isEqualTo(FIRST);
    Outcome.Done again = (Outcome.Done) hold("acme", null);
    assertThat(again.changed()).isFalse();
    assertThat(again.facts()).containsEntry("hold", true).doesNotContainKey("undo");
  }

  @Test
  void hold_onAnotherVersion_putsItThere() {
    world.publish("1.0.0 1.1.0");
    follow("acme", "latest", 0);
    hold("acme", null);
    Outcome outcome = hold("acme", "1.0.0");
    assertThat(facts(outcome)).containsEntry("from", "1.1.0").containsEntry("to", "1.0.0");
    assertThat(undoing(outcome)).containsExactly("widget-origin channel hold chat acme 1.1.0");
    assertThat(lastChanges())
        .containsExactly(
            rule("latest", 0, true, "audit"),
            new Change.ChannelMoved(Chat.NAME, "acme", SECOND, FIRST));
    assertThat(world.answer("acme")).isEqualTo(FIRST);
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "beta||chat beta follows nothing: it stays where it is anyway.",
        "none||none answers nothing; name the version to hold it on.",
        "acme|1.1.0|1.1.0 is yanked; release it again first.",
        "acme|9.0.0|chat has no version 9.0.0; its newest are [1.1.0, 1.0.0].",
      })
  void hold_whatCannotBe_isRefused(String channel, String version, String words) {
    world.publish("1.0.0 1.1.0");
    world.move("1.1.0", ReleaseState.YANKED, "");
    world.set("beta", "1.0.0");
    follow("acme", "latest", 0);
    follow("none", "v9", 0);
    long before = world.widget().sequence();
    assertThat(refusal(hold(channel, version))).isEqualTo(words);
    assertThat(world.widget().sequence()).isEqualTo(before);
  }

  /** As with a new rule: it is put where that has it, though the log alone would leave it there. */
  @Test
  void resume_putsItWhereItsRuleHasItNow() {
    world.publish("1.0.0 1.1.0");
    follow("acme", "latest", 7);
    hold("acme", "1.1.0");
    Outcome outcome = resume("acme");
    assertThat(facts(outcome))
        .containsEntry("widget", "chat")
        .containsEntry("alias", "acme")
        .containsEntry("from", "1.1.0")
        .containsEntry("to", "1.0.0")
        .containsEntry("follow", "latest")
        .containsEntry("delay", "7d")
        .containsEntry("hold", false)
        .containsEntry("why", TOO_YOUNG)
        .containsEntry("next", "2026-11-27T10:00:00Z")
        .doesNotContainKey("note");
    assertThat(undoing(outcome)).containsExactly("widget-origin channel hold chat acme 1.1.0");
    assertThat(lastChanges())
        .containsExactly(
            rule("latest", 7, false, null),
            new Change.Followed(Chat.NAME, List.of("acme"), SECOND, FIRST, TOO_YOUNG));
  }

  @Test
  void resume_whatIsThereAlready_movesNothing() {
    world.publish("1.0.0");
    follow("acme", "latest", 7);
    hold("acme", null);
    assertThat(facts(resume("acme"))).containsEntry("from", "1.0.0").containsEntry("to", "1.0.0");
    assertThat(lastChanges()).containsExactly(rule("latest", 7, false, null));
  }

  @Test
  void resume_whatIsNotHeld_changesNothingAndSaysSo() {
    world.publish("1.0.0 1.1.0");
    follow("acme", "latest", 7);
    moveToSecond();
    Outcome.Done outcome = (Outcome.Done) resume("acme");
    assertThat(outcome.changed()).isFalse();
    assertThat(outcome.facts())
        .containsEntry("to", "1.1.0")
        .containsEntry("note", "acme is not held.")
        .doesNotContainKey("undo");
  }

  @Test
  void resume_whatAnswersNothing_hasNoVersionToGoBackTo() {
    world.publish("1.0.0");
    follow("acme", "latest", 0);
    hold("acme", null);
    world.move("1.0.0", ReleaseState.YANKED, "");
    assertThat(facts(resume("acme")))
        .containsEntry("from", null)
        .containsEntry("to", null)
        .containsEntry("why", "latest answers nothing")
        .doesNotContainKey("undo");
  }

  @Test
  void resume_whatFollowsNothing_isRefused() {
    world.publish("1.0.0");
    world.set("beta", "1.0.0");
    assertThat(refusal(resume("beta")))
        .isEqualTo("chat beta follows nothing: there is nothing to resume.");
  }

  @Test
  void clear_whatOthersFollow_isRefusedAndNamesTenOfThem() {
    world.publish("1.0.0");
    follow("one", "latest", 0);
    for (int i = 10; i <= 20; i++) {
      follow("c" + i, "one", 0);
    }
    assertThat(refusal(world.clear("one")))
        .isEqualTo(
            "one is followed by c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, which would"
                + " answer nothing: have them follow something else first.");
  }

  @ParameterizedTest
  @CsvSource({"latest,1.0.0", "v9,"})
  void clear_whatFollows_takesTheRuleAndCanBeUndone(String follow, String from) {
    world.publish("1.0.0");
    follow("acme", follow, 7);
    Outcome outcome = world.clear("acme");
    assertThat(((Outcome.Done) outcome).changed()).isTrue();
    assertThat(facts(outcome)).containsEntry("from", from).containsEntry("to", null);
    assertThat(undoing(outcome))
        .containsExactly("widget-origin channel follow chat acme " + follow + " --delay 7d");
    assertThat(world.widget().state().follows()).isEmpty();
  }

  @Test
  void set_whatFollows_isAHold() {
    world.publish("1.0.0 1.1.0");
    follow("acme", "latest", 0);
    assertThat(facts(world.set("acme", "1.0.0")))
        .containsEntry("hold", true)
        .containsEntry("from", "1.1.0")
        .containsEntry("to", "1.0.0");
    assertThat(lastChanges()).first().isEqualTo(rule("latest", 0, true, "so"));
  }

  @Test
  void rollback_ofWhatFollows_isAHold() {
    world.publish("1.0.0");
    follow("acme", "latest", 0);
    world.publish("1.1.0");
    assertThat(facts(world.rollback("acme", null, false, "broken")))
        .containsEntry("to", "1.0.0")
        .containsEntry(
            "holds",
            "acme stays there whatever is released, until 'widget-origin channel resume chat"
                + " acme'.");
    assertThat(lastChanges())
        .containsExactly(
            rule("latest", 0, true, "broken"),
            new Change.ChannelMoved(Chat.NAME, "acme", SECOND, FIRST),
            new Change.RolledBack(Chat.NAME, "acme", SECOND, FIRST, "broken"));
  }
}
