package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges, as people read them. */
class RangeWordsTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiterString = " : ",
      value = {
        "1 : in 1.x",
        "~1.2 : in 1.2.x",
        "0 : in 0.x",
        "0.0 : in 0.0.x",
        "* : of any number",
        "=1.2.3 : equal to 1.2.3",
        "^1.2.0 : from 1.2.0 on and below 2.0.0",
        "1.0.0 - 1.4.0 : from 1.0.0 on and up to 1.4.0",
        ">1.2.0-rc.1 <2.0.0-rc.0 : above 1.2.0-rc.1 and below 2.0.0-rc.0",
        "1 || 3.1 : in 1.x, or in 3.1.x",
        "<1.0.1 || >=4.0.0 : below 1.0.1, or from 4.0.0 on",
      })
  void words_ofEachKindOfBound_haveNoOperator(String range, String words) {
    assertThat(Range.parse(range).words()).isEqualTo(words).doesNotContain("<", ">", "||");
  }
}
