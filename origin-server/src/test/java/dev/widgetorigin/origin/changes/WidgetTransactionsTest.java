package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.ForwardingCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a change, and what happens where somebody else is quicker. */
final class WidgetTransactionsTest {
  @TempDir Path folder;
  @AutoClose private ChangesWorld world;
  private int turns;

  @BeforeEach
  void open() {
    world = new ChangesWorld(folder).publish("1.0.0 1.1.0 1.2.0");
  }

  /** Somebody else's change of the channel {@code other}. */
  private void other() {
    turns++;
    world.commit(
        new Change.ChannelMoved(
            Chat.NAME, "other", null, Chat.version(turns % 2 == 0 ? "1.0.0" : "1.1.0")));
  }

  /** The catalog, with somebody who changes the widget before or after each of our commits. */
  private Catalog contested(int before, int after) {
    return new ForwardingCatalog(world.catalog) {
      private int commits;

      @Override
      public Optional<ChangeBatch> commit(
          String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
        int turn = commits++;
        if (turn < before) {
          other();
        }
        Optional<ChangeBatch> batch = super.commit(who, why, decide);
        if (turn < after) {
          other();
        }
        return batch;
      }
    };
  }

  private static Outcome apply(Catalog catalog, WidgetTransactions.Plan plan) {
    return new WidgetTransactions(catalog)
        .apply(Chat.NAME, "ana", "so", Precondition.NONE, widget -> plan);
  }

  private static WidgetTransactions.Plan pin(String out) {
    return new WidgetTransactions.Plan(
        List.of(new Change.Pinned(Chat.NAME, "latest", null, Chat.version("1.0.0"), "")),
        Map.of("fact", 1),
        out == null ? null : Chat.version(out));
  }

  @Test
  void apply_change_namesTheAliasesItMovedAndWhatIsHeld() {
    Outcome.Done done = (Outcome.Done) apply(world.catalog, pin("1.2.0"));
    assertThat(done.sequence()).isEqualTo(4);
    assertThat(done.changed()).isTrue();
    assertThat(done.facts()).containsEntry("fact", 1);
    assertThat(done.moved()).containsExactly("latest", "v1");
    assertThat(done.heldBack()).singleElement().asString().startsWith("latest, v1 stay on 1.0.0");
    assertThat(world.history().get(0).who()).isEqualTo("ana");
    assertThat(world.history().get(0).why()).isEqualTo("so");
  }

  @Test
  void apply_ofAnotherStateThanSeen_changesNothing() {
    Outcome outcome =
        new WidgetTransactions(world.catalog)
            .apply(Chat.NAME, "ana", "so", Precondition.parse("\"1\""), widget -> pin(null));
    assertThat(ChangesWorld.refusal(outcome)).contains("Expected sequence [1], found 3;");
    assertThat(world.history()).hasSize(3);
  }

  @Test
  void apply_nothingLetOut_saysNothingOfPins() {
    Outcome.Done done = (Outcome.Done) apply(world.catalog, pin(null));
    assertThat(done.facts()).doesNotContainKey("held");
  }

  @Test
  void apply_noChange_isDoneWithThePresentSequenceAndStillNamesWhatIsHeld() {
    apply(world.catalog, pin(null));
    var plan = new WidgetTransactions.Plan(List.of(), Map.of(), Chat.version("1.2.0"));
    Outcome.Done done = (Outcome.Done) apply(world.catalog, plan);
    assertThat(done.changed()).isFalse();
    assertThat(done.sequence()).isEqualTo(4);
    assertThat(done.facts()).doesNotContainKey("aliases");
    assertThat(done.heldBack()).hasSize(1);
  }

  @Test
  void apply_somebodyQuickerAfterwards_doesNotTellTheirsAsOurs() {
    Outcome.Done done = (Outcome.Done) apply(contested(0, 1), pin("1.2.0"));
    assertThat(done.sequence()).isEqualTo(4);
    assertThat(done.facts()).doesNotContainKey("aliases");
    assertThat(done.heldBack()).hasSize(1);
  }

  /** The history that it was decided by has grown: it is read again, but not for ever. */
  @ParameterizedTest
  @CsvSource({"0,true", "1,true", "19,true", "20,false"})
  void rollback_widgetChangesMeanwhile_isTriedTwentyTimes(int others, boolean done) {
    Rollbacks rollbacks =
        WidgetOperations.over(contested(others, 0), CacheConfig.DEFAULTS, () -> Chat.AT)
            .rollbacks();
    Outcome outcome = ChangesWorld.rollback(rollbacks, "latest", null, false, "");
    assertThat(turns).isEqualTo(others);
    if (done) {
      assertThat(ChangesWorld.facts(outcome)).containsEntry("to", "1.1.0");
    } else {
      assertThat(ChangesWorld.refusal(outcome))
          .isEqualTo("The widget changes too fast just now; try again, or name the version.");
      assertThat(world.answer("latest")).isEqualTo(Chat.version("1.2.0"));
    }
  }

  @Test
  void rollback_toANamedVersion_needsNoHistory() {
    Rollbacks rollbacks =
        WidgetOperations.over(contested(99, 0), CacheConfig.DEFAULTS, () -> Chat.AT).rollbacks();
    ChangesWorld.facts(ChangesWorld.rollback(rollbacks, "latest", "1.0.0", false, ""));
    assertThat(turns).isEqualTo(1);
  }
}
