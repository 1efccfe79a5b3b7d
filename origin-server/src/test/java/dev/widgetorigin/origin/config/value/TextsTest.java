package dev.widgetorigin.origin.config.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "15s, 15000",
    "5m, 300000",
    "1h, 3600000",
    "30d, 2592000000",
    "0, 0",
    "PT1S, 1000"
  })
  void duration_knownSpelling_isRead(String text, long millis) {
    assertThat(Texts.duration(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "15", "-1s", "1 week", "1.5h", "999999999999d"})
  void duration_other_isEmpty(String text) {
    assertThat(Texts.duration(text)).isEmpty();
  }

  @Test
  void time_inUtc_isRead() {
    assertThat(Texts.time("2026-11-22T08:00:00Z")).contains(Instant.ofEpochSecond(1_795_334_400L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2026-11-22", "2026-11-22T08:00:00", "noon", "7d"})
  void time_other_isEmpty(String text) {
    assertThat(Texts.time(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "8080, 8080",
    "64MiB, 67108864",
    "500kB, 500000",
    "1.5G, 1500000000",
    "1_000, 1000",
    "7B, 7",
    "-1, -1"
  })
  void number_knownSpelling_isRead(String text, long value) {
    assertThat(Texts.number(text)).hasValue(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "1.5", "0x10", "9999999999999999T", "1 2"})
  void number_other_isEmpty(String text) {
    assertThat(Texts.number(text)).isEmpty();
  }

  @Test
  void nearest_slipOfTheFingers_isFound() {
    assertThat(Texts.nearest("delivery.prot", List.of("delivery.port", "control.port")))
        .contains("delivery.port");
    assertThat(Texts.nearest("zzz", List.of("delivery.port"))).isEmpty();
    List<String> variables = List.of("WIDGET_ORIGIN_TOKENS", "WIDGET_ORIGIN_TLS_KEY");
    assertThat(Texts.nearest("WIDGET_ORIGIN_TOKNES", variables)).contains("WIDGET_ORIGIN_TOKENS");
    assertThat(Texts.nearest("WIDGET_ORIGIN_DEBUG", variables)).isEmpty();
    assertThat(Texts.nearest("WIDGET_ORIGIN_VERSION", variables)).isEmpty();
  }
}
