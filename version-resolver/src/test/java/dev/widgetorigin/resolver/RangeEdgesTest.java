package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The corners of npm's range grammar; every expectation is what node-semver 7 answers. */
class RangeEdgesTest {
  private static final String MAX = "9007199254740991";

  @ParameterizedTest
  @CsvSource({
    "v1.2.3 - 2.0.0, >=1.2.3 <=2.0.0",
    "=1.2 - 2, >=1.2.0 <3.0.0-0",
    "1.2.3 - v2.0.0, >=1.2.3 <=2.0.0",
    "1.2.3 - =2.0.0-rc, >=1.2.3 <=2.0.0-rc",
    "1.2.3 - =2, >=1.2.3 <3.0.0-0",
    "* - 1, <2.0.0-0",
    "1 - *, >=1.0.0",
    "x.2 - 3, <4.0.0-0",
    "*1.2.3, 1.2.3",
    "=*1.2.3, 1.2.3",
    "==*1.2.3, 1.2.3",
    ">=*1.2.3, 1.2.3",
    "<=*1.2.3, 1.2.3",
    ">*1.2.3, 1.2.3",
    "<*1.2.3, 1.2.3",
    "1.2.3*, 1.2.3",
    ">=1.2.3*, >=1.2.3",
    "<1.2.3*, <1.2.3",
    ">=1.*2.3, >=1.2.3",
    "=v1.2.3, 1.2.3",
    ">=v1.2.3, >=1.2.3",
    "^=1.2.3, >=1.2.3 <2.0.0-0",
    "^vv1, >=1.0.0 <2.0.0-0",
    "~=1.2, >=1.2.0 <1.3.0-0",
    "~>1.2, >=1.2.0 <1.3.0-0",
    "~> >1.2, >=1.2.0 <1.3.0-0",
    "~ >1.2, >=1.2.0 <1.3.0-0",
    "~>  >  1.2, >=1.2.0 <1.3.0-0",
    "= =1, >=1.0.0 <2.0.0-0",
    "'>=\t1.0.0\r<2.0.0', >=1.0.0 <2.0.0",
    "1.0.0+a.b, 1.0.0",
    "<9007199254740991, <9007199254740991.0.0-0",
    ">=9007199254740991, >=9007199254740991.0.0",
    "^9007199254740990, >=9007199254740990.0.0 <9007199254740991.0.0-0",
  })
  void parse_edgeOfTheGrammar_isReadAsNpmReadsIt(String text, String canonical) {
    assertThat(Range.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1.2.3 - 2.0.0",
        "vv1.2.3 - 2.0.0",
        "1.2.3 - =2.0.0",
        "1.2.3 - ",
        "1.2.3 - 2 3",
        "1.2*",
        "*1.2",
        "**1.2.3",
        "==1.2.3",
        ">=vv1.2.3",
        "1.0.0+a.",
        "1.0.0+a..b",
        "1.x.3",
        ">=x.1",
        "<>1",
        "~>>1.2",
        "~> <1",
        "^> >1",
        "^ > 1",
        "> >1",
        "== 1",
        "== *1.2.3",
        "=>1",
      })
  void parse_justBeyondTheGrammar_isRefusedAsNpmDoes(String text) {
    assertThat(Range.tryParse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740992.0.0 - 9.0.0",
        "1 - " + MAX,
        "1 - 1." + MAX,
        "1.0.0 - 1.0.9007199254740992",
        "^" + MAX,
        "^" + MAX + ".1.1",
        "^0." + MAX,
        "^0." + MAX + ".1",
        "^0.0." + MAX,
        "^9007199254740992.0.0",
        "~" + MAX,
        "~1." + MAX,
        "~1." + MAX + ".2",
        "~9007199254740992.0",
        MAX,
        "1." + MAX,
        "<=" + MAX,
        "<=1." + MAX,
        ">" + MAX,
        ">1." + MAX,
        ">=9007199254740992.0.0",
        "1.0.0 || ^" + MAX,
      })
  void parse_boundBeyondTheLargestNumber_saysSo(String text) {
    assertThat(Range.tryParse(text)).isEmpty();
    assertThatThrownBy(() -> Range.parse(text))
        .isInstanceOf(ResolverException.class)
        .hasMessageContaining(MAX);
  }

  @Test
  void equals_rangesOfOtherVersions_areNotEqual() {
    assertThat(Range.parse("1")).isEqualTo(Range.parse("1.x")).isNotEqualTo(Range.parse("2"));
    assertThat(Range.parse("1")).hasSameHashCodeAs(Range.parse("1.x"));
  }

  @ParameterizedTest
  @CsvSource({
    "?1, '\"?1\" is not a range: expected a version, a partial version or a blank, found \"?\" at 0'",
    "1.~, found \"~\" at 2",
    "'1.\u007f', found U+007F at 2",
    "1.2.3-, found the end",
  })
  void parse_noRange_namesWhatStandsWhere(String text, String message) {
    assertThatThrownBy(() -> Range.parse(text)).hasMessageContaining(message);
  }

  @Test
  void parse_tooLong_namesTheLimitAndNoPlace() {
    assertThatThrownBy(() -> Range.parse("1".repeat(Range.MAX_LENGTH + 1)))
        .hasMessageEndingWith("found " + (Range.MAX_LENGTH + 1));
  }

  @ParameterizedTest
  @CsvSource({"63, false", "64, false", "65, true"})
  void parse_noRange_quotesAtMost64Characters(int length, boolean cut) {
    String text = "1".repeat(length - 2) + " ?";
    assertThatThrownBy(() -> Range.parse(text))
        .hasMessageStartingWith(cut ? "\"" + text.substring(0, 64) + "…\"" : "\"" + text + "\" ");
  }
}
