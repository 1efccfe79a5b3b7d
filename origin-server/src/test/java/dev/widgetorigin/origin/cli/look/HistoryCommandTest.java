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
        "`{\"type\": \"token-revoked\", \"name\": \"ci\"}`, revoked the token ci",
        "`{\"widget\": \"chat\", \"type\": \"published\", \"version\": \"1.0.0\"}`,"
            + " chat: published 1.0.0",
        "`{\"type\": \"rollout-changed\", \"from\": \"1.0.0\", \"version\": \"2.0.0\","
            + " \"phase\": \"running\", \"step\": 1}`,"
            + " `rolls out 2.0.0 in place of 1.0.0, step 2`",
        "`{\"type\": \"rollout-site-quarantined\", \"version\": \"2.0.0\", \"site\": \"a.example\","
            + " \"channel\": null}`, `keeps the rollout of 2.0.0 away from a.example, where it fails`",
        "`{\"type\": \"template-changed\", \"channel\": null, \"from\": 1, \"to\": 2}`,"
            + " keeps loader template 2 (was 1)",
        "`{\"type\": \"template-changed\", \"channel\": \"acme\", \"from\": 1, \"to\": null}`,"
            + " keeps the widget's loader template again in the channel acme (was 1)",
      })
  void describe_change_namesWhatItIsAbout(String json, String said) {
    assertThat(HistoryCommand.describe(JsonMapper.shared().readTree(json))).isEqualTo(said);
  }
}
