package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PromotionsTest {
  private static WidgetTransactions.Plan promote(String state, String version, boolean unpin) {
    return Promotions.promote(
        Chat.widget(state), new Promotions.Order(Chat.version(version), unpin));
  }

  @Test
  void promote_candidate_makesItCount() {
    var plan = promote("1.0.0 1.1.0>next", "1.1.0", false);
    assertThat(plan.changes())
        .containsExactly(new Change.Promoted(Chat.NAME, Chat.version("1.1.0")));
    assertThat(plan.facts())
        .containsEntry("widget", "chat")
        .containsEntry("version", "1.1.0")
        .containsEntry("channel", "next")
        .doesNotContainKey("note");
    assertThat(plan.out()).isEqualTo(Chat.version("1.1.0"));
  }

  @ParameterizedTest
  @CsvSource({"1.1.0", "1.1.0:deprecated"})
  void promote_whatCountsAlready_changesNothingAndSaysSo(String word) {
    var plan = promote("1.0.0 " + word, "1.1.0", false);
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.facts()).containsEntry("note", "1.1.0 counts for latest and ranges already.");
  }

  @Test
  void promote_unpin_liftsRollbacksInTheSameChange() {
    String held = "1.0.0 1.1.0>next latest<1.0.0";
    assertThat(promote(held, "1.1.0", false).changes()).hasSize(1);
    assertThat(promote(held, "1.1.0", true).changes())
        .containsExactly(
            new Change.Promoted(Chat.NAME, Chat.version("1.1.0")),
            new Change.Unpinned(Chat.NAME, "latest", Chat.version("1.0.0")));
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|9.0.0|chat has no version 9.0.0; its newest are [1.0.0].",
        "1.0.0-rc.1|1.0.0-rc.1|1.0.0-rc.1 is a prerelease, which latest and ranges never answer by themselves. Publish it under a stable number, or pin latest to it: widget-origin pin chat latest 1.0.0-rc.1",
        "1.0.0:staged|1.0.0|1.0.0 is staged; release it first: widget-origin release chat 1.0.0",
        "1.0.0:yanked|1.0.0|1.0.0 is yanked; release it first: widget-origin release chat 1.0.0",
        "1.0.0:blocked|1.0.0|1.0.0 is blocked for ever; promote another version.",
      })
  void promote_whatCannotCount_isRefusedInWords(String state, String version, String words) {
    assertThatThrownBy(() -> promote(state, version, false))
        .isInstanceOf(ProblemException.class)
        .hasMessage(words);
  }

  @ParameterizedTest(name = "{1} {2} of {0}")
  @CsvSource({
    "1.0.0 1.1.0>next,1.1.0,PROMOTE_CANDIDATES,true",
    "1.0.0 1.1.0>next,1.1.0,BY_RULE,true",
    "1.0.0 1.1.0>next,1.1.0,PIN,false",
    "1.0.0 1.1.0,1.1.0,PROMOTE_CANDIDATES,false",
    "1.0.0 1.1.0,1.1.0,BY_RULE,true",
    "1.0.0 1.1.0,1.1.0,PIN,false",
    // Only where the rule would come to it, the pin lifted.
    "1.0.0>next 1.1.0,1.0.0,PROMOTE_CANDIDATES,false",
    "1.0.0 1.1.0,1.0.0,BY_RULE,false",
    "1.0.0 1.1.0 latest=1.0.0,1.1.0,BY_RULE,true",
    "1.0.0 1.1.0>next latest=1.0.0,1.1.0,PROMOTE_CANDIDATES,true",
    // What aliases cannot see, or see last, is not left to the rule.
    "1.0.0:deprecated,1.0.0,BY_RULE,false",
    "1.0.0 1.1.0>next:staged,1.1.0,BY_RULE,false",
    "1.0.0,2.0.0,BY_RULE,false",
  })
  void leavesToRule_whereTheRuleComesToIt(
      String state, String version, Aliases.Latest how, boolean left) {
    var order = new Aliases.Order(Chat.alias("latest"), Chat.version(version), how, "");
    assertThat(Promotions.leavesToRule(Chat.widget(state), order)).isEqualTo(left);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "1.0.0 1.1.0>next,true,false",
    "1.0.0 1.1.0>next latest=1.0.0,true,true",
    "1.0.0 1.1.0 latest=1.0.0,false,true",
    "1.0.0 1.1.0,false,false",
  })
  void toLatest_promotesAndLiftsThePin(String state, boolean promoted, boolean unpinned) {
    Map<String, Object> facts = new LinkedHashMap<>();
    var plan = Promotions.toLatest(Chat.widget(state), Chat.version("1.1.0"), facts);
    assertThat(plan.facts()).containsEntry("promoted", promoted);
    assertThat(plan.out()).isEqualTo(Chat.version("1.1.0"));
    assertThat(plan.changes().contains(new Change.Promoted(Chat.NAME, Chat.version("1.1.0"))))
        .isEqualTo(promoted);
    assertThat(
            plan.changes()
                .contains(new Change.Unpinned(Chat.NAME, "latest", Chat.version("1.0.0"))))
        .isEqualTo(unpinned);
    assertThat(plan.changes()).hasSize((promoted ? 1 : 0) + (unpinned ? 1 : 0));
  }
}
