package dev.widgetorigin.origin.changes.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.resolver.ReleaseState;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AliasExplanationTest {
  private static AliasExplanation explain(String state, String alias) {
    return AliasExplanation.of(Chat.state(state), Chat.alias(alias));
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // The answer comes last; what is below it is nobody's question.
        "0.9.0 1.0.0|latest|1.0.0* highest released stable version",
        "1.0.0 1.1.0:staged|latest|1.1.0 staged: only its exact URL and channels answer it until it is released; 1.0.0* highest released stable version",
        "1.0.0 1.1.0:yanked|latest|1.1.0 yanked; 1.0.0* highest released stable version",
        "1.0.0 1.1.0:yanked:broken|latest|1.1.0 yanked: broken; 1.0.0* highest released stable version",
        "1.0.0 1.1.0:blocked:leaks|latest|1.1.0 blocked: leaks; 1.0.0* highest released stable version",
        "1.0.0 1.1.0:deprecated|latest|1.1.0 deprecated; 1.0.0* highest released stable version",
        "1.0.0 1.1.0:deprecated:old|latest|1.1.0 deprecated: old; 1.0.0* highest released stable version",
        "1.0.0 1.1.0>next|latest|1.1.0 published to channel next and not promoted: widget-origin promote chat 1.1.0; 1.0.0* highest released stable version",
        // Prereleases are no question of latest, unless it is pinned to one.
        "1.0.0 1.1.0-rc.1|latest|1.0.0* highest released stable version",
        "1.0.0 1.1.0-rc.1 latest=1.1.0-rc.1|latest|1.1.0-rc.1* pinned by ana at 2026-11-20T10:00:00Z",
        "1.0.0 1.1.0-rc.1 1.1.0-rc.2 latest=1.0.0|latest|1.0.0* pinned by ana at 2026-11-20T10:00:00Z",
        // A pin is the reason, but only where it is in effect.
        "1.0.0 1.1.0 latest=1.0.0|latest|1.1.0 latest is pinned to 1.0.0; 1.0.0* pinned by ana at 2026-11-20T10:00:00Z",
        "1.0.0 1.1.0:yanked 1.2.0>next latest=1.1.0|latest|1.2.0 published to channel next and not promoted: widget-origin promote chat 1.2.0; 1.1.0 yanked; 1.0.0* highest released stable version (the pin on 1.1.0 is passed over: that version is yanked)",
        // A range: what satisfies it, and that it follows latest.
        "1.0.0 1.1.0 2.0.0|v1|1.1.0* highest released version in 1.x",
        "1.0.0 1.1.0 2.0.0 latest=1.0.0|v1|1.1.0 latest answers 1.0.0, which satisfies v1; 1.0.0* same as latest, which is in 1.x: pinned by ana at 2026-11-20T10:00:00Z",
        "1.0.0 1.1.0:deprecated v1=1.0.0|v1|1.1.0 v1 is pinned to 1.0.0; 1.0.0* pinned by ana at 2026-11-20T10:00:00Z",
        "1.0.0:yanked 2.0.0|v1|1.0.0 yanked",
        // A channel: the version it points to and no other.
        "1.0.0 1.1.0:staged 1.2.0 beta=1.1.0|beta|1.1.0* channel beta points to 1.1.0",
        "1.0.0 1.1.0:yanked beta=1.1.0|beta|1.1.0 yanked",
        "1.0.0 1.1.0 acme=1.0.0 acme~latest/7|acme|1.0.0* channel acme follows latest by 7d, and was moved to 1.0.0",
        "1.0.0|beta|",
      })
  void versions_sayWhyEachIsChosenOrPassedOver(String state, String alias, String expected) {
    StringJoiner found = new StringJoiner("; ");
    explain(state, alias)
        .versions()
        .forEach(each -> found.add(each.version() + (each.chosen() ? "* " : " ") + each.why()));
    assertThat(found).hasToString(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latest|latest answers the highest released stable version, and a deprecated one only where there is no other.",
        "v1|v1 answers what latest answers, if that is in 1.x; otherwise the highest released version that is, and a deprecated one only where there is no other.",
        "beta|A channel answers the version it points to.",
      })
  void rule_isOneSentenceForEachKind(String alias, String rule) {
    assertThat(explain("1.0.0 beta=1.0.0", alias).rule()).isEqualTo(rule);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"acme~v1/7,''", "acme~v1/7!,' It is held by ana at 2026-11-20T10:00:00Z.'"})
  void rule_ofAChannelThatFollows_isItsOwn(String word, String end) {
    assertThat(explain("1.0.0 acme=1.0.0 " + word, "acme").rule())
        .isEqualTo(
            "acme follows v1 by 7d: of the versions that satisfy v1 and are not above its answer,"
                + " the newest that has been released for that long; the oldest where none has."
                + end);
  }

  @Test
  void versions_moreThanTwenty_areCountedNotListed() {
    StringBuilder words = new StringBuilder("1.0.0");
    for (int i = 1; i <= 24; i++) {
      words.append(" 1.").append(i).append(".0:yanked");
    }
    AliasExplanation explanation = explain(words.toString(), "latest");
    assertThat(explanation.versions()).hasSize(20);
    assertThat(explanation.versions().get(0).version()).isEqualTo(Chat.version("1.24.0"));
    assertThat(explanation.versions().get(0).state()).isEqualTo(ReleaseState.YANKED);
    assertThat(explanation.left()).isEqualTo(5);
    assertThat(explanation.line().version()).isEqualTo(Chat.version("1.0.0"));
  }

  @Test
  void versions_fewerThanTwenty_leaveNone() {
    assertThat(explain("1.0.0 1.1.0:yanked", "latest").left()).isZero();
  }
}
