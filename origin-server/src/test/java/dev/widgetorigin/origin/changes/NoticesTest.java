package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.widget.Widget;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NoticesTest {
  @ParameterizedTest(name = "{1} on {2} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|latest|1.0.0|latest is pinned: releases do not move it until 'widget-origin unpin chat latest'.",
        "1.0.0:staged|beta|1.0.0|1.0.0 is staged: only this channel and its exact URL answer it until 'widget-origin release chat 1.0.0'.",
        "1.0.0|beta|1.0.0|",
        "1.0.0:deprecated|beta|1.0.0|",
      })
  void ofTarget_saysWhatHoldsTheAliasOrWhoSeesTheVersion(
      String state, String alias, String version, String note) {
    var notices = Notices.ofTarget(Chat.widget(state), Chat.alias(alias), Chat.version(version));
    if (note == null) {
      assertThat(notices).isEmpty();
    } else {
      assertThat(notices).containsOnlyKeys("note").containsEntry("note", note);
    }
  }

  @Test
  void ofTarget_noSuchVersion_isNotFound() {
    assertThatThrownBy(
            () -> Notices.ofTarget(Chat.widget("1.0.0"), Chat.alias("beta"), Chat.version("2.0.0")))
        .isInstanceOf(ProblemException.class)
        .hasMessage("chat has no version 2.0.0; its newest are [1.0.0].");
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|beta|chat has no channel beta; it has no channels.",
        "1.0.0 next=1.0.0|beta|chat has no channel beta; its channels are next.",
        "1.0.0 next=1.0.0 alpha=1.0.0|beta|chat has no channel beta; its channels are alpha, next.",
        "1.0.0 acme~latest/0|beta|chat has no channel beta; its channels are acme.",
        "1.0.0|latest|latest is not pinned.",
        "1.0.0|v1|v1 is not pinned.",
        "1.0.0:staged|v1|v1 is not pinned.",
        "1.0.0 1.1.0 latest=1.0.0|v1|v1 is not pinned. It answers 1.0.0 because latest is pinned there: widget-origin unpin chat latest",
        // Latest's pin is elsewhere, has no effect, or makes no difference.
        "1.0.0 2.0.0 latest=2.0.0|v1|v1 is not pinned.",
        "1.0.0 1.1.0 latest=1.1.0|v1|v1 is not pinned.",
        "1.0.0 1.1.0:yanked latest=1.1.0|v1|v1 is not pinned.",
        "1.0.0:yanked latest=1.0.0|v1|v1 is not pinned.",
      })
  void nothingToClear_saysWhatThereIs(String state, String alias, String sentence) {
    assertThat(Notices.nothingToClear(Chat.widget(state), Chat.alias(alias))).isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource({"20, 'c28, c29.'", "21, 'c28, c29 and 1 more.'"})
  void nothingToClear_manyChannels_namesTwentyAndCountsTheOthers(int channels, String end) {
    StringBuilder words = new StringBuilder("1.0.0");
    for (int i = 0; i < channels; i++) {
      words.append(" c").append(i + 10).append("=1.0.0");
    }
    assertThat(Notices.nothingToClear(Chat.widget(words.toString()), Chat.alias("beta")))
        .startsWith("chat has no channel beta; its channels are c10, c11, ")
        .endsWith(end);
  }

  @Test
  void unpinMovesNothing_saysTheRule() {
    assertThat(Notices.unpinMovesNothing(Chat.widget("1.0.0 v1=1.0.0"), Chat.alias("v1")))
        .isEqualTo(
            "v1 answers the same version without its pin: same as latest, which is in 1.x:"
                + " highest released stable version.");
  }

  @ParameterizedTest(name = "{1} to {2} in {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0 1.1.0|1.1.0|yanked|",
        "1.0.0 1.1.0:staged|1.1.0|released|",
        "1.0.0 1.1.0>next:yanked|1.1.0|released|1.1.0 was published to channel next, so latest and ranges pass it over; to let them answer it: widget-origin promote chat 1.1.0",
        "1.0.0 1.1.0>next|1.1.0|deprecated|",
        // Pins: one on the version and one that is not.
        "1.0.0 1.1.0 v1=1.1.0 latest=1.0.0|1.1.0|yanked|the pin of v1 on 1.1.0 has no effect any more; its rule decides, and v1 answers 1.0.0",
        "1.0.0 1.1.0 v1=1.1.0 latest=1.0.0|1.1.0|blocked|the pin of v1 on 1.1.0 has no effect any more; its rule decides, and v1 answers 1.0.0",
        "1.0.0 v1=1.0.0|1.0.0|yanked|the pin of v1 on 1.0.0 has no effect any more; v1 answers nothing now",
        "1.0.0 1.1.0 v1=1.1.0 latest=1.0.0|1.1.0|deprecated|v1 goes on answering 1.1.0, because it is pinned there: widget-origin unpin chat v1",
        "1.0.0 1.1.0:deprecated v1=1.1.0|1.1.0|released|",
        // Channels.
        "1.0.0 1.1.0 beta=1.1.0 next=1.0.0|1.1.0|yanked|channel beta points to 1.1.0 and answers nothing until it is moved: widget-origin channel chat beta VERSION",
        "1.0.0 1.1.0 beta=1.1.0 next=1.0.0|1.1.0|blocked|channel beta points to 1.1.0 and answers nothing until it is moved: widget-origin channel chat beta VERSION",
        "1.0.0 1.1.0 beta=1.1.0 next=1.0.0|1.1.0|deprecated|channel beta goes on answering 1.1.0",
        "1.0.0 1.1.0:staged beta=1.1.0|1.1.0|released|",
        // One that follows is moved with the version.
        "1.0.0 1.1.0 acme=1.1.0 acme~latest/0|1.1.0|yanked|",
      })
  void ofMove_warnsOfWhatIsLeftWithoutEffect(
      String state, String version, String to, String warning) {
    Widget widget = Chat.widget(state);
    Version moved = Chat.version(version);
    ReleaseState target = ReleaseState.valueOf(to.toUpperCase(Locale.ROOT));
    Release release = widget.state().release(moved).orElseThrow();
    WidgetState after = widget.state().withRelease(release.in(target, "", Chat.AT));
    var warnings = Notices.ofMove(widget, after, new ReleaseChanges.Move(moved, target, ""));
    if (warning == null) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(warnings).containsExactly(warning);
    }
  }
}
