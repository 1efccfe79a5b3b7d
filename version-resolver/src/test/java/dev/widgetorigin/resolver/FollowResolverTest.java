package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What following channels should answer, by tables. Ages are in days before now. */
class FollowResolverTest {
  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  /**
   * {@code 1.0.0:30 1.1.0:3 2.0.0:1:yanked}: version, age in days, state; then {@code c} for a
   * candidate.
   */
  static WidgetState state(String words) {
    WidgetState state = WidgetState.empty(States.NAME);
    for (String word : words.split(" ", -1)) {
      String[] parts = word.split(":", -1);
      Instant since = NOW.minus(Duration.ofDays(Long.parseLong(parts[1])));
      boolean candidate = parts.length > 2 && parts[2].equals("c");
      ReleaseState releaseState =
          parts.length > 2 && !candidate
              ? ReleaseState.valueOf(parts[2].toUpperCase(Locale.ROOT))
              : ReleaseState.RELEASED;
      state =
          state.withRelease(
              new Release(
                  Version.parse(parts[0]),
                  releaseState,
                  "",
                  since,
                  since,
                  candidate ? "next" : null));
    }
    return state;
  }

  static WidgetState follow(WidgetState state, String channel, String follow, long days) {
    return state.withFollow(
        channel, new FollowRule(Selector.parse(follow), Duration.ofDays(days), null));
  }

  static String text(FollowResolver.Answer answer) {
    String next = answer.next() == null ? "-" : Duration.between(NOW, answer.next()).toDays() + "d";
    return answer.version() + " " + next;
  }

  @ParameterizedTest(name = "[{index}] {0}: {2} by {3} days, on {4} -> {5}")
  @CsvSource({
    "the newest that is old enough,      1.0.0:30 1.1.0:8 1.2.0:3,          latest, 7, 1.0.0, 1.1.0 4d",
    "released just so long,              1.0.0:30 1.1.0:7,                  latest, 7, 1.0.0, 1.1.0 -",
    "none is old enough: the oldest,     1.0.0:3 1.1.0:2 1.2.0:1,           latest, 7, -,     1.0.0 5d",
    "no delay: as latest,                1.0.0:30 1.1.0:0,                  latest, 0, 1.0.0, 1.1.0 -",
    "no delay and a clock behind,        1.0.0:30 1.1.0:-1,                 latest, 0, 1.0.0, 1.1.0 -",
    "a clock put back moves none back,   1.0.0:30 1.1.0:3,                  latest, 7, 1.1.0, 1.1.0 -",
    "its version is yanked,              1.0.0:30 1.1.0:20:yanked 1.2.0:1,  latest, 7, 1.1.0, 1.0.0 6d",
    "its version is blocked,             1.0.0:30 1.1.0:20:blocked,         latest, 7, 1.1.0, 1.0.0 -",
    "all but a young one is yanked,      1.0.0:30:yanked 1.1.0:1,           latest, 7, 1.0.0, 1.1.0 -",
    "everything is yanked,               1.0.0:30:yanked,                   latest, 7, 1.0.0, null -",
    "nothing is released,                1.0.0:30:staged,                   latest, 7, -,     null -",
    "deprecated after released,          1.0.0:30 1.1.0:20:deprecated,      latest, 7, 1.1.0, 1.0.0 -",
    "nothing but deprecated ones,        1.0.0:30:deprecated 1.1.0:8:deprecated, latest, 7, -, 1.1.0 -",
    "deprecated today stays,             1.0.0:0:deprecated 1.1.0:0:deprecated, latest, 7, 1.1.0, 1.1.0 -",
    "deprecated: the newest old enough,  1.0.0:30:deprecated 1.1.0:1:deprecated, latest, 7, -, 1.0.0 6d",
    "deprecated below the only released, 1.0.0:30:deprecated 1.1.0:1,        latest, 7, -,     1.1.0 -",
    "candidates do not count,            1.0.0:30 1.1.0:20:c,               latest, 7, -,     1.0.0 -",
    "prereleases do not count,           1.0.0:30 2.0.0-rc.1:20,            latest, 7, -,     1.0.0 -",
    "a range,                            1.0.0:30 1.1.0:8 2.0.0:20,         v1,     7, 1.0.0, 1.1.0 -",
    "a range that nothing satisfies,     1.0.0:30,                          v2,     7, -,     null -",
    "an exact version,                   1.0.0:30 1.1.0:8,                  1.0.0,  7, -,     1.0.0 -",
    "an exact version that is yanked,    1.0.0:30:yanked,                   1.0.0,  7, 1.0.0, null -",
    "a channel that is not there,        1.0.0:30,                          beta,   7, -,     null -"
  })
  void answer_oneChannel_isByTheRule(
      String name, String versions, String follow, long days, String on, String expected) {
    WidgetState state = follow(state(versions), "acme", follow, days);
    if (!on.equals("-")) {
      state = state.withChannel("acme", Version.parse(on));
    }
    assertThat(text(new FollowResolver(state, NOW).answer("acme"))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource({
    "latest is pinned lower,              latest, 1.0.0, 1.1.0, 1.0.0 -",
    "latest is pinned to a prerelease,    latest, 2.0.0-rc.1, 1.0.0, 1.1.0 6d",
    "a range goes with the pinned latest, v1,     1.0.0, 1.1.0, 1.0.0 -"
  })
  void answer_pinned_isNeverAboveWhatIsFollowed(
      String name, String follow, String pinned, String on, String expected) {
    WidgetState state =
        follow(state("1.0.0:30 1.1.0:20 2.0.0-rc.1:1"), "acme", follow, 7)
            .withPin("latest", States.pin(pinned))
            .withChannel("acme", Version.parse(on));
    assertThat(text(new FollowResolver(state, NOW).answer("acme"))).isEqualTo(expected);
  }

  @Test
  void answer_pinnedToADeprecatedOne_otherDeprecatedOnesDoNotCount() {
    WidgetState state =
        follow(state("1.0.0:3 1.1.0:20:deprecated 1.2.0:1:deprecated"), "acme", "latest", 7)
            .withPin("latest", States.pin("1.2.0"));
    assertThat(text(new FollowResolver(state, NOW).answer("acme"))).isEqualTo("1.0.0 6d");
  }

  @ParameterizedTest(name = "[{index}] beta is on {0}, acme on {1}: {2}")
  @CsvSource({
    "2.0.0-b.1, -,         2.0.0-b.1 -",
    "2.0.0-b.3, -,         2.0.0-b.3 -",
    "2.0.0-b.3, 2.0.0-b.1, 2.0.0-b.1 6d",
    "2.0.0-b.2, 2.0.0-b.1, 2.0.0-b.2 -",
    "2.0.0-b.1, 2.0.0-b.2, 2.0.0-b.1 -",
    "2.0.0-b.4, 2.0.0-b.2, 2.0.0-b.2 -",
    "2.0.0-b.4, -,         2.0.0-b.4 -"
  })
  void answer_ofAChannelMovedByHand_waitsForItsVersion(String beta, String on, String expected) {
    WidgetState state =
        follow(
                state("1.0.0:30 2.0.0-b.1:20 2.0.0-b.2:10 2.0.0-b.3:1 2.0.0-b.4:9:staged"),
                "acme",
                "beta",
                7)
            .withChannel("beta", Version.parse(beta));
    if (!on.equals("-")) {
      state = state.withChannel("acme", Version.parse(on));
    }
    assertThat(text(new FollowResolver(state, NOW).answer("acme"))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "[{index}] {0} by {1} days: {2}")
  @CsvSource({
    "latest, 7,  1.1.0 6d",
    "latest, 0,  1.2.0 -",
    "acme,   0,  1.1.0 -",
    "acme,   14, 1.0.0 6d",
    "beta,   7,  null -"
  })
  void fresh_newRule_isWhatAnEmptyChannelWouldAnswer(String follow, long days, String expected) {
    // Acme should be on 1.1.0 by now: a rule that follows it counts with that.
    WidgetState state =
        follow(state("1.0.0:30 1.1.0:8 1.2.0:1"), "acme", "latest", 7)
            .withChannel("acme", Version.parse("1.0.0"));
    FollowRule rule = new FollowRule(Selector.parse(follow), Duration.ofDays(days), null);
    assertThat(text(FollowResolver.fresh(state, rule, NOW))).isEqualTo(expected);
  }

  @Test
  void answer_held_staysUntilItsVersionIsWithdrawn() {
    WidgetState state = state("1.0.0:30 1.1.0:20");
    FollowRule held =
        new FollowRule(
            new Selector.Latest(), Duration.ZERO, new FollowRule.Hold("ana", NOW, "audit"));
    state = state.withFollow("acme", held).withChannel("acme", Version.parse("1.0.0"));
    FollowResolver.Answer answer = new FollowResolver(state, NOW).answer("acme");
    assertThat(text(answer)).isEqualTo("1.0.0 -");
    assertThat(answer.why()).isEqualTo("held by ana at 2026-11-20T10:00:00Z: audit");
    state = state.withRelease(States.release("1.0.0", ReleaseState.YANKED));
    assertThat(text(new FollowResolver(state, NOW).answer("acme"))).isEqualTo("1.1.0 -");
  }

  @Test
  void heldFrom_namesTheChannelsThatAHoldKeepsFromTheVersion() {
    FollowRule.Hold hold = new FollowRule.Hold("ana", NOW, "audit");
    FollowRule held = new FollowRule(new Selector.Latest(), Duration.ZERO, hold);
    Version first = Version.parse("1.0.0");
    Version second = Version.parse("1.1.0");
    WidgetState state =
        follow(state("1.0.0:30 1.1.0:20"), "free", "latest", 0)
            .withChannel("free", first)
            .withFollow("held", held)
            .withChannel("held", first)
            .withFollow("there", held)
            .withChannel("there", second)
            .withFollow("empty", held)
            .withFollow("older", new FollowRule(Selector.parse("1.0.0"), Duration.ZERO, hold))
            .withChannel("older", first);
    assertThat(FollowResolver.heldFrom(state, second, NOW)).containsExactly("held");
    assertThat(FollowResolver.heldFrom(state, first, NOW)).isEmpty();
  }

  @Test
  void moves_manyChannels_areGroupedByWay() {
    WidgetState state = state("1.0.0:30 1.1.0:1");
    for (String channel : new String[] {"a", "b", "c", "d"}) {
      state = follow(state, channel, "latest", channel.equals("d") ? 7 : 0);
      state = state.withChannel(channel, Version.parse("1.0.0"));
    }
    assertThat(FollowResolver.moves(state, NOW))
        .containsExactly(
            new FollowMove(
                List.of("a", "b", "c"),
                Version.parse("1.0.0"),
                Version.parse("1.1.0"),
                "latest: 1.1.0 is released since 2026-11-19T10:00:00Z"));
    assertThat(FollowResolver.next(state, NOW)).isEqualTo(NOW.plus(Duration.ofDays(6)));
    WidgetState after = FollowResolver.moved(state, NOW);
    assertThat(new TreeMap<>(after.channels()).toString())
        .isEqualTo("{a=1.1.0, b=1.1.0, c=1.1.0, d=1.0.0}");
    assertThat(FollowResolver.moves(after, NOW)).isEmpty();
  }

  @Test
  void moves_ofAnEmptyChannel_sayTheRuleOnly() {
    WidgetState state = follow(state("1.0.0:30"), "acme", "latest", 7);
    assertThat(FollowResolver.moves(state, NOW))
        .containsExactly(
            new FollowMove(
                List.of("acme"),
                null,
                Version.parse("1.0.0"),
                "latest by 7d: 1.0.0 is released since 2026-10-21T10:00:00Z"));
  }

  @ParameterizedTest(name = "[{index}] from {0}: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "1.2.0; 1.2.0 is yanked; latest by 7d: 1.0.0 is released since 2026-10-21T10:00:00Z",
        "1.1.0; latest is back on 1.0.0; latest by 7d: 1.0.0 is released since 2026-10-21T10:00:00Z"
      })
  void moves_backwards_sayWhy(String on, String first, String rest) {
    WidgetState state =
        follow(state("1.0.0:30 1.1.0:20 1.2.0:20:yanked"), "acme", "latest", 7)
            .withPin("latest", States.pin("1.0.0"))
            .withChannel("acme", Version.parse(on));
    assertThat(FollowResolver.moves(state, NOW).get(0).why()).isEqualTo(first + "; " + rest);
  }

  @ParameterizedTest
  @CsvSource({"PT168H, 7d", "PT5H, 5h", "PT90M, 90m", "PT1.5S, 1500ms", "PT0S, 0"})
  void delayText_anyDelay_isInTheLargestWholeUnit(Duration delay, String expected) {
    assertThat(new FollowRule(new Selector.Latest(), delay, null).delayText()).isEqualTo(expected);
  }
}
