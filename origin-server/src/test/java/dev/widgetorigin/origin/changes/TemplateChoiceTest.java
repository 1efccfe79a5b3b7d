package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Selector;
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

class TemplateChoiceTest {
  @TempDir private Path folder;
  @AutoClose private ChangesWorld world;
  private TemplateChoice choice;

  @BeforeEach
  void open() {
    world = new ChangesWorld(folder).publish("1.0.0");
    world.commit(new Change.ChannelMoved(Chat.NAME, "beta", null, Chat.version("1.0.0")));
    choice = new TemplateChoice(world.catalog, 1, 3);
  }

  private Outcome choose(String channel, Integer to) {
    return choice.choose(Chat.NAME, channel, to, "so", "ana", Precondition.NONE);
  }

  private List<Integer> templates() {
    return List.of(
        world.widget().template(new Selector.Latest()),
        world.widget().template(Selector.parse("beta")));
  }

  private static Map<?, ?> undo(Outcome outcome) {
    return (Map<?, ?>) ((List<?>) ChangesWorld.facts(outcome).get("undo")).get(0);
  }

  @Test
  void choose_widget_isAllItsLoaders() {
    Outcome outcome = choose(null, 2);
    assertThat(templates()).containsExactly(2, 2);
    assertThat(ChangesWorld.facts(outcome)).containsEntry("from", 1).containsEntry("to", 2);
    assertThat(world.history().get(0).changes())
        .containsExactly(new Change.TemplateChanged(Chat.NAME, null, 1, 2));
    assertThat(undo(outcome).get("command"))
        .isEqualTo("widget-origin loader downgrade chat --to 1");
    choose(null, 1);
    assertThat(templates()).as("back to the oldest").containsExactly(1, 1);
  }

  @Test
  void choose_channel_isThatLoaderAlone() {
    Outcome outcome = choose("beta", 3);
    assertThat(templates()).containsExactly(1, 3);
    assertThat(ChangesWorld.facts(outcome))
        .containsEntry("widget", "chat")
        .containsEntry("channel", "beta")
        .containsEntry("from", null)
        .containsEntry("to", 3);
    assertThat(undo(outcome).get("command"))
        .isEqualTo("widget-origin loader downgrade chat --channel beta");
    choose("beta", null);
    assertThat(templates()).containsExactly(1, 1);
    choose(null, 2);
    assertThat(templates()).containsExactly(2, 2);
  }

  @Test
  void choose_sameAgain_changesNothing() {
    assertThat(((Outcome.Done) choose(null, 1)).changed()).isFalse();
    assertThat(((Outcome.Done) choose("beta", null)).changed()).isFalse();
    world.commit(new Change.TemplateChanged(Chat.NAME, null, 1, 9));
    assertThat(((Outcome.Done) choose(null, 9)).changed()).as("of a newer program").isFalse();
  }

  @Test
  void choose_whereThereIsOneTemplate_namesThatOne() {
    choice = new TemplateChoice(world.catalog, 1, 1);
    assertThat(ChangesWorld.refusal(choose(null, 2)))
        .isEqualTo("template: expected 1, which this origin has, found 2");
  }

  @ParameterizedTest
  @CsvSource({
    ", 4, 'template: expected 1 to 3, which this origin has, found 4'",
    ", 0, 'template: expected 1 to 3, which this origin has, found 0'",
    "acme, 2, 'channel: chat has no channel acme'"
  })
  void choose_whatIsNotThere_isRefused(String channel, int to, String problem) {
    Outcome outcome = choose(channel, to);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).problem().toString()).contains(problem);
    assertThat(templates()).containsExactly(1, 1);
  }
}
