package dev.widgetorigin.origin.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitsConfigTest {
  @ParameterizedTest(name = "{0} descriptors: {1} connections, {2} of an address, {3} files")
  @CsvSource({
    "1048576, 20000, 10000, 1024",
    "21280,   20000, 10000, 1024",
    "21279,   19999,  9999, 1024",
    "4096,     2816,  1408, 1024",
    "1024,      512,   256,  256",
    "256,        16,     8,   64",
    "20,         16,     8,   16",
  })
  void fittedTo_ofTheDefaults_leavesDescriptorsForReadingAndPublishing(
      long descriptors, int connections, int perAddress, int files) {
    LimitsConfig fitted = LimitsConfig.DEFAULTS.fittedTo(descriptors);
    assertThat(fitted.connections()).isEqualTo(connections);
    assertThat(fitted.connectionsPerAddress()).isEqualTo(perAddress);
    assertThat(fitted.openFiles()).isEqualTo(files);
  }

  @Test
  void fittedTo_enough_isTheSameValue() {
    assertThat(LimitsConfig.DEFAULTS.fittedTo(Long.MAX_VALUE)).isSameAs(LimitsConfig.DEFAULTS);
  }
}
