package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseTest {
  /** Only a stable version that is released becomes a candidate by its channel. */
  @ParameterizedTest(name = "{0} {1} to channel {2}: {3}")
  @CsvSource({
    "1.0.0, RELEASED, next, next",
    "1.0.0, RELEASED,,",
    "1.0.0, STAGED, next,",
    "1.0.0-rc.1, RELEASED, next,",
    "1.0.0-rc.1, STAGED, next,",
  })
  void published_toAChannel_isACandidate(
      String version, ReleaseState state, String channel, String expected) {
    Release release = Release.published(Version.parse(version), state, channel, States.NOW);
    assertThat(release)
        .isEqualTo(
            new Release(Version.parse(version), state, "", States.NOW, States.NOW, expected));
    assertThat(release.isCandidate()).isEqualTo(expected != null);
    if (channel != null) {
      Instant later = States.NOW.plusSeconds(9);
      assertThat(
              new Release(Version.parse(version), state, "why", States.NOW, later, null)
                  .publishedTo(channel))
          .isEqualTo(
              new Release(Version.parse(version), state, "why", States.NOW, later, expected));
    }
  }

  @Test
  void in_theSameState_changesTheReasonAndNotSinceWhen() {
    Release release = States.candidate("1.0.0", ReleaseState.RELEASED);
    assertThat(release.in(ReleaseState.RELEASED, "see the notes", States.NOW.plusSeconds(9)))
        .isEqualTo(
            new Release(
                Version.parse("1.0.0"),
                ReleaseState.RELEASED,
                "see the notes",
                States.NOW,
                States.NOW,
                "next"));
  }

  @Test
  void in_anotherState_keepsWhenItWasPublishedAndItsChannel() {
    Instant later = States.NOW.plusSeconds(9);
    Release candidate = States.candidate("1.0.0", ReleaseState.RELEASED);
    assertThat(candidate.in(ReleaseState.YANKED, "broken", later))
        .isEqualTo(
            new Release(
                Version.parse("1.0.0"), ReleaseState.YANKED, "broken", States.NOW, later, "next"));
    assertThat(candidate.promoted()).isEqualTo(States.release("1.0.0", ReleaseState.RELEASED));
  }
}
