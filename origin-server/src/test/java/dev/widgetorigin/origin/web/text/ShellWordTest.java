package dev.widgetorigin.origin.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellWordTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "latest,latest",
        "v1.2,v1.2",
        "@acme/chat,@acme/chat",
        "1.0.0-rc.1+b=2,1.0.0-rc.1+b=2",
        "2026-11-20T10:00:00Z,2026-11-20T10:00:00Z",
        "^1.2.0,'^1.2.0'",
        ">=1.0.0 <2,'>=1.0.0 <2'",
        // In zsh a word that begins so names a program.
        "=1.0.0,'=1.0.0'",
        "it's $HOME,'it'\\''s $HOME'",
        "``,''",
      })
  void quoted_leavesPlainWordsAlone(String word, String quoted) {
    assertThat(ShellWord.quoted(word)).isEqualTo(quoted);
  }
}
