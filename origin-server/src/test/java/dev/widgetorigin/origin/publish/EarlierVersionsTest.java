package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.resolver.Version;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EarlierVersionsTest {
  @ParameterizedTest(name = "{1} after {0}")
  @CsvSource({
    "1.0.0 1.1.0 1.2.0 1.3.0, 1.4.0, 1.3.0 1.2.0 1.1.0",
    "1.0.0, 1.0.1, 1.0.0",
    // A patch of an older line is for those who have that line.
    "1.0.0 1.1.0 2.0.0 2.1.0 2.2.0, 1.1.1, 1.1.0 1.0.0 2.0.0",
    // Behind betas are still those who have the last release.
    "1.0.0 1.1.0-b.1 1.1.0-b.2 1.1.0-b.3, 1.1.0, 1.0.0 1.1.0-b.3 1.1.0-b.2",
    "1.0.0 1.1.0-b.1 1.1.0-b.2, 1.1.0-b.3, 1.1.0-b.2 1.1.0-b.1 1.0.0",
    // What no alias answered, and what is gone.
    "1.0.0:staged 1.1.0:blocked, 1.2.0, ''",
    "1.0.0:staged beta=1.0.0, 1.2.0, 1.0.0",
    "1.0.0:yanked 1.1.0:deprecated 1.2.0>next, 1.3.0, 1.2.0 1.1.0 1.0.0",
    // A publish that repairs.
    "1.0.0 1.1.0, 1.1.0, 1.0.0",
  })
  void choose_thoseThatAnAliasAnswered(String state, String version, String expected) {
    assertThat(
            EarlierVersions.choose(Chat.state(state), Version.parse(version), 3).stream()
                .map(Version::toString)
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
    assertThat(EarlierVersions.choose(Chat.state(state), Version.parse(version), 0)).isEmpty();
  }
}
