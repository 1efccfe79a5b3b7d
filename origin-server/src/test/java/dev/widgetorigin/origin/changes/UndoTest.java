package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UndoTest {
  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|latest|DELETE|/-/api/v1/widgets/chat/aliases/latest||widget-origin unpin chat latest",
        "1.0.0 latest=1.0.0|latest|PUT|/-/api/v1/widgets/chat/aliases/latest|version=1.0.0, pin=true|widget-origin pin chat latest 1.0.0",
        "1.0.0 v1=1.0.0|v1|PUT|/-/api/v1/widgets/chat/aliases/v1|version=1.0.0|widget-origin pin chat v1 1.0.0",
        "1.0.0|beta|DELETE|/-/api/v1/widgets/chat/aliases/beta||widget-origin channel chat beta --drop",
        "1.0.0 beta=1.0.0|beta|PUT|/-/api/v1/widgets/chat/aliases/beta|version=1.0.0|widget-origin channel chat beta 1.0.0",
      })
  void ofAlias_isTheCallAndTheCommandThatPutItBack(
      String state, String alias, String method, String path, String body, String command) {
    Map<String, Object> step = Undo.ofAlias(Chat.widget(state), Chat.alias(alias));
    assertThat(step)
        .containsEntry("method", method)
        .containsEntry("path", path)
        .containsEntry("command", command);
    assertThat(String.valueOf(step.get("body")))
        .isEqualTo(body == null ? "null" : "{" + body + "}");
    assertThat(step.containsKey("body")).isEqualTo(body != null);
  }

  private static String words(Map<String, Object> step) {
    return step.get("method")
        + " "
        + step.get("path").toString().replace("/-/api/v1/widgets/chat/", "")
        + (step.containsKey("body") ? " " + step.get("body") : "")
        + ": "
        + step.get("command").toString().replace("widget-origin ", "");
  }

  @ParameterizedTest(name = "of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0 acme=1.0.0 acme~latest/7|PUT aliases/acme {resume=true}: channel resume chat acme",
        "1.0.0 acme=1.0.0 acme~latest/7!|PUT aliases/acme {hold=1.0.0}: channel hold chat acme 1.0.0",
        // There is nothing to hold it on.
        "1.0.0:yanked acme~latest/7!|PUT aliases/acme {resume=true}: channel resume chat acme",
      })
  void ofAlias_thatFollows_isItsHoldOrItsResumption(String state, String step) {
    assertThat(words(Undo.ofAlias(Chat.widget(state), Chat.alias("acme")))).isEqualTo(step);
  }

  @ParameterizedTest(name = "of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|DELETE aliases/acme: channel chat acme --drop",
        "1.0.0 acme=1.0.0|DELETE aliases/acme: channel chat acme --drop; PUT aliases/acme {version=1.0.0}: channel chat acme 1.0.0",
        "1.0.0 acme~latest/7|PUT aliases/acme {follow=latest, delay=7d}: channel follow chat acme latest --delay 7d",
        "1.0.0 acme=1.0.0 acme~latest/7|PUT aliases/acme {follow=latest, delay=7d}: channel follow chat acme latest --delay 7d",
        "1.0.0 acme=1.0.0 acme~^1.2.0/0!|PUT aliases/acme {follow=>=1.2.0 <2.0.0-0, delay=0}: channel follow chat acme '>=1.2.0 <2.0.0-0' --delay 0; PUT aliases/acme {hold=1.0.0}: channel hold chat acme 1.0.0",
        "1.0.0 acme~latest/7!|PUT aliases/acme {follow=latest, delay=7d}: channel follow chat acme latest --delay 7d",
      })
  void ofRule_isWhatTheChannelFollowedOrPointedTo(String state, String steps) {
    assertThat(
            Undo.ofRule(Chat.widget(state), "acme").stream()
                .map(UndoTest::words)
                .collect(Collectors.joining("; ")))
        .isEqualTo(steps);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|true|DELETE switch: on chat",
        "acme|true|DELETE switch?channel=acme: on chat --channel acme",
        "|false|PUT switch {off=true}: off chat",
        "acme|false|PUT switch {off=true, channel=acme}: off chat --channel acme",
      })
  void ofSwitch_isTheOtherWay(String channel, boolean off, String step) {
    assertThat(words(Undo.ofSwitch(Chat.NAME, channel, off))).isEqualTo(step);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|1|PUT loader {template=1}: loader downgrade chat --to 1",
        "acme|2|PUT loader {template=2, channel=acme}: loader downgrade chat --channel acme --to 2",
        "acme||DELETE loader?channel=acme: loader downgrade chat --channel acme",
      })
  void ofTemplate_isTheOneBefore(String channel, Integer before, String step) {
    assertThat(words(Undo.ofTemplate(Chat.NAME, channel, before))).isEqualTo(step);
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
