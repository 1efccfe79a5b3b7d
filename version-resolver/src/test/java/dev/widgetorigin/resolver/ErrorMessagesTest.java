package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refused text is told what was expected, what was found and where. */
class ErrorMessagesTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 'expected a dot, found the end'",
    "x, 0, '\"x\" is not a version: expected a major number, found \"x\" at 0'",
    "1. 2, 2, '\"1. 2\" is not a version: expected a minor number, found U+0020 at 2'",
    "'1.\u007f', 2, '\"1.?\" is not a version: expected a minor number, found U+007F at 2'",
    "1.2.x, 4, 'expected a patch number, found \"x\" at 4'",
    "01.2.3, 1, 'expected a dot, found \"1\" at 1'",
    "1.2.3-, 6, 'expected a prerelease identifier'",
    "1.2.3-a..b, 8, 'expected a prerelease identifier'",
    "1.2.3-01, 7, 'expected a prerelease identifier'",
    "1.2.3+, 6, 'expected a build identifier ([0-9A-Za-z-]+), found the end'",
    "1.2.3+a., 8, 'expected a build identifier ([0-9A-Za-z-]+), found the end'",
    "1.2.3+a..b, 8, 'expected a build identifier ([0-9A-Za-z-]+), found \".\" at 8'",
    "1.2.3 4, 6, 'expected the end of the version, found \"4\" at 6'",
    "1.9007199254740992.3, 2, 'expected a minor number of at most 9007199254740991'",
    "vv1.2.3, 1, 'expected a major number, found \"v\" at 1'",
  })
  void version_refused_saysWhere(String text, int offset, String message) {
    assertThatThrownBy(() -> Version.parse(text))
        .isInstanceOfSatisfying(
            ResolverException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "^1.2.3 blerg, 7",
    "1.2.3 || nope, 9",
    "^^1, 1",
    ">=  1 <  b, 9",
    "> = 1, 3",
    "1.2.3+b.1 c, 10",
    "1 || >=99999999999999999999, 5",
    "1.x.5, 5",
    "1..2, 2",
  })
  void range_refused_saysWhere(String text, int offset) {
    assertThatThrownBy(() -> Range.parse(text))
        .isInstanceOfSatisfying(
            ResolverException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageContaining("is not a range: expected ");
  }
}
