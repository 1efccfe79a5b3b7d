package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonTest {
  /** 97.5 %, one side. */
  private static final double Z = 1.959963984540054;

  /**
   * The first four are from R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
   */
  @ParameterizedTest(name = "{0} of {1}: {2} to {3}")
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0,   20, 0,      0.1611",
    "1,   29, 0.0061, 0.1718",
    "20,  20, 0.8389, 1",
  })
  void bounds_ofSeveralLoads_areThePublishedOnes(
      double failed, double loads, double lower, double upper) {
    assertThat(Wilson.lower(failed / loads, loads, Z)).isCloseTo(lower, within(0.00005));
    assertThat(Wilson.upper(failed / loads, loads, Z)).isCloseTo(upper, within(0.00005));
  }

  @Test
  void bounds_withoutLoads_sayNothing() {
    assertThat(Wilson.lower(0, 0, Z)).isZero();
    assertThat(Wilson.upper(0, 0, Z)).isEqualTo(1);
  }
}
