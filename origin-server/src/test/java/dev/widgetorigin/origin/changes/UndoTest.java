package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UndoTest {
  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|latest|DELETE|/-/api/v1/widgets/chat/aliases/latest||widget-origin unpin chat latest",
        "1.0.0 latest=1.0.0|latest|PUT|/-/api/v1/widgets/chat/aliases/latest|1.0.0|widget-origin pin chat latest 1.0.0",
        "1.0.0|beta|DELETE|/-/api/v1/widgets/chat/aliases/beta||widget-origin channel chat beta --drop",
        "1.0.0 beta=1.0.0|beta|PUT|/-/api/v1/widgets/chat/aliases/beta|1.0.0|widget-origin channel chat beta 1.0.0",
      })
  void ofAlias_isTheCallAndTheCommandThatPutItBack(
      String state, String alias, String method, String path, String version, String command) {
    Map<String, Object> step = Undo.ofAlias(Chat.widget(state), Chat.alias(alias));
    assertThat(step)
        .containsEntry("method", method)
        .containsEntry("path", path)
        .containsEntry("command", command);
    assertThat(step.get("body")).isEqualTo(version == null ? null : Map.of("version", version));
    assertThat(step.containsKey("body")).isEqualTo(version != null);
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      nullValues = "-",
      value = {
        "RELEASED,YANKED,released,release",
        "DEPRECATED,YANKED,deprecated,deprecate",
        "YANKED,RELEASED,yanked,yank",
        // What was staged cannot be again: a yank takes it from the aliases.
        "STAGED,RELEASED,yanked,yank",
        "STAGED,YANKED,-,-",
        "STAGED,STAGED,-,-",
        "RELEASED,RELEASED,-,-",
        "RELEASED,BLOCKED,-,-",
      })
  void ofMove_isTheCallAndTheCommandThatPutItBack(
      ReleaseState from, ReleaseState to, String state, String verb) {
    List<Map<String, Object>> steps = Undo.ofMove(Chat.NAME, Chat.version("1.0.0"), from, to);
    if (state == null) {
      assertThat(steps).isEmpty();
    } else {
      assertThat(steps).hasSize(1);
      assertThat(steps.get(0))
          .containsEntry("method", "PATCH")
          .containsEntry("path", "/-/api/v1/widgets/chat/versions/1.0.0")
          .containsEntry("body", Map.of("state", state))
          .containsEntry("command", "widget-origin " + verb + " chat 1.0.0");
    }
  }
}
