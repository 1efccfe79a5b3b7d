package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SemVer 2.0 §11, pair by pair. */
class VersionOrderTest {
  @ParameterizedTest(name = "{0} < {1}")
  @CsvSource({
    "1.0.0-a, 1.0.0-a1",
    "1.0.0-a, 1.0.0-aa",
    "1.0.0-alpha.1, 1.0.0-alpha-",
    "1.0.0-alpha.1, 1.0.0-alpha-.0",
    "1.0.0-alpha, 1.0.0-alpha.0",
    "1.0.0-alpha.9, 1.0.0-alpha1",
    "1.0.0-1, 1.0.0-a",
    "1.0.0-9, 1.0.0-10",
    "1.0.0-a.9, 1.0.0-a.10",
    "1.0.0-a.9.z, 1.0.0-a.10.a",
    "1.0.0-A, 1.0.0-a",
    "1.0.0-AZ, 1.0.0-Aa",
    "1.0.0-z, 1.0.0",
    "1.9.0, 1.10.0",
    "1.0.9, 1.0.10",
    "9.0.0, 10.0.0",
  })
  void compareTo_pair_isAscendingInBothDirections(String lower, String higher) {
    Version a = Version.parse(lower);
    Version b = Version.parse(higher);
    assertThat(a).isLessThan(b);
    assertThat(b).isGreaterThan(a);
  }

  @Test
  void parse_everyIdentifierCharacter_isTaken() {
    for (String identifier : List.of("a", "z", "A", "Z", "-", "0", "9", "azAZ-09")) {
      assertThat(Version.parse("1.0.0-" + identifier)).hasToString("1.0.0-" + identifier);
    }
    for (String character : List.of("`", "{", "@", "[", "/", ":", "_")) {
      assertThat(Version.tryParse("1.0.0-" + character)).isEmpty();
    }
  }
}
