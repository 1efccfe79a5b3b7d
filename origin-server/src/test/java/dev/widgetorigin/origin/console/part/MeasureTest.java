package dev.widgetorigin.origin.console.part;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The picture of a rollout's measure. */
class MeasureTest {
  private static Measure measure(long loads, double rate, double lower, double upper) {
    return new Measure("m", "Failed", 1, loads, rate, lower, upper, 0.02, 0.1);
  }

  @DisplayName("what the interval says of the limit, in words")
  @ParameterizedTest(name = "{0} loads, {1} to {2}: {3}")
  @CsvSource({
    "0, 0, 1, no report yet",
    "10, 0, 0.4, not certain yet",
    "400, 0.01, 0.05, certainly below the limit",
    "400, 0.11, 0.2, certainly above the limit",
    "400, 0.1, 0.2, not certain yet",
  })
  void standing_ofInterval_isInWords(long loads, double lower, double upper, String words) {
    assertThat(measure(loads, (lower + upper) / 2, lower, upper).standing()).isEqualTo(words);
  }

  @DisplayName("whatever the figures, all is in the picture and in the right order")
  @ParameterizedTest(name = "{0} in {1} to {2}")
  @CsvSource({"0, 0, 1", "0.03, 0.01, 0.08", "0.5, 0.4, 0.6", "1, 0.9, 1", "0.001, 0, 0.002"})
  void picture_ofAnyRates_keepsInside(double rate, double lower, double upper) {
    Measure measure = measure(100, rate, lower, upper);
    int limit = measure.at(0.1);
    assertThat(limit).isBetween(10, Measure.WIDTH - 10);
    assertThat(measure.at(lower)).isBetween(6, measure.at(rate));
    assertThat(measure.at(upper)).isBetween(measure.at(rate), Measure.WIDTH - 6);
    assertThat(measure.at(rate) > limit).isEqualTo(rate > 0.1);
  }
}
