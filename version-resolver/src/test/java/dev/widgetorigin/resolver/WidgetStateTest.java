package dev.widgetorigin.resolver;

import static dev.widgetorigin.resolver.States.pin;
import static dev.widgetorigin.resolver.States.release;
import static dev.widgetorigin.resolver.States.resolve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WidgetStateTest {
  @Test
  void withRelease_anyOrder_keepsThemAscendingAndLeavesTheOldStateAlone() {
    WidgetState one = States.released("1.10.0");
    WidgetState three = one.withRelease(release("1.9.0", ReleaseState.RELEASED));
    three = three.withRelease(release("1.10.0-rc.1", ReleaseState.RELEASED));
    assertThat(three.releases().keySet())
        .extracting(Version::toString)
        .containsExactly("1.9.0", "1.10.0-rc.1", "1.10.0");
    assertThat(one.releases()).hasSize(1);
  }

  @Test
  void withRelease_sameNumber_replacesIt() {
    WidgetState state = States.released("1.0.0");
    assertThat(resolve(state, "latest")).isEqualTo("1.0.0");
    WidgetState yanked = state.withRelease(release("1.0.0", ReleaseState.YANKED));
    assertThat(yanked.releases()).hasSize(1);
    assertThat(yanked.release(Version.parse("1.0.0")).orElseThrow().state())
        .isEqualTo(ReleaseState.YANKED);
    assertThat(resolve(yanked, "latest")).startsWith("none: ");
    assertThat(resolve(state, "latest")).isEqualTo("1.0.0");
  }

  @Test
  void views_handedOut_cannotBeWritten() {
    WidgetState state =
        States.released("1.0.0")
            .withChannel("beta", Version.parse("1.0.0"))
            .withPin("v1", pin("1.0.0"));
    Version version = Version.parse("2.0.0");
    assertThatThrownBy(() -> state.releases().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> state.channels().put("a", version))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> state.pins().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void without_whatIsNotThere_isTheSameState() {
    WidgetState state = States.released("1.0.0");
    assertThat(state.withoutChannel("beta")).isSameAs(state);
    assertThat(state.withoutPin("v1")).isSameAs(state);
    assertThat(state.withPin("v1", pin("1.0.0")).withoutPin("v1").pins()).isEmpty();
    assertThat(state.withChannel("b", Version.parse("1.0.0")).withoutChannel("b").channels())
        .isEmpty();
  }

  @Test
  void withoutPins_leavesTheRulesAlone() {
    WidgetState state = States.released("1.0.0", "1.1.0");
    assertThat(state.withoutPins()).isSameAs(state);
    WidgetState bare =
        state
            .withChannel("beta", Version.parse("1.0.0"))
            .withPin("latest", pin("1.0.0"))
            .withPin("v1", pin("1.0.0"))
            .withoutPins();
    assertThat(bare.pins()).isEmpty();
    assertThat(resolve(bare, "latest")).isEqualTo("1.1.0");
    assertThat(resolve(bare, "beta")).isEqualTo("1.0.0");
  }

  @Test
  void aliases_ofTheLowestVersion_areListedToo() {
    assertThat(States.released("1.0.0").aliases()).containsExactly("latest", "v1", "v1.0");
  }

  @Test
  void resolve_warmAlias_isTheRememberedAnswer() {
    WidgetState state = States.released("1.0.0");
    assertThat(state.memoSize()).isZero();
    Resolution first = state.resolve(Selector.parse("^1"));
    assertThat(state.resolve(Selector.parse("v1"))).isSameAs(first);
  }

  @Test
  void aliases_widgetWithChannelsAndPins_listsThoseThatHaveAName() {
    WidgetState state =
        States.released("1.0.0", "1.0.1", "1.2.0", "2.0.0", "3.0.0-beta.1")
            .withRelease(release("4.0.0", ReleaseState.STAGED))
            .withRelease(release("0.1.0", ReleaseState.YANKED))
            .withChannel("beta", Version.parse("3.0.0-beta.1"))
            .withPin(">=1.0.0 <1.2.0", pin("1.0.0"));
    assertThat(state.aliases())
        .containsExactly("latest", "beta", ">=1.0.0 <1.2.0", "v2", "v2.0", "v1", "v1.2", "v1.0");
  }

  @Test
  void resolve_manyThreadsAtOnce_allGetTheSameAnswers() throws Exception {
    WidgetState state = States.released("1.0.0", "1.1.0", "2.0.0");
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        results.add(
            pool.submit(
                () -> {
                  boolean right = true;
                  for (int i = 0; i < 20_000; i++) {
                    right &= resolve(state, ">=1.0.0 <1.1." + (i % 200 + 1)).equals("1.1.0");
                    right &= resolve(state, "v1").equals("1.1.0");
                  }
                  return right;
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
      // Each thread may add one answer beyond the limit before it sees the others'.
      assertThat(state.memoSize()).isLessThanOrEqualTo(WidgetState.MEMO_LIMIT + 4);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void withoutFollow_takesTheRuleOfThatChannelOnly() {
    FollowRule rule = new FollowRule(new Selector.Latest(), Duration.ofDays(7), null);
    WidgetState one = States.released("1.0.0").withFollow("acme", rule);
    WidgetState two = one.withFollow("beta", rule);
    assertThat(two.withoutFollow("beta").follows()).containsOnly(Map.entry("acme", rule));
    assertThat(two.follows()).hasSize(2);
    assertThat(one.withoutFollow("beta")).isSameAs(one);
  }
}
