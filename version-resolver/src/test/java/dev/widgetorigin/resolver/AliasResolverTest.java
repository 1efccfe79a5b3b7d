package dev.widgetorigin.resolver;

import static dev.widgetorigin.resolver.States.NOW;
import static dev.widgetorigin.resolver.States.pin;
import static dev.widgetorigin.resolver.States.release;
import static dev.widgetorigin.resolver.States.resolve;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules by which an alias comes to a version, one by one. */
class AliasResolverTest {
  /** Made for each test: a state remembers its answers. */
  private final WidgetState released =
      States.released(
          "0.9.0", "1.0.0", "1.0.1", "1.2.3", "1.2.10", "1.10.0", "2.0.0-beta.1", "2.0.0-beta.2");

  @ParameterizedTest
  @CsvSource({
    "latest, 1.10.0",
    "'', 1.10.0",
    "*, 1.10.0",
    "v1, 1.10.0",
    "v1.2, 1.2.10",
    "1.2, 1.2.10",
    "v0, 0.9.0",
    "^1.0.1, 1.10.0",
    "~1.2.3, 1.2.10",
    "1.0.0 - 1.2.3, 1.2.3",
    "<1.0.1 || ~1.2, 1.2.10",
    ">1.0.0 <1.2.10, 1.2.3",
    "1.2.3, 1.2.3",
    "v1.2.3, 1.2.3",
    "1.2.3+build.5, 1.2.3",
    "2.0.0-beta.1, 2.0.0-beta.1",
    "^2.0.0-beta.1, 2.0.0-beta.2",
  })
  void resolve_releasedVersions_isWhatNpmWouldInstall(String selector, String expected) {
    assertThat(resolve(released, selector)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "v2, no released version of msr-webchat is in 2.x",
    "1.2.4, msr-webchat has no version 1.2.4",
    "beta, msr-webchat has no channel beta",
    "1.2.3.4, msr-webchat has no channel 1.2.3.4",
  })
  void resolve_nothingSatisfies_isNeverSomethingClose(String selector, String why) {
    assertThat(resolve(released.withChannel("next", Version.parse("2.0.0-beta.2")), selector))
        .startsWith("none: " + why)
        .contains("channels: next; versions: 2.0.0-beta.2, 2.0.0-beta.1, 1.10.0, 1.2.10,");
  }

  @Test
  void resolve_emptyWidget_saysThatNothingIsThere() {
    assertThat(resolve(WidgetState.empty(States.NAME), "latest"))
        .isEqualTo(
            "none: msr-webchat has no released stable version; channels: none; versions: none"
                + " released");
  }

  @Test
  void resolve_onlyPrereleases_latestIsNoneOfThem() {
    WidgetState state =
        States.released("1.0.0-rc.1").withChannel("next", Version.parse("1.0.0-rc.1"));
    assertThat(resolve(state, "latest"))
        .startsWith("none: msr-webchat has no released stable version; channels: next;");
    assertThat(resolve(state, "next")).isEqualTo("1.0.0-rc.1");
  }

  @ParameterizedTest
  @CsvSource({
    "latest, 2.0.0",
    "v2, 2.0.0",
    "v2.0, 2.0.0",
    "^2.0.0, 2.0.0",
    ">=1, 2.0.0",
    "v1, 1.0.0",
    "2.1.0, 2.1.0",
    "next, 2.1.0",
  })
  void resolve_versionPublishedToAChannel_onlyThatChannelMoves(String selector, String expected) {
    WidgetState state =
        States.released("1.0.0", "2.0.0")
            .withRelease(States.candidate("2.1.0", ReleaseState.RELEASED))
            .withChannel("next", Version.parse("2.1.0"));
    assertThat(resolve(state, selector)).isEqualTo(expected);
  }

  @Test
  void resolve_versionPromoted_countsForEveryAlias() {
    WidgetState state =
        States.released("1.0.0", "2.0.0")
            .withRelease(States.candidate("2.1.0", ReleaseState.RELEASED).promoted());
    assertThat(resolve(state, "latest")).isEqualTo("2.1.0");
    assertThat(resolve(state, "v2")).isEqualTo("2.1.0");
    assertThat(resolve(state, "v1")).isEqualTo("1.0.0");
  }

  @ParameterizedTest
  @CsvSource({"v3", "^3.0.0", ">2", "v3.0"})
  void resolve_onlyACandidateSatisfies_isNoMatchThatSaysWhy(String selector) {
    WidgetState state =
        States.released("2.0.0").withRelease(States.candidate("3.0.0", ReleaseState.RELEASED));
    assertThat(resolve(state, selector))
        .startsWith("none: no released version of msr-webchat is ")
        .contains("(3.0.0 was published to channel next and is not promoted)");
  }

  @Test
  void resolve_onlyCandidates_latestIsNoneOfThem() {
    WidgetState state =
        WidgetState.empty(States.NAME)
            .withRelease(States.candidate("1.0.0", ReleaseState.RELEASED))
            .withChannel("next", Version.parse("1.0.0"));
    assertThat(resolve(state, "latest"))
        .startsWith(
            "none: msr-webchat has no released stable version (1.0.0 was published to channel next"
                + " and is not promoted); channels: next; versions: 1.0.0");
  }

  @Test
  void resolve_pinOnACandidate_isHeld() {
    WidgetState state =
        States.released("1.0.0")
            .withRelease(States.candidate("1.1.0", ReleaseState.RELEASED))
            .withPin("v1", pin("1.1.0"));
    assertThat(resolve(state, "v1")).isEqualTo("1.1.0");
    assertThat(resolve(state, "latest")).isEqualTo("1.0.0");
  }

  @Test
  void resolve_pinOfARollback_saysThatARollbackSetIt() {
    WidgetState state = released.withPin("latest", pin("1.2.3").ofRollback());
    assertThat(state.resolve(Selector.parse("latest")).why())
        .isEqualTo("pinned by ana (rollback) at 2026-11-20T10:00:00Z: broken checkout");
  }

  @ParameterizedTest
  @CsvSource({"latest, 1.0.0", "v1, 1.0.0", "next, 1.1.0"})
  void substitute_ofAnUnreadableVersion_isACandidateForChannelsOnly(
      String selector, String expected) {
    WidgetState state =
        States.released("1.0.0", "1.2.0")
            .withRelease(States.candidate("1.1.0", ReleaseState.RELEASED));
    Version broken = Version.parse("1.2.0");
    assertThat(Substitute.of(state, Selector.parse(selector), broken, broken::equals).version())
        .hasToString(expected);
  }

  @Test
  void resolve_latestPinned_carriesTheRangesItSatisfies() {
    WidgetState state = released.withPin("latest", pin("1.2.3"));
    assertThat(resolve(state, "latest")).isEqualTo("1.2.3");
    assertThat(resolve(state, "v1")).isEqualTo("1.2.3");
    assertThat(resolve(state, "v1.2")).isEqualTo("1.2.3");
    assertThat(resolve(state, "v1.10")).isEqualTo("1.10.0");
    assertThat(resolve(state, "v0")).isEqualTo("0.9.0");
    assertThat(state.resolve(Selector.parse("v1")).why())
        .isEqualTo(
            "same as latest, which is in 1.x: pinned by ana at 2026-11-20T10:00:00Z: broken"
                + " checkout");
  }

  @Test
  void resolve_aliasPinned_winsOverLatestUnderEverySpelling() {
    WidgetState state = released.withPin("v1", pin("1.0.1"));
    for (String spelling : new String[] {"1", "v1", "1.x", "^1", "1.*.*", "~1", ">=1 <2.0.0-0"}) {
      assertThat(resolve(state, spelling)).as(spelling).isEqualTo("1.0.1");
    }
    assertThat(resolve(state, "latest")).isEqualTo("1.10.0");
    assertThat(resolve(state, "^1.0.1")).isEqualTo("1.10.0");
    assertThat(state.resolve(Selector.parse("v1")).why())
        .isEqualTo("pinned by ana at 2026-11-20T10:00:00Z: broken checkout");
  }

  @ParameterizedTest
  @EnumSource(
      value = ReleaseState.class,
      names = {"STAGED", "YANKED", "BLOCKED"})
  void resolve_pinOnAVersionNoAliasMayHave_isPassedOverAndSaysSo(ReleaseState gone) {
    WidgetState state = released.withPin("v1", pin("1.2.3")).withRelease(release("1.2.3", gone));
    assertThat(resolve(state, "v1")).isEqualTo("1.10.0");
    assertThat(state.resolve(Selector.parse("v1")).why())
        .endsWith("(the pin on 1.2.3 is passed over: that version is " + gone.text() + ")");
  }

  @Test
  void resolve_pinOnAVersionThatIsNotThere_isPassedOver() {
    WidgetState state = released.withPin("v7", pin("7.0.0"));
    assertThat(resolve(state, "v7"))
        .startsWith("none: ")
        .endsWith("(the pin on 7.0.0 is passed over: that version does not exist)");
  }

  @Test
  void resolve_deprecated_isTheLastChoice() {
    WidgetState state = released.withRelease(release("1.10.0", ReleaseState.DEPRECATED));
    assertThat(resolve(state, "latest")).isEqualTo("1.2.10");
    assertThat(resolve(state, "v1")).isEqualTo("1.2.10");
    assertThat(resolve(state, "v1.10")).isEqualTo("1.10.0");
    assertThat(state.resolve(Selector.parse("v1.10")).why())
        .isEqualTo("highest deprecated version in 1.10.x");
  }

  @Test
  void resolve_allStableDeprecated_latestIsStillTheHighest() {
    WidgetState state =
        WidgetState.empty(States.NAME)
            .withRelease(release("1.0.0", ReleaseState.DEPRECATED))
            .withRelease(release("1.1.0", ReleaseState.DEPRECATED));
    assertThat(resolve(state, "latest")).isEqualTo("1.1.0");
    assertThat(state.resolve(new Selector.Latest()).why())
        .isEqualTo("highest deprecated stable version: every stable version is deprecated");
  }

  @Test
  void resolve_deprecatedAcrossAlternatives_releasedOneWins() {
    WidgetState state =
        States.released("1.0.0", "3.0.0").withRelease(release("2.0.0", ReleaseState.DEPRECATED));
    assertThat(resolve(state, "1 || 2")).isEqualTo("1.0.0");
  }

  @Test
  void resolve_yanked_isSkippedByAliasesButExactStillAnswers() {
    WidgetState state = released.withRelease(release("1.10.0", ReleaseState.YANKED));
    assertThat(resolve(state, "latest")).isEqualTo("1.2.10");
    assertThat(resolve(state, "1.10.0")).isEqualTo("1.10.0");
    assertThat(resolve(state, "v1.10"))
        .startsWith("none: no released version of msr-webchat is in 1.10.x (1.10.0 is yanked); ");
  }

  @Test
  void resolve_staged_isReachedByExactAndChannelOnly() {
    WidgetState state =
        released
            .withRelease(release("3.0.0", ReleaseState.STAGED))
            .withChannel("canary", Version.parse("3.0.0"));
    assertThat(resolve(state, "latest")).isEqualTo("1.10.0");
    assertThat(resolve(state, "3.0.0")).isEqualTo("3.0.0");
    assertThat(resolve(state, "canary")).isEqualTo("3.0.0");
    assertThat(resolve(state, "v3")).startsWith("none: ").doesNotContain("3.0.0,");
  }

  @Test
  void resolve_blocked_isBlockedByNumberAndChannelAndSkippedByRanges() {
    WidgetState state =
        released
            .withRelease(
                new Release(Version.parse("1.10.0"), ReleaseState.BLOCKED, "leaks a key", NOW, NOW))
            .withChannel("next", Version.parse("1.10.0"));
    assertThat(resolve(state, "1.10.0"))
        .isEqualTo("blocked: blocked since 2026-11-20T10:00:00Z: leaks a key");
    assertThat(resolve(state, "next"))
        .isEqualTo(
            "blocked: channel next points to 1.10.0, blocked since 2026-11-20T10:00:00Z: leaks a"
                + " key");
    assertThat(resolve(state, "v1")).isEqualTo("1.2.10");
  }

  @Test
  void resolve_channelOnAYankedVersion_isNoMatchAndSaysWhy() {
    WidgetState state =
        released
            .withRelease(release("2.0.0-beta.2", ReleaseState.YANKED))
            .withChannel("beta", Version.parse("2.0.0-beta.2"));
    assertThat(resolve(state, "beta"))
        .startsWith(
            "none: channel beta points to 2.0.0-beta.2, yanked since 2026-11-20T10:00:00Z;");
  }

  @Test
  void withoutPin_pinnedAlias_saysWhatALiftWouldBring() {
    WidgetState state = released.withPin("v1", pin("1.0.1")).withPin("latest", pin("1.2.3"));
    assertThat(state.withoutPin("v1").resolve(Selector.parse("v1")))
        .isInstanceOfSatisfying(
            Resolution.Found.class, found -> assertThat(found.version()).hasToString("1.2.3"));
    assertThat(state.withoutPin("latest").resolve(new Selector.Latest()))
        .isInstanceOfSatisfying(
            Resolution.Found.class, found -> assertThat(found.version()).hasToString("1.10.0"));
  }
}
