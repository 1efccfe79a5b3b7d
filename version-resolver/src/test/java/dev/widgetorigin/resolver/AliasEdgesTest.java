package dev.widgetorigin.resolver;

import static dev.widgetorigin.resolver.States.NOW;
import static dev.widgetorigin.resolver.States.pin;
import static dev.widgetorigin.resolver.States.release;
import static dev.widgetorigin.resolver.States.resolve;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounds that lie exactly on a version, lists that are exactly full. */
class AliasEdgesTest {
  @Test
  void resolve_upperBoundIsTheLowestVersion_findsIt() {
    WidgetState state = States.released("1.0.0", "2.0.0", "3.0.0");
    assertThat(resolve(state, "<=1.0.0")).isEqualTo("1.0.0");
    assertThat(resolve(state, "<2.0.0")).isEqualTo("1.0.0");
    assertThat(resolve(state, "<1.0.0")).startsWith("none: ");
  }

  @Test
  void resolve_severalAlternatives_theHighestWinsInWhicheverOrder() {
    WidgetState state = States.released("1.0.0", "2.0.0", "3.0.0");
    assertThat(resolve(state, "1 || 2")).isEqualTo("2.0.0");
    assertThat(resolve(state, "2 || 1")).isEqualTo("2.0.0");
  }

  @Test
  void resolve_nothingLeftInARange_namesTheYankedAndTheBlocked() {
    WidgetState state = States.released("3.0.0");
    for (int i = 0; i < 12; i++) {
      ReleaseState gone = i % 2 == 0 ? ReleaseState.YANKED : ReleaseState.BLOCKED;
      state = state.withRelease(release("1.0." + i, gone));
    }
    state = state.withRelease(release("1.1.0", ReleaseState.STAGED));
    assertThat(resolve(state, "~1.0.0"))
        .contains("1.0.11")
        .contains("1.0.2")
        .doesNotContain("1.0.1 is")
        .doesNotContain("1.0.0 is")
        .doesNotContain("1.1.0 is");
    // The lowest version of all counts too.
    assertThat(resolve(state, "1.0.0 - 1.0.1")).contains("(1.0.1 is blocked, 1.0.0 is yanked)");
  }

  @Test
  void resolve_unknownChannel_listsTenAndCountsTheOthers() {
    WidgetState state = States.released("1.0.0");
    for (int i = 0; i < Explanations.LISTED; i++) {
      state = state.withChannel("c" + i, Version.parse("1.0.0"));
    }
    assertThat(resolve(state, "beta")).contains("c9;").doesNotContain("more");
    state = state.withChannel("d", Version.parse("1.0.0"));
    assertThat(resolve(state, "beta")).contains("c9 and 1 more;");
  }

  @Test
  void resolve_onlyDeprecatedOnesInARange_isTheHighest() {
    WidgetState state =
        States.released("2.0.0")
            .withRelease(release("1.0.0", ReleaseState.DEPRECATED))
            .withRelease(release("1.1.0", ReleaseState.DEPRECATED))
            .withRelease(release("1.2.0", ReleaseState.YANKED));
    assertThat(resolve(state, "v1")).isEqualTo("1.1.0");
    assertThat(resolve(state, "1.0 || 1.1")).isEqualTo("1.1.0");
    assertThat(resolve(state, "1.1 || 1.0")).isEqualTo("1.1.0");
    WidgetState lower = state.withRelease(release("1.0.1", ReleaseState.RELEASED));
    assertThat(resolve(lower, "v1")).as("a released one, though lower").isEqualTo("1.0.1");
    WidgetState released = state.withRelease(release("0.9.0", ReleaseState.RELEASED));
    assertThat(resolve(released, "0.9 || 1.1")).isEqualTo("0.9.0");
    assertThat(resolve(released, "1.1 || 0.9")).isEqualTo("0.9.0");
  }

  @ParameterizedTest
  @CsvSource({
    "STAGED, 'exact version, staged'",
    "RELEASED, exact version",
    "DEPRECATED, 'exact version, deprecated'",
    "YANKED, 'exact version, yanked: no alias answers with it'",
    "BLOCKED, blocked since 2026-11-20T10:00:00Z",
  })
  void resolve_exact_saysTheState(ReleaseState in, String why) {
    WidgetState state = WidgetState.empty(States.NAME).withRelease(release("1.0.0", in));
    Selector exact = Selector.parse("1.0.0");
    assertThat(state.resolve(exact).why()).isEqualTo(why);
    assertThat(new AliasResolver(state).resolve(exact)).isEqualTo(state.resolve(exact));
  }

  @Test
  void resolve_channel_saysHowItCameToItsVersion() {
    FollowRule rule = new FollowRule(new Selector.Latest(), Duration.ofDays(7), null);
    FollowRule held =
        new FollowRule(rule.follow(), rule.delay(), new FollowRule.Hold("ana", NOW, "audit"));
    WidgetState byHand = States.released("1.0.0").withChannel("acme", Version.parse("1.0.0"));
    Selector acme = Selector.parse("acme");
    assertThat(byHand.resolve(acme).why()).isEqualTo("channel acme points to 1.0.0");
    assertThat(byHand.withFollow("acme", rule).resolve(acme).why())
        .isEqualTo("channel acme follows latest by 7d, and was moved to 1.0.0");
    assertThat(byHand.withFollow("acme", held).resolve(acme).why())
        .isEqualTo(
            "channel acme follows latest by 7d, and is held by ana at 2026-11-20T10:00:00Z: audit");
    assertThat(resolve(WidgetState.empty(States.NAME).withFollow("acme", rule), "acme"))
        .isEqualTo(
            "none: channel acme follows latest by 7d, which answers nothing; channels: none;"
                + " versions: none released");
  }

  @Test
  void resolve_onlyCandidates_namesTenOfThem() {
    WidgetState state = WidgetState.empty(States.NAME);
    for (int i = 0; i <= Explanations.LISTED; i++) {
      state = state.withRelease(States.candidate("1.0." + i, ReleaseState.RELEASED));
    }
    assertThat(resolve(state, "latest"))
        .startsWith("none: msr-webchat has no released stable version (1.0.10 was published to")
        .contains("1.0.1 was published to channel next and is not promoted);")
        .doesNotContain("1.0.0 was published");
    WidgetState one =
        WidgetState.empty(States.NAME)
            .withRelease(States.candidate("1.0.0", ReleaseState.RELEASED));
    assertThat(resolve(one, "latest"))
        .isEqualTo(
            "none: msr-webchat has no released stable version (1.0.0 was published to channel next"
                + " and is not promoted); channels: none; versions: 1.0.0");
    assertThat(resolve(WidgetState.empty(States.NAME), "latest"))
        .isEqualTo(
            "none: msr-webchat has no released stable version; channels: none; versions: none"
                + " released");
  }

  @Test
  void of_releasesInAnyOrder_areFoundByNumber() {
    Map<Version, Release> releases = new LinkedHashMap<>();
    for (String version : new String[] {"3.0.0", "1.0.0", "2.0.0"}) {
      releases.put(Version.parse(version), release(version, ReleaseState.RELEASED));
    }
    WidgetState state = WidgetState.of(States.NAME, releases, Map.of(), Map.of("v9", pin("1.0.0")));
    assertThat(resolve(state, "latest")).isEqualTo("3.0.0");
    assertThat(resolve(state, "1.0.0")).isEqualTo("1.0.0");
    assertThat(resolve(state, "v2")).isEqualTo("2.0.0");
  }

  @Test
  void resolve_moreAliasesThanAreRemembered_startsAfreshAtTheLimit() {
    WidgetState state = States.released("1.0.0");
    for (int i = 0; i < WidgetState.MEMO_LIMIT - 1; i++) {
      state.resolve(Selector.parse(">=1.0.0 <1.1." + i));
    }
    // The ranges asked for latest too.
    assertThat(state.memoSize()).isEqualTo(WidgetState.MEMO_LIMIT);
    state.resolve(Selector.parse("v1"));
    assertThat(state.memoSize()).isEqualTo(1);
  }
}
