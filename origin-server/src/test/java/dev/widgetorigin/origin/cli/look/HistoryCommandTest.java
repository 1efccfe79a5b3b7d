package dev.widgetorigin.origin.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What a person reads of each kind of change. */
final class HistoryCommandTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"type\": \"swept\", \"epoch\": 3}`, swept epoch 3",
        "`{\"widget\": \"chat\", \"type\": \"promoted\", \"version\": \"1.0.0\"}`, chat promoted 1.0.0",
        "`{\"type\": \"pinned\", \"alias\": \"v1\", \"from\": \"1.1.0\", \"to\": \"1.0.0\"}`,"
            + " pinned v1: 1.1.0 -> 1.0.0",
      })
  void describe_change_namesWhatItIsAbout(String json, String said) {
    assertThat(HistoryCommand.describe(JsonMapper.shared().readTree(json))).isEqualTo(said);
  }
}
