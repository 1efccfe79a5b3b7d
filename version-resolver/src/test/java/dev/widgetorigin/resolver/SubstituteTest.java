package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in for a version that cannot be read. */
class SubstituteTest {
  /** Words such as {@code 1.0.0}, {@code 1.0.0:yanked}, and {@code 1.0.0>} for a candidate. */
  private static WidgetState state(String words) {
    WidgetState state = WidgetState.empty(States.NAME);
    for (String word : words.split(" ", -1)) {
      String[] parts = word.replace(">", "").split(":", -1);
      ReleaseState in =
          parts.length == 1
              ? ReleaseState.RELEASED
              : ReleaseState.valueOf(parts[1].toUpperCase(Locale.ROOT));
      state =
          state.withRelease(
              word.contains(">") ? States.candidate(parts[0], in) : States.release(parts[0], in));
    }
    return state;
  }

  @ParameterizedTest(name = "{1} of {0} in place of {2}, {3} unreadable: {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "1.0.0 1.1.0 1.2.0, latest, 1.2.0, 1.2.0, 1.1.0",
        "1.0.0 1.1.0 1.2.0, latest, 1.1.0, 1.1.0, 1.0.0",
        "1.0.0 1.1.0 1.2.0, latest, 1.2.0, 1.2.0 1.1.0, 1.0.0",
        "1.0.0 1.1.0, latest, 1.1.0, 1.1.0 1.0.0, -",
        "1.0.0, latest, 1.0.0, 1.0.0, -",
        // Nothing stands in for an exact version.
        "1.0.0 1.1.0, 1.1.0, 1.1.0, 1.1.0, -",
        // Released before deprecated, of these the highest; nothing else.
        "1.0.0 1.1.0:deprecated 1.2.0, latest, 1.2.0, 1.2.0, 1.0.0",
        "0.9.0:deprecated 1.0.0:deprecated 1.1.0:yanked 1.2.0, latest, 1.2.0, 1.2.0, 1.0.0",
        "1.0.0:staged 1.1.0:blocked 1.2.0, latest, 1.2.0, 1.2.0, -",
        // What the alias could mean: a range what satisfies it, latest stable versions.
        "0.9.0 1.0.0 1.2.0, v1, 1.2.0, 1.2.0, 1.0.0",
        "0.9.0 1.2.0, v1, 1.2.0, 1.2.0, -",
        "1.0.0 1.1.0-rc.1 1.2.0, latest, 1.2.0, 1.2.0, 1.0.0",
        "1.0.0 1.1.0-rc.1 1.2.0, beta, 1.2.0, 1.2.0, 1.0.0",
        "1.0.0 1.1.0-rc.1 1.1.0-rc.2, beta, 1.1.0-rc.2, 1.1.0-rc.2, 1.1.0-rc.1",
        "1.0.0 1.1.0-rc.2, beta, 1.1.0-rc.2, 1.1.0-rc.2, 1.0.0",
        // Candidates are for channels only.
        "1.0.0 1.1.0> 1.2.0, latest, 1.2.0, 1.2.0, 1.0.0",
        "1.0.0 1.1.0> 1.2.0, v1, 1.2.0, 1.2.0, 1.0.0",
        "1.0.0 1.1.0> 1.2.0, next, 1.2.0, 1.2.0, 1.1.0",
      })
  void of_table(String state, String selector, String meant, String unreadable, String expected) {
    List<String> lost = Arrays.asList(unreadable.split(" ", -1));
    Release found =
        Substitute.of(
            state(state),
            Selector.parse(selector),
            Version.parse(meant),
            version -> lost.contains(version.toString()));
    assertThat(found == null ? null : found.version().toString()).isEqualTo(expected);
  }
}
