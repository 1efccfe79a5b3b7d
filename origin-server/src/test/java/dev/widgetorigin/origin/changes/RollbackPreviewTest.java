package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RollbackPreviewTest {
  @TempDir Path folder;
  @AutoClose private ChangesWorld world;

  @BeforeEach
  void open() {
    world = new ChangesWorld(folder);
  }

  /** {@code to} may be null. */
  private Outcome preview(String alias, String to) {
    Version version = to == null ? null : Chat.version(to);
    return world.operations.rollbacks().preview(Chat.NAME, Chat.alias(alias), version);
  }

  private static Map<String, Object> shift(String alias, String from, String to) {
    return Map.of("alias", alias, "from", from, "to", to);
  }

  @Test
  void preview_latest_tellsWhatWouldMoveAndMovesNothing() {
    world.publish("1.0.0 1.1.0");
    long before = world.widget().sequence();
    Outcome.Done outcome = (Outcome.Done) preview("latest", null);
    assertThat(outcome.changed()).isTrue();
    assertThat(outcome.sequence()).isEqualTo(before);
    assertThat(outcome.facts())
        .containsEntry("widget", "chat")
        .containsEntry("alias", "latest")
        .containsEntry("from", "1.1.0")
        .containsEntry("to", "1.0.0")
        .containsEntry("yanked", false)
        .doesNotContainKey("undo")
        .containsEntry(
            "aliases", List.of(shift("latest", "1.1.0", "1.0.0"), shift("v1", "1.1.0", "1.0.0")));
    assertThat(world.widget().sequence()).isEqualTo(before);
    assertThat(world.answer("latest")).isEqualTo(Chat.version("1.1.0"));
  }

  @Test
  void preview_channel_isThatOneOnly() {
    world.publish("1.0.0 1.1.0");
    world.set("beta", "1.1.0");
    assertThat(ChangesWorld.facts(preview("beta", "1.0.0")))
        .containsEntry("aliases", List.of(shift("beta", "1.1.0", "1.0.0")));
  }

  @Test
  void preview_ofWhatIsRolledBack_movesNothing() {
    world.publish("1.0.0 1.1.0 1.2.0");
    world.rollback("latest", null, false, "");
    Outcome.Done outcome = (Outcome.Done) preview("latest", null);
    assertThat(outcome.changed()).isFalse();
    assertThat(outcome.facts())
        .containsEntry("aliases", List.of())
        .containsEntry(
            "note", "Already rolled back. To go further back, name the version: --to 1.0.0");
  }

  /** To name the version is to ask for more than what was done. */
  @Test
  void preview_furtherBack_isToldAsItWouldBe() {
    world.publish("1.0.0 1.1.0 1.2.0");
    world.rollback("latest", null, false, "");
    Outcome.Done outcome = (Outcome.Done) preview("latest", "1.0.0");
    assertThat(outcome.changed()).isTrue();
    assertThat(outcome.facts()).containsEntry("to", "1.0.0").doesNotContainKey("note");
  }

  /** A pin could not hold it there: only a channel may point to what is staged. */
  @Test
  void preview_ofAChannel_toAStagedVersion_movesIt() {
    world.publish("1.0.0 1.1.0:staged");
    world.set("beta", "1.0.0");
    assertThat(ChangesWorld.facts(preview("beta", "1.1.0")))
        .containsEntry("aliases", List.of(shift("beta", "1.0.0", "1.1.0")));
  }

  @Test
  void preview_toTheVersionOfItsPin_movesNothing() {
    world.publish("1.0.0 1.1.0");
    world.set("latest", "1.0.0");
    Outcome.Done outcome = (Outcome.Done) preview("latest", "1.0.0");
    assertThat(outcome.changed()).isFalse();
    assertThat(outcome.facts())
        .containsEntry("from", "1.0.0")
        .containsEntry("to", "1.0.0")
        .containsEntry("yanked", false)
        .containsEntry("aliases", List.of())
        .doesNotContainKey("note");
  }

  @Test
  void preview_nothingBefore_isRefused() {
    world.publish("1.0.0");
    assertThat(ChangesWorld.refusal(preview("latest", null)))
        .startsWith("There is nothing to roll back to: latest has only ever answered 1.0.0.");
  }
}
