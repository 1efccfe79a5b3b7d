package dev.widgetorigin.resolver;

import static dev.widgetorigin.resolver.FollowResolverTest.NOW;
import static dev.widgetorigin.resolver.FollowResolverTest.follow;
import static dev.widgetorigin.resolver.FollowResolverTest.state;
import static dev.widgetorigin.resolver.FollowResolverTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels that follow channels that follow. Ages are in days before now. */
class FollowChainsTest {
  /** What satisfies a channel in the middle of a chain is what satisfies the chain's end. */
  @ParameterizedTest(name = "[{index}] acme follows {0} by {1} days, shop acme by {2}: {4}")
  @CsvSource({
    "latest, 7, 14, -,         1.0.0 6d",
    "latest, 7, 7,  -,         1.1.0 -",
    "latest, 0, 7,  -,         1.1.0 6d",
    "v1,     7, 14, -,         1.0.0 6d",
    "beta,   0, 7,  -,         2.0.0-b.2 -",
    "beta,   0, 7,  2.0.0-b.1, 2.0.0-b.1 5d"
  })
  void answer_ofAChain_isAmongWhatSatisfiesItsEnd(
      String end, long first, long second, String on, String expected) {
    WidgetState state = state("1.0.0:30 1.1.0:8 1.2.0:1 2.0.0-b.1:20 2.0.0-b.2:2");
    state = follow(follow(state, "acme", end, first), "shop", "acme", second);
    state = state.withChannel("beta", Version.parse("2.0.0-b.2"));
    if (!on.equals("-")) {
      state = state.withChannel("shop", Version.parse(on));
    }
    assertThat(text(new FollowResolver(state, NOW).answer("shop"))).isEqualTo(expected);
    // A third one, which asks for the same end by way of two others.
    WidgetState longer = follow(state, "slow", "shop", 14);
    assertThat(new FollowResolver(longer, NOW).answer("slow").version())
        .hasToString(end.equals("beta") ? expected.split(" ", -1)[0] : "1.0.0");
  }

  @ParameterizedTest(name = "[{index}] who follows {0} follows {1}: {2}")
  @CsvSource({
    "a, a, true",
    "a, b, true",
    "a, c, true",
    "b, a, false",
    "c, a, false",
    "latest, a, false",
    "v1, a, false",
    "beta, a, false",
    "beta, beta, true",
    "p, q, true",
    "p, a, false"
  })
  void leadsTo_chainsAndARing_isTrueForWhatIsPassed(String from, String to, boolean expected) {
    WidgetState state = follow(follow(state("1.0.0:30"), "a", "b", 0), "b", "c", 0);
    state = follow(follow(follow(state, "c", "latest", 0), "p", "q", 0), "q", "p", 0);
    assertThat(FollowResolver.leadsTo(state, Selector.parse(from), to)).isEqualTo(expected);
  }

  @Test
  void answer_longChain_isFoundWithoutRecursion() {
    WidgetState state = state("1.0.0:30 1.1.0:8 1.2.0:1");
    Map<String, FollowRule> rules = new TreeMap<>();
    int length = 20_000;
    for (int i = 0; i < length; i++) {
      Selector before = i == 0 ? new Selector.Latest() : new Selector.Channel("c" + (i - 1));
      rules.put("c" + i, new FollowRule(before, Duration.ofDays(i == 0 ? 7 : 0), null));
    }
    WidgetState chained = WidgetState.of(States.NAME, state.releases(), Map.of(), Map.of(), rules);
    FollowResolver resolver = new FollowResolver(chained, NOW);
    // A walk along all of the chain for each of its channels would take minutes.
    assertThat(resolver.answer("c" + (length - 1)).version()).hasToString("1.1.0");
    assertThat(FollowResolver.leadsTo(chained, new Selector.Channel("c" + (length - 1)), "c0"))
        .isTrue();
  }

  @Test
  void answer_rulesThatLeadBackToThemselves_comesToNothing() {
    WidgetState state = follow(follow(state("1.0.0:30"), "a", "b", 0), "b", "a", 0);
    assertThat(new FollowResolver(state, NOW).answer("a").version()).isNull();
    assertThat(FollowResolver.moves(state, NOW)).isEmpty();
  }
}
